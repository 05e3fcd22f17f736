import { assertEquals } from "@std/assert";
import { OrderBook } from "../../domain/book.ts";
import { contestantId, marketId, orderId } from "../../domain/ids.ts";
import { quantity, usd } from "../../domain/money.ts";
import { noPrice, yesPrice } from "../../domain/price.ts";
import { SAMPLE_MARKET, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { FINAL, MIRROR } from "../../domain/testing/story.ts";
import {
  canceled,
  filled,
  openRisk,
  orderOf,
  submitted,
} from "./risk_testing.ts";

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
  await review("o_1", size);
  await review("o_2", size);
  assertEquals(approved(), ["o_1"]);
  assertEquals(denials(), ["o_2 CUM_NOTIONAL_EXCEEDS_FREE_BALANCE"]);
  await stage.close();
});

Deno.test("risk frees the cash of an order that the executor denied or the venue refused", async () => {
  const { stage, journal, review, quote, approved } = await openRisk();
  await quote();
  const size = { quantity: quantity("1000") };
  await review("o_1", size);
  journal.commitForeign({
    kind: "order_denied",
    order: { ...SAMPLE_ORDER, status: "denied" },
    code: "TRADING_HALTED",
    detail: "The venue has not accounted for 1 earlier orders yet.",
  });
  await review("o_2", size);
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
  await review("o_3", size);
  assertEquals(approved(), ["o_1", "o_2", "o_3"]);
  await stage.close();
});

Deno.test("risk counts approved orders of the last minute against the rate, and no denied ones", async () => {
  const { stage, review, quote, approved, denials } = await openRisk({
    quoteAgeMsMax: 1_000_000,
    ordersPerMinuteMax: 3,
  });
  await quote();
  for (let n = 0; n < 5; n++) {
    await review(`bad_${n}`, { quantity: quantity("0") });
  }
  for (let n = 0; n < 4; n++) await review(`o_${n}`);
  assertEquals(approved(), ["o_0", "o_1", "o_2"]);
  assertEquals(denials().at(-1), "o_3 RATE_LIMIT_EXCEEDED");
  await stage.advance(60_000);
  await review("o_4");
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
  await review("o_2");
  assertEquals(denials(), ["o_1 MARKET_CLOSED", "o_2 MARKET_CLOSED"]);
  await stage.close();
});

Deno.test("risk that restarts knows what is in the journal and what was on its way there", async () => {
  const { stage, journal, review, quote, approved, denials } = await openRisk();
  await quote();
  journal.isHolding = true;
  await review("bad", { quantity: quantity("0") });
  await stage.crash();
  journal.isHolding = false;
  await stage.commit();
  await quote();
  await review("bad");
  await review();
  assertEquals([approved(), denials()], [
    ["o_1"],
    ["bad QUANTITY_BELOW_MINIMUM"],
  ]);
  await stage.close();
});

Deno.test("risk fails over an order of somebody who is not enrolled, and journals no row that no fold accepts", async () => {
  const { stage, review, approved, denials } = await openRisk();
  await review("o_1", { contestantId: contestantId("stranger") });
  await stage.advance(2);
  assertEquals(stage.failures, [
    'Cannot review order "o_1" as its contestant must be enrolled: current value is "stranger"',
  ]);
  assertEquals([approved(), denials()], [[], []]);
  await stage.close();
});

Deno.test("risk counts the orders of a round from its start on", async () => {
  const { stage, review, quote, denials } = await openRisk({
    ordersPerRoundMax: 2,
    quoteAgeMsMax: 1_000_000,
  });
  await quote();
  await review("before");
  for (const round of [1, 2]) {
    await stage.tell({ kind: "round_started" });
    for (let n = 0; n < 3; n++) await review(`o_${round}_${n}`);
  }
  assertEquals(denials(), [
    "o_1_2 ROUND_LIMIT_EXCEEDED",
    "o_2_2 ROUND_LIMIT_EXCEEDED",
  ]);
  await stage.close();
});

