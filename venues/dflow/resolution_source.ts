import type {
  ResolutionReport,
  ResolutionSource,
} from "../../actors/ports/resolution.ts";
import type { MarketId } from "../../domain/ids.ts";
import { DflowRest, type DflowRestOptions } from "./rest.ts";

const PREFIX = "dflow:";

/** Asks dflow's metadata REST API how markets stand. */
export class DflowResolution implements ResolutionSource {
  readonly venue = "dflow";
  readonly #rest: DflowRest;

  constructor(options: DflowRestOptions) {
    this.#rest = new DflowRest(options);
  }

  /**
   * Looks one market up.
   *
   * @throws {RangeError} If `marketId` belongs to another venue.
   * @throws {Error} If the venue cannot be asked now or its answer does not decode; ask again later.
   */
  async resolve(
    marketId: MarketId,
    signal: AbortSignal,
  ): Promise<ResolutionReport> {
    if (!marketId.startsWith(PREFIX)) {
      throw new RangeError(
        `Cannot resolve a market as its id must start with "${PREFIX}": current value is ${marketId}`,
      );
    }
    const { market, resolution } = await this.#rest.market(
      marketId.slice(PREFIX.length),
      signal,
    );
    if (market.id !== marketId) {
      throw new RangeError(
        `Cannot resolve ${marketId} as the venue must answer about that market: current value is ${market.id}`,
      );
    }
    return { marketId, phase: market.phase, resolution };
  }
}
