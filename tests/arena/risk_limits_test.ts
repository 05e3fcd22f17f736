/**
 * Limits on the way of a real order: a step within, at and a step beyond each, with the arena's own actors. What leads
 * to each code at all is in `risk_reach_test.ts`.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { costMax } from "../../actors/risk/exposure.ts";
import type { DenialCode } from "../../domain/denial.ts";
import { contestantId } from "../../domain/ids.ts";
import { quantity, usd, usdFromMicros } from "../../domain/money.ts";
import { yesPrice } from "../../domain/price.ts";
import { HOLD_CASH } from "../../strategies/hold.ts";
import { CALM, openPuppetScene } from "./puppet_scene.ts";
import {
  listAnother,
  order,
  orderOf,
  PUPPET,
  type Stage,
  tell,
} from "./reviewed_order.ts";
import { MARKET_ID } from "./scene.ts";

type Settings = Readonly<Record<string, string>>;

/** Below 0 a step within the limit, 0 at it, above 0 a step beyond it. */
const STEPS = { within: -1, at: 0, beyond: 1 } as const;
type Step = typeof STEPS[keyof typeof STEPS];

interface Limit {
  readonly code: DenialCode;
  /** What the limit is, where that is a setting. */
  readonly settings?: (step: Step) => Settings;
  /** Has orders reviewed, of which the last one is a step within the limit, at it, or beyond it. */
  readonly play: (stage: Stage, step: Step) => Promise<void>;
}

const CENT = 10_000n;
/** What ten contracts come to at the ask. */
const NOTIONAL = usd("6.20");
/** The same with the highest fee that may be charged for them. */
const COST_MAX = await costMaxOfTen();
/** Ten contracts that are held, and ten more that are asked for. */
const BOTH = NOTIONAL + COST_MAX;
/** Room for ten contracts in each market and not for more. */
const ONE_EACH: Settings = {
  ARENA_ORDER_NOTIONAL_MAX: "7",
  ARENA_POSITION_COST_MAX: "7",
  ARENA_INSTRUMENT_EXPOSURE_MAX: "7",
};

async function costMaxOfTen(): Promise<bigint> {
  const stage = await openPuppetScene();
  await stage.scene.list();
  const { markets } = await stage.scene.books();
  const market = markets.get(MARKET_ID)?.market;
  assert(market !== undefined);
  const cost = costMax(orderOf(stage), market);
  await stage.close();
  return cost;
}

/** Returns the limit in dollars that `micros`, in whole cents and counted up, is `step` cents beyond. */
function dollars(micros: bigint, step: Step): string {
  const whole = (micros + CENT - 1n) / CENT - BigInt(step);
  return `${whole / 100n}.${`${whole % 100n}`.padStart(2, "0")}`;
}

/** Has ten contracts bought before, by somebody, and filled. */
async function heldBefore(stage: Stage, who = PUPPET): Promise<void> {
  await order(stage, { contestantId: who });
  await stage.scene.play(1_000, ...CALM);
}

/** Orders of one contract, as many as are allowed and `step` more. */
async function several(stage: Stage, step: Step, allowed: number) {
  for (let n = 0; n < allowed + step; n++) {
    await order(stage, { quantity: quantity("1") });
  }
}

/** Lets time go by, and nothing is quoted meanwhile. */
async function pass({ scene: { stage } }: Stage, ms: number): Promise<void> {
  await stage.advanceTo(stage.clock.nowMs() + ms);
}

