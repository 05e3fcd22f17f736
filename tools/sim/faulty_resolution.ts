import type {
  ResolutionReport,
  ResolutionSource,
} from "../../actors/ports/resolution.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { Dice } from "./dice.ts";
import { type MarketTruth, VENUE } from "./simulated_venue.ts";
import type { World } from "./world.ts";

/** Tells how a market stands, or nothing, or how it stood. */
export class FaultyResolution implements ResolutionSource {
  readonly venue = VENUE;
  readonly #world: World;
  readonly #dice: Dice;
  readonly #truths: ReadonlyMap<MarketId, MarketTruth>;

  constructor(world: World, truths: ReadonlyMap<MarketId, MarketTruth>) {
    this.#world = world;
    this.#dice = world.dice.fork("resolution");
    this.#truths = truths;
  }

  async resolve(marketId: MarketId): Promise<ResolutionReport> {
    const { faults } = this.#world;
    const dice = this.#dice;
    if (dice.happens(faults.resolutionError)) {
      await this.#world.pause(dice.between(0, 15_000));
      if (dice.happens(0.5)) {
        this.#world.mislead();
        return { marketId, phase: "open", resolution: null };
      }
      throw new Error(
        "Cannot tell how the market resolved as the venue must answer: current value is no answer",
      );
    }
    const truth = this.#truths.get(marketId);
    if (truth === undefined) {
      throw new Error(
        `Cannot tell how the market resolved as the venue must know it: current value is ${marketId}`,
      );
    }
    const { market: { phase }, resolution } = truth;
    return { marketId, phase, resolution };
  }
}
