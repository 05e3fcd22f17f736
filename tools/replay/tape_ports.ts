import type {
  MarketData,
  MarketEvent,
} from "../../actors/ports/market_data.ts";
import type {
  ResolutionReport,
  ResolutionSource,
} from "../../actors/ports/resolution.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { MarketPhase, Resolution, VenueId } from "../../domain/market.ts";

/** Market data that comes from whoever calls `emit`, in its order. */
export class TapeMarketData implements MarketData {
  readonly venue: VenueId;
  #listener: ((event: MarketEvent) => void) | null = null;

  constructor(venue: VenueId) {
    this.venue = venue;
  }

  emit(event: MarketEvent): void {
    this.#listener?.(event);
  }

  run(
    listener: (event: MarketEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    this.#listener = listener;
    return new Promise((resolve) =>
      signal.addEventListener("abort", () => {
        this.#listener = null;
        resolve();
      }, { once: true })
    );
  }
}

/** How the markets of a tape stand as far as it has been played. */
export class TapeResolution implements ResolutionSource {
  readonly venue: VenueId;
  readonly #phases = new Map<
    MarketId,
    { phase: MarketPhase; resolution: Resolution | null }
  >();

  constructor(venue: VenueId) {
    this.venue = venue;
  }

  onMarketEvent(event: MarketEvent): void {
    if (event.kind === "market_phase_changed") this.set(event.marketId, event);
  }

  set(
    marketId: MarketId,
    { phase, resolution }: {
      readonly phase: MarketPhase;
      readonly resolution: Resolution | null;
    },
  ): void {
    this.#phases.set(marketId, { phase, resolution });
  }

  resolve(marketId: MarketId): Promise<ResolutionReport> {
    const known = this.#phases.get(marketId) ??
      { phase: "open", resolution: null };
    return Promise.resolve({ marketId, ...known });
  }
}