Deno.test("risk holds purchases to the live book that it was shown, as it is by then", async () => {
  const { stage, review, quote, commit, approved, denials } = await openRisk({
    depthShareMaxMicros: 500_000n,
  });
  const book = new OrderBook(SAMPLE_MARKET.id);
  const offer = (contracts: string) =>
    book.replace({
      yesBids: [],
      noBids: [{ price: noPrice("0.44"), quantity: quantity(contracts) }],
      occurredAtMs: 0,
    });
  await quote();
  await review("unseen");
  await stage.tell({ kind: "book_shown", book });
  offer("20");
  await review("o_1");
  offer("19.99");
  await review("o_2");
  await commit(FINAL);
  await stage.tell({ kind: "book_shown", book });
  assertEquals(approved(), ["unseen", "o_1"]);
  assertEquals(denials(), ["o_2 DEPTH_LIMIT_EXCEEDED"]);
  await stage.close();
});

Deno.test("risk spends no more than the venue said it has, and takes its next word for it", async () => {
  const { stage, review, quote, approved, denials } = await openRisk();
  const has = (cash: string) =>
    stage.tell({
      kind: "venue_balances_reported",
      balances: {
        venue: "kalshi",
        balances: [{ contestantId: MIRROR, cash: usd(cash) }],
      },
    });
  await quote();
  await has("6");
  await review("o_1");
  await review("o_2");
  await has("6");
  await review("o_3");
  assertEquals(approved(), ["o_1", "o_3"]);
  assertEquals(denials(), ["o_2 VENUE_BALANCE_INSUFFICIENT"]);
  await stage.close();
});

Deno.test("risk lets a contestant spend again what an order did not cost that did not leave after all", async () => {
  const { stage, review, quote, approved, commit } = await openRisk();
  await quote();
  await stage.tell({
    kind: "venue_balances_reported",
    balances: {
      venue: "kalshi",
      balances: [{ contestantId: MIRROR, cash: usd("6") }],
    },
  });
  await review("o_1");
  await commit({
    kind: "order_denied",
    order: orderOf("o_1", { status: "denied" }),
    code: "TRADING_HALTED",
    detail: "The venue has not accounted for 1 earlier orders yet.",
  });
  await review("o_2");
  assertEquals(approved(), ["o_1", "o_2"]);
  await stage.close();
});

Deno.test("risk passes on a cancel of the contestant's own open order, and of no other", async () => {
  const theirs = contestantId("theirs");
  const { stage, review, quote, commit, cancels } = await openRisk({}, [
    {
      kind: "contestant_enrolled",
      contestantId: theirs,
      name: "Theirs",
      strategy: "theirs",
      startingBalance: usd("1000"),
    },
    submitted(orderOf("open")),
    submitted(orderOf("over")),
    canceled("over"),
    submitted(orderOf("theirs", { contestantId: theirs })),
  ]);
  const cancel = (id: string) =>
    stage.tell({
      kind: "cancel_order",
      contestantId: MIRROR,
      orderId: orderId(id),
      reason: "Changed its mind.",
    });
  await quote();
  await review("approved");
  for (const id of ["open", "over", "theirs", "never", "approved"]) {
    await cancel(id);
  }
  assertEquals(cancels(), ["open", "approved"]);
  // Nobody is kept from canceling.
  await commit({
    kind: "trading_state_changed",
    scope: { kind: "arena" },
    state: "reducing",
    step: null,
    cause: "operator",
    detail: "",
    by: "ann",
  });
  await cancel("open");
  assertEquals(cancels().filter((id) => id === "open").length, 3);
  assertEquals(stage.failures, []);
  await stage.close();
});

