import type { MarketId } from "../../domain/ids.ts";
import type { MarketPhase, Resolution, VenueId } from "../../domain/market.ts";

/** How a market stands at its venue. */
export interface ResolutionReport {
  readonly marketId: MarketId;
  readonly phase: MarketPhase;
  readonly resolution: Resolution | null;
}

/** Asks a venue how a market resolved, for markets whose events were missed. */
export interface ResolutionSource {
  readonly venue: VenueId;
  /** @throws {Error} If the venue cannot be asked now; the caller asks again later. */
  resolve(marketId: MarketId, signal: AbortSignal): Promise<ResolutionReport>;
}