const LIMITS: Readonly<Record<string, Limit>> = {
  "the value of one order": {
    code: "NOTIONAL_EXCEEDS_MAX_PER_ORDER",
    settings: (step) => ({ ARENA_ORDER_NOTIONAL_MAX: dollars(NOTIONAL, step) }),
    play: (stage) => order(stage),
  },
  "the cost of a position": {
    code: "POSITION_LIMIT_EXCEEDED",
    settings: (step) => ({
      ARENA_ORDER_NOTIONAL_MAX: "7",
      ARENA_POSITION_COST_MAX: dollars(NOTIONAL + NOTIONAL, step),
    }),
    play: async (stage) => {
      await heldBefore(stage);
      await order(stage);
    },
  },
  "what one contestant has": {
    code: "ACCOUNT_EXPOSURE_EXCEEDED",
    settings: (step) => ({
      ...ONE_EACH,
      ARENA_ACCOUNT_EXPOSURE_MAX: dollars(BOTH, step),
    }),
    play: async (stage) => {
      await heldBefore(stage);
      const marketId = await listAnother(stage, "KXELSE-1", {
        eventTicker: "KXELSE",
      });
      await order(stage, { marketId });
    },
  },
  "what all have in one market": {
    code: "INSTRUMENT_EXPOSURE_EXCEEDED",
    settings: (step) => ({
      ...ONE_EACH,
      ARENA_INSTRUMENT_EXPOSURE_MAX: dollars(BOTH, step),
    }),
    play: async (stage) => {
      await heldBefore(stage, contestantId(HOLD_CASH.id));
      await order(stage);
    },
  },
  "what all have on one event": {
    code: "UNDERLYING_EXPOSURE_EXCEEDED",
    settings: (step) => ({
      ...ONE_EACH,
      ARENA_UNDERLYING_EXPOSURE_MAX: dollars(BOTH, step),
    }),
    play: async (stage) => {
      await heldBefore(stage, contestantId(HOLD_CASH.id));
      const marketId = await listAnother(stage, "KXTEST-2", {
        eventTicker: "KXTEST",
      });
      await order(stage, { marketId });
    },
  },
  "what all have at all": {
    code: "GLOBAL_EXPOSURE_EXCEEDED",
    settings: (step) => ({
      ...ONE_EACH,
      ARENA_ACCOUNT_EXPOSURE_MAX: "7",
      ARENA_UNDERLYING_EXPOSURE_MAX: "7",
      ARENA_GLOBAL_EXPOSURE_MAX: dollars(BOTH, step),
    }),
    play: async (stage) => {
      await heldBefore(stage, contestantId(HOLD_CASH.id));
      const marketId = await listAnother(stage, "KXELSE-1", {
        eventTicker: "KXELSE",
      });
      await order(stage, { marketId });
    },
  },
  "the cash": {
    code: "CUM_NOTIONAL_EXCEEDS_FREE_BALANCE",
    settings: (step) => ({ ARENA_STARTING_BALANCE: dollars(COST_MAX, step) }),
    play: (stage) => order(stage),
  },
  "the venue's cash": {
    code: "VENUE_BALANCE_INSUFFICIENT",
    play: async (stage, step) => {
      const cash = usdFromMicros(COST_MAX - BigInt(step));
      await tell(stage, {
        kind: "venue_balances_reported",
        balances: {
          venue: "kalshi",
          balances: [{ contestantId: PUPPET, cash }],
        },
      });
      await order(stage);
    },
  },
  "the contracts of one order": {
    code: "QUANTITY_EXCEEDS_MAXIMUM",
    settings: (step) => ({ ARENA_ORDER_QUANTITY_MAX: `${10 - step}` }),
    play: (stage) => order(stage),
  },
  "the smallest order": {
    code: "QUANTITY_BELOW_MINIMUM",
    play: (stage, step) =>
      order(stage, {
        quantity: quantity(step > 0 ? "0.999999" : `${1 - step}`),
      }),
  },
  "a share of what is on offer": {
    code: "DEPTH_LIMIT_EXCEEDED",
    // A hundredth of the thousand that are on offer is ten.
    settings: () => ({ ARENA_DEPTH_SHARE_MAX: "0.01" }),
    play: (stage, step) => order(stage, { quantity: quantity(`${10 + step}`) }),
  },
  "how far a limit may reach": {
    code: "PRICE_OUT_OF_BAND",
    settings: () => ({ ARENA_PRICE_BAND_MAX: "0.2" }),
    play: (stage, step) =>
      order(stage, {
        limit: { outcome: "yes", price: yesPrice(`0.${82 + step}`) },
      }),
  },
  "a multiple of the equity": {
    code: "LEVERAGE_EXCEEDED",
    // A tenth of the balance is what the order may cost, give or take a cent.
    settings: (step) => ({
      ARENA_STARTING_BALANCE: dollars(COST_MAX * 10n, step * 10 as Step),
      ARENA_LEVERAGE_MAX: "0.1",
    }),
    play: (stage) => order(stage),
  },
  "orders within a second": {
    code: "RATE_LIMIT_EXCEEDED",
    settings: () => ({ ARENA_ORDERS_PER_SECOND_MAX: "3" }),
    play: (stage, step) => several(stage, step, 3),
  },
  "orders within a minute": {
    code: "RATE_LIMIT_EXCEEDED",
    settings: () => ({
      ARENA_ORDERS_PER_SECOND_MAX: "100",
      ARENA_ORDERS_PER_MINUTE_MAX: "3",
    }),
    play: (stage, step) => several(stage, step, 3),
  },
  "orders of one round": {
    code: "ROUND_LIMIT_EXCEEDED",
    settings: () => ({ ARENA_ORDERS_PER_ROUND_MAX: "3" }),
    play: async (stage, step) => {
      await stage.scene.play(12_000, ...CALM);
      await several(stage, step, 3);
    },
  },
  "the age of a quote": {
    code: "STALE_QUOTE",
    settings: () => ({ ARENA_QUOTE_AGE_MS_MAX: "1000" }),
    play: async (stage, step) => {
      await pass(stage, 1_000 + step);
      await order(stage);
    },
  },
  "the age of a decision": {
    code: "STALE_DECISION",
    settings: () => ({ ARENA_DECISION_AGE_MS_MAX: "1000" }),
    play: (stage, step) =>
      tell(stage, {
        kind: "review_order",
        order: orderOf(stage),
        decidedAtMs: stage.scene.stage.clock.nowMs() - 1_000 - step,
      }),
  },
  "the expiry of an order": {
    code: "EXPIRE_TIME_IN_PAST",
    play: (stage, step) =>
      order(stage, {
        timeInForce: "gtd",
        // A millisecond from now is the last that is not in the past.
        expiresAtMs: stage.scene.stage.clock.nowMs() + 1 - step,
      }),
  },
  "the close of a market": {
    code: "MARKET_CLOSED",
    play: async (stage, step) => {
      const { scene } = stage;
      const market = (await scene.books()).markets.get(MARKET_ID)?.market;
      assert(market !== undefined);
      const toCloseMs = market.closesAtMs - scene.stage.clock.nowMs();
      await scene.play(toCloseMs - 1 + step, ...CALM);
      await order(stage);
    },
  },
};

for (const [name, { code, settings, play }] of Object.entries(LIMITS)) {
  for (const [where, step] of Object.entries(STEPS)) {
    Deno.test(`an order ${where} ${name}: ${code}`, async () => {
      const stage = await openPuppetScene({
        settings: settings?.(step) ?? {},
        contestants: [HOLD_CASH],
      });
      await stage.scene.list();
      await stage.scene.quote(...CALM);
      await play(stage, step);
      const denied = await stage.scene.entries("order_denied");
      assertEquals(denied.map(({ code }) => code), step > 0 ? [code] : []);
      await stage.close();
    });
  }
}
