/**
 * Every denial code from an order that somebody really made: the arena's own actors, the paper exchange, and a
 * contestant or an operator who does what the scene says.
 *
 * @module
 */
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { assert, assertEquals } from "@std/assert";
import { AmbiguousOutcomeError } from "../../actors/ports/execution.ts";
import type { DecisionAction } from "../../domain/decision.ts";
import { DENIAL_CODES, type DenialCode } from "../../domain/denial.ts";
import { contestantId, marketId, orderId } from "../../domain/ids.ts";
import { quantity, usd } from "../../domain/money.ts";
import type { OrderTerms } from "../../domain/order.ts";
import { yesPrice } from "../../domain/price.ts";
import { contestantOf, OPEN_SEASON } from "../../domain/season.ts";
import { TradingPauses } from "../../domain/trading_pauses.ts";
import { HOLD_CASH } from "../../strategies/hold.ts";
import { KALSHI_FACTS } from "../../venues/kalshi/facts.ts";
import {
  CALM,
  changedPaper,
  openPuppetScene,
  type PuppetSceneOptions,
  WINTER,
} from "./puppet_scene.ts";
import {
  BUY,
  listAnother,
  order,
  PUPPET,
  type Stage,
  tell,
} from "./reviewed_order.ts";

/** How an order comes to be denied with a code. */
interface Reach {
  readonly options?: PuppetSceneOptions;
  readonly play: (stage: Stage) => Promise<void>;
  /** What the denial says, where several rules lead to one code. */
  readonly detail?: string;
}

const SELL: OrderTerms = {
  ...BUY,
  side: "sell",
  limit: { outcome: "yes", price: yesPrice("0.60") },
};

function trade(terms: OrderTerms, change: Partial<OrderTerms> = {}) {
  return { kind: "trade", ...terms, ...change } as const;
}

/** One decision of the contestant, in a market that is quoted. */
function decided(
  action: DecisionAction,
  settings: Readonly<Record<string, string>> = {},
): Reach {
  return {
    options: { settings },
    play: async ({ scene, decide }) => {
      await scene.list();
      await decide(action);
    },
  };
}

function set(
  stage: Stage,
  state: "active" | "reducing" | "halted",
  scope: "arena" | "contestant" | "season" = "arena",
): Promise<void> {
  return tell(stage, {
    kind: "set_trading_state",
    scope: scope === "arena"
      ? { kind: scope }
      : scope === "season"
      ? { kind: scope, seasonId: OPEN_SEASON }
      : { kind: scope, contestantId: PUPPET },
    state,
    step: null,
    cause: "operator",
    detail: "The scene says so.",
    by: "tester",
  });
}

async function concludeSeason({ scene }: Stage): Promise<void> {
  scene.refs.seasonkeeper?.tell({
    kind: "conclude_season",
    seasonId: WINTER,
    by: "tester",
    reason: "The scene says so.",
  });
  await scene.stage.settle();
}

/** Buys 300 contracts, lets the price fall, and has the operator lift the halt that follows. */
function lost(settings: Readonly<Record<string, string>>): Reach {
  return {
    options: { settings },
    play: async (stage) => {
      await stage.scene.list();
      await stage.decide(trade(BUY, { quantity: quantity("300") }));
      await stage.scene.play(10_000, "0.20", "0.78");
      await set(stage, "active", "contestant");
      await order(stage, {
        limit: { outcome: "yes", price: yesPrice("0.22") },
      });
    },
  };
}

const UNKNOWN_SHAPE: MarketEvent = {
  kind: "frame_rejected",
  rejection: {
    venue: "kalshi",
    source: "socket",
    message: "Cannot decode a frame as it must be one: current value is 7",
  },
};
const LOST_ANSWER = new AmbiguousOutcomeError(
  "Cannot tell what became of it as the venue must answer: current value is a time-out",
);