Deno.test("risk reviews an order as if the one that it replaces were gone, and lets it replace one once", async () => {
  const size = { quantity: quantity("1000") };
  const old = orderOf("old", size);
  const { stage, review, quote, approved, denials } = await openRisk({}, [
    submitted(old),
  ]);
  await quote();
  // There are 1,000 dollars, and the old order may take 580 of them.
  await review("beside", size);
  await review("instead", { ...size, replaces: old.id });
  await review("again", { quantity: quantity("1"), replaces: old.id });
  await review("nothing", { replaces: orderId("never") });
  assertEquals(approved(), ["instead"]);
  assertEquals(denials(), [
    "beside CUM_NOTIONAL_EXCEEDS_FREE_BALANCE",
    "again REPLACED_ORDER_CLOSED",
    "nothing REPLACED_ORDER_CLOSED",
  ]);
  await stage.close();
});

Deno.test("risk counts on the replaced order to be filled at its own, dearer limit before it is canceled", async () => {
  const limit = (text: string) =>
    ({ outcome: "yes", price: yesPrice(text) }) as const;
  // It has claimed 1,000 dollars and more: nothing else could be bought beside it.
  const old = orderOf("old", {
    quantity: quantity("1700"),
    limit: limit("0.58"),
  });
  const { stage, review, quote, approved, denials } = await openRisk({
    orderNotionalMax: usd("5000"),
  }, [
    submitted(old),
  ]);
  await quote();
  const cheaper = { quantity: quantity("1700"), limit: limit("0.55") };
  // At 0.55 alone 1,700 contracts and their fees come to less than 1,000 dollars; at 0.58 they do not.
  await review("instead", { ...cheaper, replaces: old.id });
  assertEquals([approved(), denials()], [[], [
    "instead CUM_NOTIONAL_EXCEEDS_FREE_BALANCE",
  ]]);
  await stage.close();
});

Deno.test("risk holds everybody together to what may be held on one event, on whatever venue", async () => {
  const twin = {
    ...SAMPLE_MARKET,
    id: marketId("polymarket", "btc-updown-15m-1"),
    venue: "polymarket",
    ticker: "btc-updown-15m-1",
    eventTicker: "",
  } as const;
  const theirs = orderOf("theirs", {
    contestantId: contestantId("theirs"),
    marketId: twin.id,
    limit: { outcome: "yes", price: yesPrice("0.50") },
  });
  const { stage, review, quote, approved, denials } = await openRisk({
    underlyingExposureMax: usd("10"),
  }, [
    {
      kind: "contestant_enrolled",
      contestantId: theirs.contestantId,
      name: "Theirs",
      strategy: "theirs",
      startingBalance: usd("1000"),
    },
    { kind: "market_listed", market: twin },
    submitted(theirs),
    filled(theirs),
  ]);
  await quote();
  await review("o_1", { quantity: quantity("8") });
  await review("o_2", { quantity: quantity("8") });
  assertEquals(approved(), ["o_1"]);
  assertEquals(denials(), ["o_2 UNDERLYING_EXPOSURE_EXCEEDED"]);
  await stage.close();
});

Deno.test("risk denies what a venue whose circuit is open would not get", async () => {
  const { stage, review, quote, commit, approved, denials } = await openRisk();
  const circuit = (to: "open" | "closed") =>
    commit({
      kind: "venue_circuit_changed",
      venue: "kalshi",
      circuit: to,
      detail: "Three failures.",
    });
  await quote();
  await circuit("open");
  await review("o_1");
  await circuit("closed");
  await review("o_2");
  assertEquals(approved(), ["o_2"]);
  assertEquals(denials(), ["o_1 VENUE_CIRCUIT_OPEN"]);
  await stage.close();
});

Deno.test("risk whose journal is lost approves nothing more until it is rebuilt from it", async () => {
  const { stage, journal, review, quote, approved } = await openRisk();
  await quote();
  journal.failure = new Error("Cannot append as the database must answer");
  await review("bad", { quantity: quantity("0") });
  // What comes before it knows waits for the next incarnation, which reads the journal first.
  await review("o_1");
  assertEquals(stage.failures, ["Cannot append as the database must answer"]);
  assertEquals(approved(), []);
  journal.failure = null;
  await stage.advance(2);
  await quote();
  await review("o_2");
  assertEquals(approved().at(-1), "o_2");
  await stage.close();
});
