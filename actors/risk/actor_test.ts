import { assertEquals } from "@std/assert";
import { FEE_SCHEDULES } from "../../domain/fees.ts";
import { contestantId, orderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { quantity, usd } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { yesPrice } from "../../domain/price.ts";
import type { Quote } from "../../domain/quote.ts";
import { SAMPLE_MARKET, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { booksOf, ENROLLED, FINAL } from "../../domain/testing/story.ts";
import { TestProbe } from "../../runtime/mod.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import type { ExecutorMessage } from "../executor/protocol.ts";
import { startRisk } from "./actor.ts";
import type { RiskLimits } from "./limits.ts";
import { RISK_MAILBOX, type RiskMessage } from "./protocol.ts";

const LIMITS: RiskLimits = {
  quoteAgeMsMax: 15_000,
  orderNotionalMax: usd("800"),
  positionCostMax: usd("2000"),
  ordersPerMinuteMax: 3,
  drawdownMaxMicros: 500_000n,
};
const LISTED: JournalEntry = { kind: "market_listed", market: SAMPLE_MARKET };
const QUOTE: Quote = {
  marketId: SAMPLE_MARKET.id,
  yesBid: yesPrice("0.55"),
  yesAsk: yesPrice("0.56"),
  occurredAtMs: 0,
};

async function openRisk(limits: Partial<RiskLimits> = {}) {
  const journal = new HeldJournal();
  journal.write(ENROLLED, LISTED);
  const stage = new ActorStage<RiskMessage>(journal);
  const executor = new TestProbe<ExecutorMessage>();
  await stage.open(RISK_MAILBOX, (parts, context) =>
    startRisk({
      ...parts,
      executor,
      limits: { ...LIMITS, ...limits },
      fees: FEE_SCHEDULES.kalshi,
    }, context));
  return {
    stage,
    journal,
    review: (change: Partial<Order> = {}) =>
      stage.tell({
        kind: "review_order",
        order: { ...SAMPLE_ORDER, status: "initialized", ...change },
      }),
    quote: () => stage.tell({ kind: "quote_changed", quote: QUOTE }),
    /** Ids of the orders that reached the executor. */
    approved: () =>
      executor.messages.flatMap((message) =>
        message.kind === "submit_order" ? [message.order.id as string] : []
      ),
    /** Denial codes by order. Every fold accepts the journal, or this throws. */
    denials: () => {
      booksOf(journal.rows.map(({ entry }) => entry));
      return journal.entries("order_denied").map(({ order, code }) =>
        `${order.id} ${code}`
      );
    },
  };
}

Deno.test("risk passes an order on to the executor once, however often it is told to review it", async () => {
  const { stage, journal, review, quote, approved, denials } = await openRisk();
  await quote();
  await review();
  await review();
  journal.commitForeign({
    kind: "order_submitted",
    order: { ...SAMPLE_ORDER, status: "submitted" },
  });
  await review();
  assertEquals([approved(), denials()], [["o_1"], []]);
  await stage.close();
});

Deno.test("risk journals a denial with its code, once, and the executor hears nothing of the order", async () => {
  const { stage, journal, review, quote, approved, denials } = await openRisk();
  journal.isHolding = true;
  await review();
  // The reason is gone, but the order has been judged: what was denied never trades.
  await quote();
  await review();
  await stage.commit();
  await review();
  await stage.commit();
  assertEquals([approved(), denials()], [[], ["o_1 STALE_QUOTE"]]);
  assertEquals(
    journal.entries("order_denied")[0]?.order.status,
    "denied",
  );
  await stage.close();
});

Deno.test("risk does not let two orders spend the same cash, though the journal knows neither yet", async () => {
  const { stage, review, quote, approved, denials } = await openRisk();
  await quote();
  // 1,000 contracts at 0.56 are 560 dollars and a fee; there are 1,000.
  const size = { quantity: quantity("1000") };
  await review({ ...size, id: orderId("o_1") });
  await review({ ...size, id: orderId("o_2") });
  assertEquals(approved(), ["o_1"]);
  assertEquals(denials(), ["o_2 CUM_NOTIONAL_EXCEEDS_FREE_BALANCE"]);
  await stage.close();
});

Deno.test("risk frees the cash of an order that the executor denied or the venue refused", async () => {
  const { stage, journal, review, quote, approved } = await openRisk();
  await quote();
  const size = { quantity: quantity("1000") };
  await review({ ...size, id: orderId("o_1") });
  journal.commitForeign({
    kind: "order_denied",
    order: { ...SAMPLE_ORDER, status: "denied" },
    code: "TRADING_HALTED",
    detail: "The venue has not accounted for 1 earlier orders yet.",
  });
  await review({ ...size, id: orderId("o_2") });
  journal.commitForeign(
    {
      kind: "order_submitted",
      order: {
        ...SAMPLE_ORDER,
        ...size,
        id: orderId("o_2"),
        status: "submitted",
      },
    },
    { kind: "order_rejected", orderId: orderId("o_2"), reason: "No." },
  );
  await review({ ...size, id: orderId("o_3") });
  assertEquals(approved(), ["o_1", "o_2", "o_3"]);
  await stage.close();
});

Deno.test("risk counts approved orders of the last minute against the rate, and no denied ones", async () => {
  const { stage, review, quote, approved, denials } = await openRisk({
    quoteAgeMsMax: 1_000_000,
  });
  await quote();
  for (let n = 0; n < 5; n++) {
    await review({ id: orderId(`bad_${n}`), quantity: quantity("0") });
  }
  for (let n = 0; n < 4; n++) await review({ id: orderId(`o_${n}`) });
  assertEquals(approved(), ["o_0", "o_1", "o_2"]);
  assertEquals(denials().at(-1), "o_3 RATE_LIMIT_EXCEEDED");
  await stage.advance(60_000);
  await review({ id: orderId("o_4") });
  assertEquals(approved().at(-1), "o_4");
  await stage.close();
});

Deno.test("risk denies orders priced off a quote from before the market closed or after it ended", async () => {
  const { stage, journal, review, quote, denials } = await openRisk();
  await quote();
  journal.commitForeign({ ...FINAL, phase: "closed", resolution: null });
  await review();
  journal.commitForeign(FINAL);
  await quote();
  await review({ id: orderId("o_2") });
  assertEquals(denials(), ["o_1 MARKET_CLOSED", "o_2 MARKET_CLOSED"]);
  await stage.close();
});

Deno.test("risk that restarts knows what is in the journal and what was on its way there", async () => {
  const { stage, journal, review, quote, approved, denials } = await openRisk();
  await quote();
  journal.isHolding = true;
  await review({ id: orderId("bad"), quantity: quantity("0") });
  await stage.crash();
  journal.isHolding = false;
  await stage.commit();
  await quote();
  await review({ id: orderId("bad") });
  await review();
  assertEquals([approved(), denials()], [
    ["o_1"],
    ["bad QUANTITY_BELOW_MINIMUM"],
  ]);
  await stage.close();
});

Deno.test("risk fails over an order of somebody who is not enrolled, and journals no row that no fold accepts", async () => {
  const { stage, review, approved, denials } = await openRisk();
  await review({ contestantId: contestantId("stranger") });
  await stage.advance(2);
  assertEquals(stage.failures, [
    'Cannot review order "o_1" as its contestant must be enrolled: current value is "stranger"',
  ]);
  assertEquals([approved(), denials()], [[], []]);
  await stage.close();
});
