import type {
  ResolutionReport,
  ResolutionSource,
} from "../../actors/ports/resolution.ts";
import type { MarketId } from "../../domain/ids.ts";
import { answerStatus } from "../net/venue_error.ts";
import { DflowRest, type DflowRestOptions } from "./rest.ts";
import { isDflowWithdrawn } from "./withdrawn.ts";

const PREFIX = "dflow:";

/** What resolutions of dflow are asked of. */
export interface DflowResolutionOptions extends DflowRestOptions {
  /** Whose markets dflow relays: asked where dflow tells of them no more. @default {null} */
  readonly origin?: Pick<ResolutionSource, "resolve"> | null;
}

/** Asks dflow's metadata REST API how markets stand, and whoever else has them where it is withdrawn. */
export class DflowResolution implements ResolutionSource {
  readonly venue = "dflow";
  readonly #rest: DflowRest;
  readonly #origin: Pick<ResolutionSource, "resolve"> | null;

  constructor({ origin = null, ...rest }: DflowResolutionOptions) {
    this.#rest = new DflowRest(rest);
    this.#origin = origin;
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
    try {
      return await this.#ask(marketId, signal);
    } catch (error) {
      if (this.#origin === null || !isDflowWithdrawn(answerStatus(error))) {
        throw error;
      }
      return await this.#origin.resolve(marketId, signal);
    }
  }

  async #ask(
    marketId: MarketId,
    signal: AbortSignal,
  ): Promise<ResolutionReport> {
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
