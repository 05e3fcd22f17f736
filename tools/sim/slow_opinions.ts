import type { MarketId } from "../../domain/ids.ts";
import type { Strategy, StrategyState } from "../../strategies/strategy.ts";
import type { Dice } from "./dice.ts";
import type { World } from "./world.ts";

/** How long a contestant thinks at most, in milliseconds. */
const THINKS_MS_MAX = 60_000;

/**
 * Makes a contestant slow now and then: its opinion comes now and is on what it was shown up to a minute ago, an
 * old quote and orders that may be over. It is late for the arena and not for the kernel: a contestant that
 * thinks between two messages there is none yet.
 */
export function slow(strategy: Strategy, world: World, dice: Dice): Strategy {
  const shown = new Map<MarketId, StrategyState[]>();
  return {
    ...strategy,
    evaluate(state) {
      const states = shown.get(state.market.id) ?? [];
      shown.set(state.market.id, states);
      while (
        states[0] !== undefined &&
        state.nowMs - states[0].nowMs > THINKS_MS_MAX
      ) states.shift();
      const isSlow = dice.happens(world.faults.slowOpinion);
      const seen = isSlow && states.length > 0 ? dice.pick(states) : state;
      if (seen !== state) world.tally.count("slow opinion");
      states.push(state);
      return strategy.evaluate(seen);
    },
  };
}
