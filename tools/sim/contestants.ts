import type { SeasonPlan } from "../../actors/arena.ts";
import { IMMEDIATE } from "../../domain/order.ts";
import type { DecisionAction } from "../../domain/decision.ts";
import { contestantId } from "../../domain/ids.ts";
import type { Outcome } from "../../domain/market.ts";
import type { SeasonTerms } from "../../domain/season.ts";
import { type Quantity, quantityFromMicros } from "../../domain/money.ts";
import type { OutcomePrice, YesPrice } from "../../domain/price.ts";
import { MARKET_MIRROR } from "../../strategies/market_mirror.ts";
import { MOMENTUM } from "../../strategies/momentum.ts";
import { bidPrice, offeredPrice, sellAll } from "../../strategies/stake.ts";
import {
  HOLD,
  type Opinion,
  type Strategy,
  type StrategyState,
} from "../../strategies/strategy.ts";
import type { Dice } from "./dice.ts";
import { patient } from "./patience.ts";
import { slow } from "./slow_opinions.ts";
import type { World } from "./world.ts";

/**
 * Returns the contestants of one process: two controls, and two that trade whenever they can. Each fails as a model
 * does, is patient now and then, and slow.
 */
export function contestants(world: World, dice: Dice): readonly Strategy[] {
  return [MARKET_MIRROR, MOMENTUM, eager("eager-1"), eager("eager-2")].map(
    (strategy) => asContestant(strategy, world, dice),
  );
}

/** Returns a season with who competes in it: contestants that trade whenever they can. */
export function seasonPlan(
  terms: SeasonTerms,
  world: World,
  dice: Dice,
): SeasonPlan {
  return {
    terms,
    contestants: terms.roster.map(({ contestantId }) =>
      asContestant(eager(contestantId), world, dice)
    ),
    models: [],
    agents: [],
  };
}

function asContestant(strategy: Strategy, world: World, dice: Dice): Strategy {
  const own = dice.fork(strategy.id);
  const model = asModel(strategy, world, own);
  const thinking = patient(model, own.fork("patience"));
  return checked(slow(thinking, world, own.fork("slowness")), world);
}

/** Trades in every round, by its draws alone. */
function eager(id: string): Strategy {
  return {
    id,
    name: id,
    description: "Buys and sells in every round.",
    wakesOn: ["price_swing", "orderbook_imbalance"],
    evaluate(state) {
      const [forecast, side, size] = state.draws;
      const outcome = side < 0.5 ? "yes" : "no";
      return {
        probabilityYes: forecast,
        confidence: size,
        reason: "The draw says so.",
        action: state.held[outcome] > 0n && size < 0.4
          ? sellAll(state, outcome, state.held[outcome])
          : buy(state, outcome, size),
      };
    },
  };
}

/** More than the first level holds, now and then, so that orders fill in parts. */
function buy(
  state: StrategyState,
  outcome: Outcome,
  size: number,
): DecisionAction {
  const limit = offeredPrice(state, outcome);
  if (limit === null || bidPrice(state, outcome) === null) return HOLD;
  const contracts = BigInt(1 + Math.floor(size * 600));
  return {
    kind: "trade",
    side: "buy",
    outcome,
    quantity: quantityFromMicros(contracts * 1_000_000n),
    limit: dearer(limit),
    ...IMMEDIATE,
  };
}

/** Two cents above what is offered, so that an order crosses several levels. */
function dearer(limit: OutcomePrice): OutcomePrice {
  const price = limit.price < 960_000n ? limit.price + 20_000n : limit.price;
  return { ...limit, price } as OutcomePrice;
}

/** Compares what a strategy is shown with the journal. */
function checked(strategy: Strategy, world: World): Strategy {
  return {
    ...strategy,
    evaluate(state) {
      checkShown(strategy, world, state);
      return strategy.evaluate(state);
    },
  };
}

/** Lets a strategy throw or answer garbage in its stead. */
function asModel(strategy: Strategy, world: World, dice: Dice): Strategy {
  return {
    ...strategy,
    evaluate(state) {
      if (dice.happens(world.faults.modelError)) {
        throw new Error(
          "Cannot decide as the model must answer: current value is an error",
        );
      }
      const opinion = strategy.evaluate(state);
      if (!dice.happens(world.faults.garbageOpinion)) return opinion;
      return garbage(opinion, state, dice);
    },
  };
}

/** What a trader shows its strategy is folded from rows of the journal, perhaps not from the very last ones. */
function checkShown(
  { id }: Strategy,
  { disk, findings }: World,
  { market, freeCash, held }: StrategyState,
): void {
  findings.check(
    disk.hadCash(contestantId(id), freeCash),
    "live state is the fold of the journal",
    () => `${id} was shown cash of ${freeCash} micro-dollars`,
  );
  for (const outcome of ["yes", "no"] as const) {
    findings.check(
      disk.hadHolding(`${id} ${market.id} ${outcome}`, held[outcome]),
      "live state is the fold of the journal",
      () => `${id} was shown ${held[outcome]} ${outcome} of ${market.id}`,
    );
  }
}

/** Returns what a model may answer although its types forbid it. */
function garbage(
  opinion: Opinion,
  { held, quote }: StrategyState,
  dice: Dice,
): Opinion {
  const price = (quote.yesAsk ?? 500_000n) as YesPrice;
  const trade = (
    changes: {
      readonly quantity?: bigint;
      readonly price?: bigint;
      readonly scale?: Outcome;
      readonly side?: "buy" | "sell";
    },
  ): Opinion => ({
    ...opinion,
    action: {
      kind: "trade",
      side: changes.side ?? "buy",
      outcome: "yes",
      quantity: (changes.quantity ?? 1_000_000n) as Quantity,
      limit: {
        outcome: changes.scale ?? "yes",
        price: changes.price ?? price,
      } as OutcomePrice,
      ...IMMEDIATE,
    },
  });
  return dice.pick<() => Opinion>([
    () => ({ ...opinion, probabilityYes: NaN }),
    () => ({ ...opinion, probabilityYes: -0.5 }),
    () => ({ ...opinion, probabilityYes: 1.5 }),
    () => ({ ...opinion, confidence: Infinity }),
    () => ({ ...opinion, reason: "Half a \ud800 pair and a zero \0." }),
    () => ({ ...opinion, reason: 7 as unknown as string }),
    () => ({ ...opinion, action: undefined as unknown as DecisionAction }),
    () => ({ ...opinion, extra: undefined }),
    () => undefined as unknown as Opinion,
    () => trade({ quantity: 0n }),
    () => trade({ quantity: -1_000_000n }),
    () => trade({ quantity: 1n }),
    () => trade({ quantity: 10n ** 30n }),
    () => trade({ price: 0n }),
    () => trade({ price: 1_000_000n }),
    () => trade({ price: 7_000_000n }),
    () => trade({ price: -10_000n }),
    () => trade({ price: 123_457n }),
    () => trade({ scale: "no" }),
    () => trade({ side: "sell", quantity: held.yes + 1_000_000n }),
  ])();
}