const REACHES = {
  TRADING_HALTED: [{
    play: async (stage) => {
      await stage.scene.list();
      await set(stage, "halted");
      await stage.decide(trade(BUY));
    },
    detail: "Trading is halted for the arena: The scene says so.",
  }, {
    // The executor's own: an order from before its restart that the venue says nothing of.
    options: {
      execution: changedPaper(() => ({
        submit: () => new Promise(() => {}),
        query: () => Promise.reject(LOST_ANSWER),
      })),
    },
    play: async (stage) => {
      const { scene } = stage;
      await scene.list();
      await stage.decide(trade(BUY));
      scene.stage.system.injectFailure(
        "arena/execution/executor",
        new Error("Crashed by the test"),
      );
      // Whoever restarts hears no quote: the second one comes once all are back.
      await scene.play(6_000, ...CALM);
      await order(stage);
      scene.failures.length = 0;
    },
    detail: "The venue has not accounted for 1 earlier orders yet.",
  }],
  SEASON_PAUSED: [{
    play: async (stage) => {
      await stage.scene.list();
      await stage.scene.quote(...CALM);
      await set(stage, "halted", "season");
      await order(stage);
    },
  }],
  SEASON_CONCLUDED: [{
    options: { season: {} },
    play: async (stage) => {
      await stage.scene.list();
      await stage.decide(trade(BUY));
      await concludeSeason(stage);
      await order(stage, { contestantId: contestantOf("puppet", WINTER) });
    },
    detail: "Season winter is over.",
  }],
  VENUE_OUTSIDE_SEASON: [{
    options: { season: { venues: ["polymarket"] } },
    play: async ({ scene, decide }) => {
      await scene.list();
      await decide(trade(BUY));
    },
    detail: "Season winter is played on polymarket and not on kalshi.",
  }],
  TRADING_STATE_REDUCING: [{
    play: async (stage) => {
      await stage.scene.list();
      await set(stage, "reducing", "contestant");
      await stage.decide(trade(BUY));
    },
  }],
  VENUE_CIRCUIT_OPEN: [{
    options: {
      execution: changedPaper(() => ({
        submit: () => Promise.reject(LOST_ANSWER),
        query: () => Promise.reject(LOST_ANSWER),
      })),
    },
    play: async (stage) => {
      await stage.scene.list();
      await stage.decide(trade(BUY));
      for (let n = 0; n < 20; n++) {
        const circuits = await stage.scene.entries("venue_circuit_changed");
        if (circuits.at(-1)?.circuit === "open") break;
        await stage.scene.play(1_000, ...CALM);
      }
      await order(stage);
    },
  }],
  VENUE_DEGRADED: [{
    play: async (stage) => {
      await stage.scene.list();
      await stage.scene.quote(...CALM);
      await stage.scene.stage.emit(
        Array.from({ length: 100 }, () => UNKNOWN_SHAPE),
      );
      await stage.scene.play(1_000, ...CALM);
      await order(stage);
    },
  }],
  OUTSIDE_TRADING_HOURS: [{
    // Thursday, one minute to three in New York.
    options: {
      pauses: new TradingPauses(KALSHI_FACTS.maintenance),
      startMs: Date.parse("2026-11-19T07:59:00Z"),
    },
    play: async (stage) => {
      const { scene } = stage;
      await scene.list();
      await stage.decide(trade(BUY));
      assertEquals((await scene.entries("order_filled")).length, 1);
      await scene.play(60_000, ...CALM);
      // The exit as little as anything else.
      await stage.decide(trade(SELL, { reduceOnly: true }));
    },
    detail:
      "Nothing is traded at kalshi on Thursdays from 03:00 to 05:00 in America/New_York, until 2026-11-19 10:00 UTC.",
  }],
  // A contestant decides on what the journal lists, and so does risk: only a stranger gets this far.
  INSTRUMENT_NOT_FOUND: [{
    play: async (stage) => {
      await stage.scene.list();
      await stage.scene.quote(...CALM);
      await order(stage, { marketId: marketId("kalshi", "NOWHERE") });
    },
  }],
  MARKET_CLOSED: [{
    play: async (stage) => {
      await stage.scene.list(10_000);
      await stage.scene.play(12_000, ...CALM);
      await stage.decide(trade(BUY));
    },
  }],
  STALE_QUOTE: [decided(trade(BUY), { ARENA_QUOTE_AGE_MS_MAX: "1000" })],
  STALE_DECISION: [{
    play: async (stage) => {
      const { scene } = stage;
      await scene.list();
      await scene.stage.holdJournal(true);
      await stage.decide(trade(BUY));
      await scene.play(30_000, ...CALM);
      await scene.stage.holdJournal(false);
    },
  }],
  DECIDED_BEFORE_LIFT: [{
    play: async (stage) => {
      const { scene } = stage;
      await scene.list();
      await scene.stage.holdJournal(true);
      await stage.decide(trade(BUY));
      await set(stage, "halted");
      await set(stage, "active");
      await scene.stage.holdJournal(false);
    },
  }],
  EXPIRE_TIME_IN_PAST: [
    {
      play: async (stage) => {
        await stage.scene.list();
        const expiresAtMs = stage.scene.stage.clock.nowMs();
        await stage.decide(trade(BUY, { timeInForce: "gtd", expiresAtMs }));
      },
    },
    decided(trade(BUY, { timeInForce: "gtd" })),
  ],
  PRICE_OUT_OF_BAND: [
    decided(trade(BUY, {
      limit: { outcome: "yes", price: yesPrice("0.615") },
    })),
    decided(trade(BUY, {
      limit: { outcome: "yes", price: yesPrice("0.83") },
    })),
  ],
  QUANTITY_BELOW_MINIMUM: [
    decided(trade(BUY, { quantity: quantity("0.5") })),
  ],
  QUANTITY_EXCEEDS_MAXIMUM: [
    decided(trade(BUY), { ARENA_ORDER_QUANTITY_MAX: "9" }),
    decided(trade(SELL)),
  ],
  POST_ONLY_WOULD_TAKE: [
    decided(trade(BUY, { timeInForce: "gtc", postOnly: true })),
  ],
  REDUCE_ONLY_WOULD_INCREASE: [
    decided(trade(BUY, { reduceOnly: true })),
    decided(trade(SELL, { reduceOnly: true })),
  ],
  REPLACED_ORDER_CLOSED: [{
    play: async (stage) => {
      await stage.scene.list();
      await stage.scene.quote(...CALM);
      await order(stage, { replaces: orderId("o_never") });
    },
  }],
  DEPTH_LIMIT_EXCEEDED: [
    // A hundredth of the thousand that are on offer is ten.
    decided(trade(BUY, { quantity: quantity("11") }), {
      ARENA_DEPTH_SHARE_MAX: "0.01",
    }),
  ],
  NOTIONAL_EXCEEDS_MAX_PER_ORDER: [
    decided(trade(BUY), { ARENA_ORDER_NOTIONAL_MAX: "6.19" }),
  ],
  POSITION_LIMIT_EXCEEDED: [{
    options: {
      settings: {
        ARENA_ORDER_NOTIONAL_MAX: "10",
        ARENA_POSITION_COST_MAX: "10",
      },
    },
    play: async (stage) => {
      await stage.scene.list();
      await stage.decide(trade(BUY));
      await stage.decide(trade(BUY));
    },
  }],
  // The limits on exposure count the fee, those on the order and the position do not.
  ACCOUNT_EXPOSURE_EXCEEDED: [
    decided(trade(BUY), {
      ARENA_ORDER_NOTIONAL_MAX: "6.20",
      ARENA_POSITION_COST_MAX: "6.20",
      ARENA_ACCOUNT_EXPOSURE_MAX: "6.20",
    }),
  ],
  INSTRUMENT_EXPOSURE_EXCEEDED: [
    decided(trade(BUY), {
      ARENA_ORDER_NOTIONAL_MAX: "6.20",
      ARENA_POSITION_COST_MAX: "6.20",
      ARENA_INSTRUMENT_EXPOSURE_MAX: "6.20",
    }),
  ],
  UNDERLYING_EXPOSURE_EXCEEDED: [{
    options: {
      settings: {
        ARENA_ORDER_NOTIONAL_MAX: "10",
        ARENA_POSITION_COST_MAX: "10",
        ARENA_INSTRUMENT_EXPOSURE_MAX: "10",
        ARENA_UNDERLYING_EXPOSURE_MAX: "10",
      },
    },
    play: async (stage) => {
      await stage.scene.list();
      await stage.decide(trade(BUY));
      await order(stage, {
        marketId: await listAnother(stage, "KXTEST-2", {
          eventTicker: "KXTEST",
        }),
      });
    },
  }, {
    // One bet on Bitcoin's next quarter of an hour at one venue, the same one at another.
    options: {
      settings: {
        ARENA_ORDER_NOTIONAL_MAX: "10",
        ARENA_POSITION_COST_MAX: "10",
        ARENA_INSTRUMENT_EXPOSURE_MAX: "10",
        ARENA_UNDERLYING_EXPOSURE_MAX: "10",
      },
    },
    play: async (stage) => {
      const kalshi = await listAnother(
        stage,
        "KXBTC15M-26MAY131730-30",
        { eventTicker: "KXBTC15M-26MAY131730" },
      );
      const polymarket = await listAnother(
        stage,
        "btc-updown-15m-1771684200",
        { eventTicker: "", venue: "polymarket" },
      );
      // It rests, so it is as good as held.
      await order(stage, { marketId: kalshi, timeInForce: "gtc" });
      await order(stage, { marketId: polymarket });
    },
  }],
  GLOBAL_EXPOSURE_EXCEEDED: [{
    options: {
      settings: {
        ARENA_ORDER_NOTIONAL_MAX: "10",
        ARENA_POSITION_COST_MAX: "10",
        ARENA_INSTRUMENT_EXPOSURE_MAX: "10",
        ARENA_UNDERLYING_EXPOSURE_MAX: "10",
        ARENA_ACCOUNT_EXPOSURE_MAX: "10",
        ARENA_GLOBAL_EXPOSURE_MAX: "10",
      },
      contestants: [HOLD_CASH, { ...HOLD_CASH, id: "other" }],
    },
    play: async (stage) => {
      await stage.scene.list();
      await stage.scene.quote(...CALM);
      await order(stage, { contestantId: contestantId("hold") });
      await order(stage, {
        contestantId: contestantId("other"),
        marketId: await listAnother(stage, "KXELSE-1", {
          eventTicker: "KXELSE",
        }),
      });
    },
  }],
  LEVERAGE_EXCEEDED: [
    decided(trade(BUY, { quantity: quantity("200") }), {
      ARENA_LEVERAGE_MAX: "0.01",
    }),
  ],
  CUM_NOTIONAL_EXCEEDS_FREE_BALANCE: [
    decided(trade(BUY), { ARENA_STARTING_BALANCE: "6.20" }),
  ],
  RATE_LIMIT_EXCEEDED: [{
    options: { settings: { ARENA_ORDERS_PER_SECOND_MAX: "1" } },
    play: async (stage) => {
      await stage.scene.list();
      await stage.scene.quote(...CALM);
      await order(stage);
      await order(stage);
    },
    detail: "1 orders within a second, the limit is 1.",
  }, {
    options: { settings: { ARENA_ORDERS_PER_MINUTE_MAX: "1" } },
    play: async (stage) => {
      await stage.scene.list();
      await stage.decide(trade(BUY));
      await stage.decide(trade(BUY));
    },
    detail: "1 orders within a minute, the limit is 1.",
  }],
  ROUND_LIMIT_EXCEEDED: [{
    options: { settings: { ARENA_ORDERS_PER_ROUND_MAX: "1" } },
    play: async (stage) => {
      await stage.scene.list();
      await stage.scene.play(12_000, ...CALM);
      await order(stage);
      await order(stage);
    },
  }],
  COOLDOWN_ACTIVE: [{
    options: {
      settings: {
        ARENA_COOLDOWN_LOSSES: "1",
        ARENA_COOLDOWN_MS: "600000",
      },
    },
    play: async (stage) => {
      await stage.scene.list();
      await stage.decide(trade(BUY));
      await stage.decide(trade(SELL));
      await stage.decide(trade(BUY));
    },
  }],
  VENUE_BALANCE_INSUFFICIENT: [{
    play: async (stage) => {
      await stage.scene.list();
      await stage.scene.quote(...CALM);
      await tell(stage, {
        kind: "venue_balances_reported",
        balances: {
          venue: "kalshi",
          balances: [{ contestantId: PUPPET, cash: usd("6") }],
        },
      });
      await order(stage);
    },
  }],
  DAILY_LOSS_EXCEEDED: [lost({ ARENA_DAILY_LOSS_MAX: "0.01" })],
  MAX_DRAWDOWN_EXCEEDED: [lost({ ARENA_DRAWDOWN_MAX: "0.01" })],
} satisfies Record<DenialCode, readonly Reach[]>;

const TABLE: Readonly<Record<string, readonly Reach[]>> = REACHES;

for (const code of Object.keys(DENIAL_CODES)) {
  Deno.test(`an order that somebody makes is denied with ${code}`, async () => {
    const reaches = TABLE[code] ?? [];
    assert(reaches.length > 0, `Nothing leads to ${code}`);
    for (const { options = {}, play, detail } of reaches) {
      const stage = await openPuppetScene(options);
      await play(stage);
      const denied = await stage.scene.entries("order_denied");
      assertEquals(denied.map(({ code }) => code), [code]);
      if (detail !== undefined) assertEquals(denied[0]?.detail, detail);
      await stage.close();
    }
  });
}
