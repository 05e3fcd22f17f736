import { IMMEDIATE } from "../../domain/order.ts";
import { assert, assertEquals } from "@std/assert";
import type { DecisionAction } from "../../domain/decision.ts";
import { deriveOrderId } from "../../domain/digest.ts";
import { fillId, marketId, roundId, signalId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { quantity, usd } from "../../domain/money.ts";
import { yesPrice } from "../../domain/price.ts";
import { SAMPLE_MARKET, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import type { SignalType } from "../../domain/signal.ts";
import { MARKET, MIRROR } from "../../domain/testing/story.ts";
import { SeededRandom, TestProbe } from "../../runtime/mod.ts";
import type { Opinion, StrategyState } from "../../strategies/strategy.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import type { RiskMessage } from "../risk/protocol.ts";
import { startTrader } from "./actor.ts";
import { TRADER_MAILBOX, type TraderMessage } from "./protocol.ts";

const LISTED: JournalEntry = { kind: "market_listed", market: SAMPLE_MARKET };
const BUY: DecisionAction = {
  kind: "trade",
  side: "buy",
  outcome: "yes",
  quantity: quantity("10"),
  limit: SAMPLE_ORDER.limit,
  ...IMMEDIATE,
};
const HOLD: DecisionAction = { kind: "hold" };

interface TraderOptions {
  readonly action?: DecisionAction;
  readonly wakesOn?: readonly SignalType[];
  readonly opinion?: Partial<Opinion>;
  readonly journal?: HeldJournal;
}

async function openTrader(options: TraderOptions = {}) {
  const { action = BUY, wakesOn = [], journal = new HeldJournal() } = options;
  if (journal.rows.length === 0) journal.write(LISTED);
  const stage = new ActorStage<TraderMessage>(journal);
  const risk = new TestProbe<RiskMessage>();
  const seen: StrategyState[] = [];
  const refusals: string[] = [];
  await stage.open(TRADER_MAILBOX, (parts, context) =>
    startTrader({
      ...parts,
      contestantId: MIRROR,
      strategy: {
        id: "mirror",
        name: "Mirror",
        description: "Does what the test says.",
        wakesOn,
        evaluate(state) {
          seen.push(state);
          return {
            probabilityYes: 0.6,
            confidence: 0.5,
            reason: "The test says so.",
            action,
            ...options.opinion,
          };
        },
      },
      startingBalance: usd("1000"),
      risk,
      random: new SeededRandom(1),
      decisionIntervalMs: 30_000,
      onRefusal: ({ message }) => refusals.push(message),
    }, context));
  const quote = () =>
    stage.tell({
      kind: "quote_changed",
      quote: {
        marketId: MARKET,
        yesBid: yesPrice("0.54"),
        yesAsk: yesPrice("0.56"),
        occurredAtMs: stage.test.clock.nowMs(),
      },
    });
  await quote();
  return {
    stage,
    journal,
    risk,
    seen,
    refusals,
    quote,
    round: (name: string) =>
      stage.tell({
        kind: "round_started",
        round: { id: roundId(name), startedAtMs: stage.test.clock.nowMs() },
      }),
    commit: async (...entries: readonly JournalEntry[]) => {
      journal.commitForeign(...entries);
      await stage.settle();
    },
    decisions: () =>
      journal.entries("decision_made").map(({ decision }) => decision),
  };
}

function signal(name: string, type: SignalType): JournalEntry {
  const fields = {
    id: signalId(name),
    marketId: MARKET,
    ticker: SAMPLE_MARKET.ticker,
    timestamp: 0,
    midAtDetection: 0.55,
  };
  return type === "volume_spike"
    ? {
      kind: "signal_detected",
      signal: {
        ...fields,
        type,
        data: {
          tradeId: "t",
          volume: 5,
          averageVolume: 1,
          multiplier: 5,
          takerSide: "yes",
        },
      },
    }
    : {
      kind: "signal_detected",
      signal: {
        ...fields,
        type: "price_swing",
        data: { previousPrice: 0.5, currentPrice: 0.55, changePercent: 0.1 },
      },
    };
}

Deno.test("trader enrolls its contestant once, also over restarts", async () => {
  const { stage, journal } = await openTrader();
  await stage.crash();
  journal.isHolding = true;
  await stage.crash();
  assertEquals(journal.entries("contestant_enrolled").length, 1);
  assertEquals(journal.waiting, 0);
  assertEquals(
    journal.entries("contestant_enrolled")[0]?.strategy,
    "rule-based",
  );
  await stage.close();
});

Deno.test("trader decides nothing before its enrolment is committed", async () => {
  const journal = new HeldJournal();
  journal.write(LISTED);
  journal.isHolding = true;
  const { stage, seen, round, decisions } = await openTrader({ journal });
  await round("r_1");
  assertEquals([seen.length, decisions()], [0, []]);
  await stage.commit();
  journal.isHolding = false;
  await round("r_2");
  assertEquals(decisions().length, 1);
  await stage.close();
});

Deno.test("trader sends an order to risk once its decision is committed, and not before", async () => {
  const { stage, journal, risk, round, decisions } = await openTrader();
  journal.isHolding = true;
  await round("r_1");
  risk.expectNoMessage();
  await stage.commit();
  const [decision] = decisions();
  assert(decision !== undefined);
  const message = risk.expectMessage();
  assert(message.kind === "review_order");
  const { order } = message;
  assertEquals(
    [order.id, order.decisionId, order.status, order.quantity, order.limit],
    [
      deriveOrderId(decision.id),
      decision.id,
      "initialized",
      quantity("10"),
      SAMPLE_ORDER.limit,
    ],
  );
  risk.expectNoMessage();
  await stage.close();
});

Deno.test("trader commits a hold like any other decision, with its forecast and the market's", async () => {
  const { stage, risk, round, decisions } = await openTrader({ action: HOLD });
  await round("r_1");
  const [decision] = decisions();
  assertEquals(
    [
      decision?.action.kind,
      decision?.probabilityYes,
      decision?.marketProbability,
      decision?.causationId,
    ],
    ["hold", 0.6, 0.55, "r_1"],
  );
  risk.expectNoMessage();
  await stage.close();
});

Deno.test("trader decides on a market once per interval, whatever rounds come", async () => {
  const { stage, round, decisions } = await openTrader({ action: HOLD });
  await round("r_1");
  await stage.advance(15_000);
  await round("r_2");
  assertEquals(decisions().length, 1);
  await stage.advance(15_000);
  await round("r_3");
  assertEquals(decisions().map(({ causationId }) => causationId), [
    "r_1",
    "r_3",
  ]);
  await stage.close();
});

Deno.test("trader wakes between rounds on the signals that its strategy names, and on no others", async () => {
  const { stage, seen, commit, decisions } = await openTrader({
    action: HOLD,
    wakesOn: ["price_swing"],
  });
  await commit(signal("s_1", "volume_spike"));
  assertEquals(decisions(), []);
  await commit(signal("s_2", "price_swing"));
  assertEquals(decisions().map(({ causationId }) => causationId), ["s_2"]);
  assertEquals(seen[0]?.signal?.id, signalId("s_2"));
  await stage.close();
});

Deno.test("trader does not decide on a market while a decision on it is on its way: two signals are one order", async () => {
  const { stage, journal, risk, commit, decisions } = await openTrader({
    wakesOn: ["price_swing", "volume_spike"],
  });
  journal.isHolding = true;
  await commit(signal("s_1", "price_swing"), signal("s_2", "volume_spike"));
  assertEquals(journal.waiting, 1);
  await stage.commit();
  assertEquals(decisions().length, 1);
  assertEquals(risk.messages.length, 1);
  await stage.close();
});

Deno.test("trader leaves a market alone while its order there is out, and no longer", async () => {
  const ends: readonly JournalEntry["kind"][] = [
    "order_denied",
    "order_rejected",
    "order_canceled",
    "order_filled",
  ];
  for (const end of ends) {
    const { stage, journal, risk, commit, quote, round, decisions } =
      await openTrader();
    await round("r_1");
    const message = risk.expectMessage();
    assert(message.kind === "review_order");
    const { order } = message;
    if (end !== "order_denied") {
      await commit({
        kind: "order_submitted",
        order: { ...order, status: "submitted" },
      });
    }
    // However long the venue takes: an order that has left is never given up.
    await stage.advance(600_000);
    await quote();
    if (end !== "order_denied") {
      await round("r_2");
      assertEquals(decisions().length, 1, end);
    }
    await commit(endOf(end, order));
    await round("r_3");
    assertEquals(decisions().length, 2, end);
    assertEquals(journal.entries("order_submitted").length <= 1, true);
    await stage.close();
  }
});

function endOf(
  kind: JournalEntry["kind"],
  order: typeof SAMPLE_ORDER,
): JournalEntry {
  const { id, contestantId, marketId, side, outcome, limit } = order;
  switch (kind) {
    case "order_denied":
      return {
        kind,
        order: { ...order, status: "denied" },
        code: "STALE_QUOTE",
        detail: "There is no quote.",
      };
    case "order_filled":
      return {
        kind,
        fill: {
          id: fillId("f_1"),
          orderId: id,
          contestantId,
          marketId,
          side,
          outcome,
          quantity: order.quantity,
          price: limit,
          fee: usd("0.18"),
          liquidity: "taker",
          occurredAtMs: 1,
        },
      };
    case "order_rejected":
      return { kind, orderId: id, reason: "No." };
    default:
      return {
        kind: "order_canceled",
        orderId: id,
        reason: "No counterparty.",
      };
  }
}

Deno.test("trader gives up an order that nobody answered for a minute", async () => {
  const { stage, round, decisions } = await openTrader();
  await round("r_1");
  await stage.advance(60_000);
  await round("r_2");
  assertEquals(decisions().length, 1);
  await stage.advance(1);
  await round("r_3");
  assertEquals(decisions().length, 2);
  await stage.close();
});

Deno.test("trader shows its strategy what it holds and what markets before this one came to", async () => {
  const journal = new HeldJournal();
  const earlier = marketId("kalshi", "KXBTC15M-0");
  journal.write(
    LISTED,
    {
      kind: "market_listed",
      market: { ...SAMPLE_MARKET, id: earlier, ticker: "KXBTC15M-0" },
    },
    {
      kind: "market_phase_changed",
      marketId: earlier,
      phase: "final",
      resolution: { kind: "no" },
    },
  );
  const { stage, seen, round } = await openTrader({ action: HOLD, journal });
  await round("r_1");
  assertEquals(seen.length, 1);
  assertEquals(
    [seen[0]?.freeCash, seen[0]?.resolved, seen[0]?.history.length],
    [usd("1000"), { yes: 0, no: 1 }, 1],
  );
  await stage.close();
});

Deno.test("trader draws the same for the same wake-up, whatever it drew before", async () => {
  const first = await openTrader({ action: HOLD });
  await first.round("r_1");
  await first.stage.advance(30_000);
  await first.round("r_2");
  const second = await openTrader({ action: HOLD });
  await second.round("r_2");
  assertEquals(second.seen[0]?.draws, first.seen[1]?.draws);
  await first.stage.close();
  await second.stage.close();
});

Deno.test("trader reports an opinion that is none and neither falls nor asks again before the interval is over", async () => {
  for (const probabilityYes of [NaN, -0.1, 1.1]) {
    const { stage, seen, refusals, round, decisions } = await openTrader({
      opinion: { probabilityYes },
    });
    await round("r_1");
    await round("r_2");
    assertEquals([seen.length, refusals.length, decisions()], [1, 1, []]);
    await stage.advance(30_000);
    await round("r_3");
    assertEquals([seen.length, refusals.length, decisions()], [2, 2, []]);
    assertEquals(stage.failures, []);
    await stage.close();
  }
});
