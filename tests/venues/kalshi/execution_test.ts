import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import {
  AmbiguousOutcomeError,
  FatalVenueError,
  TransientVenueError,
  type VenueOrderReport,
} from "../../../actors/ports/execution.ts";
import type { Approved } from "../../../domain/approval.ts";
import { contestantId, orderId } from "../../../domain/ids.ts";
import { MICROS, quantity } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import { NO_PAUSES, TradingPauses } from "../../../domain/trading_pauses.ts";
import { noPrice, yesPrice } from "../../../domain/price.ts";
import { printLine } from "../../../tools/flags.ts";
import { openAccount } from "../../../venues/kalshi/account.ts";
import { KALSHI_FACTS } from "../../../venues/kalshi/facts.ts";
import {
  clientOrderIdOf,
  orderOfClientId,
} from "../../../venues/kalshi/client_order_id.ts";
import {
  bookPriceOf,
  bookSideOf,
  newOrderOf,
  priceOn,
} from "../../../venues/kalshi/order_terms.ts";
import { wideBucket } from "../../../venues/net/net_testing.ts";
import { SKEW_MS_MAX } from "./fake_auth.ts";
import { KalshiStage, MARKET, TICKER } from "./kalshi_stage.ts";
import { openDesk, orderNumber, WHO } from "./live_desk.ts";

const ORDERS = "/portfolio/events/orders";

/** For accounts whose settlements do not matter. */
const UNHEARD = { payouts: { report() {} }, onFailure() {} } as const;

function fillsOf(report: VenueOrderReport): readonly string[] {
  return "fills" in report
    ? report.fills.map(({ side, outcome, quantity, price, fee }) =>
      `${side} ${Number(quantity) / 1e6} ${outcome} at ${
        Number(price.price) / 1e6
      } for ${Number(fee) / 1e6}`
    )
    : [];
}

Deno.test("KalshiExecution buys YES, and reports the fill record and its fee", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  const report = await desk.submit(orderNumber(1));
  assertEquals(report.status, "filled");
  // 0.07 · 10 · 0.58 · 0.42, up to a hundredth of a cent.
  assertEquals(fillsOf(report), ["buy 10 yes at 0.58 for 0.1706"]);
  assertEquals(stage.fake.exchange.positions.get(TICKER), 10e6);
});

Deno.test("KalshiExecution buys NO as an ask at one minus its price, and gets it on the NO scale", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  const report = await desk.submit(orderNumber(1, {
    outcome: "no",
    limit: { outcome: "no", price: noPrice("0.44") },
  }));
  assertEquals(fillsOf(report), ["buy 10 no at 0.44 for 0.1725"]);
  assertEquals(stage.fake.exchange.positions.get(TICKER), -10e6);
  const [order] = stage.fake.exchange.orders.values();
  assertEquals([order?.side, order?.price], ["ask", 560_000]);
});

Deno.test("newOrderOf() never turns a side or a price around", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("buy" as const, "sell" as const),
      fc.integer({ min: 1, max: 9_999 }),
      (side, tenthCents) => {
        const yes = yesPrice((tenthCents / 10_000).toFixed(4));
        const no = noPrice(((10_000 - tenthCents) / 10_000).toFixed(4));
        const asYes = newOrderOf(orderNumber(1, {
          side,
          limit: { outcome: "yes", price: yes },
        }));
        const asNo = newOrderOf(orderNumber(1, {
          side: side === "buy" ? "sell" : "buy",
          outcome: "no",
          limit: { outcome: "no", price: no },
        }));
        // Selling NO at 1 − p is buying YES at p: one order, said in two ways.
        assertEquals([asYes.side, asYes.price], [asNo.side, asNo.price]);
        assertEquals(asYes.side, side === "buy" ? "bid" : "ask");
        assertEquals(
          bookPriceOf({ outcome: "yes", price: yes }) + no,
          MICROS,
        );
        assertEquals(priceOn("no", yes), { outcome: "no", price: no });
        assertEquals(bookSideOf("buy", "no"), bookSideOf("sell", "yes"));
      },
    ),
    { numRuns: 1_000 },
  );
});

Deno.test("a client order id reads back as the order that it stands for", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }), (bits) => {
      const id = orderId(`o_${bits.toString(16).padStart(32, "0")}`);
      const clientId = clientOrderIdOf(id);
      assertEquals(clientId.length, 36);
      assertEquals(orderOfClientId(clientId), id);
    }),
  );
  assertEquals(orderOfClientId("placed by hand"), null);
});

Deno.test("KalshiExecution reports partial fills, and rests, fills on and cancels", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  const { exchange, socket } = stage.fake;
  exchange.fillAtMost = 4;
  const part = orderNumber(1);
  const canceled = await desk.submit(part);
  assertEquals([canceled.status, fillsOf(canceled).length], ["canceled", 1]);
  const resting = orderNumber(2, {
    timeInForce: "gtc",
    limit: { outcome: "yes", price: yesPrice("0.57") },
  });
  const accepted = await desk.submit(resting);
  assertEquals([accepted.status, fillsOf(accepted)], ["accepted", []]);
  const pushed: VenueOrderReport[] = [];
  desk.execution.onReport((id, report) => {
    if (id === resting.id) pushed.push(report);
  });
  await stage.until(() => socket.open > 0, "the account feed must be there");
  exchange.fillResting(clientOrderIdOf(resting.id), 3);
  socket.touched(clientOrderIdOf(resting.id));
  await stage.until(
    () => pushed.some((report) => fillsOf(report).length === 1),
    "the fill must be told",
  );
  assertEquals(fillsOf(pushed.at(-1) ?? { status: "unknown" }), [
    "buy 3 yes at 0.57 for 0",
  ]);
  const over = await stage.over(
    desk.execution.cancel(resting.id, stage.signal),
  );
  assertEquals(over.status, "canceled");
  assert("fills" in over && over.fills.length === 1);
  const again = await stage.over(
    desk.execution.cancel(resting.id, stage.signal),
  );
  assertEquals(again.status, "canceled");
});

Deno.test("KalshiExecution asks about what rests once the account's socket is back, and finds what was taken back meanwhile", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  const { exchange, socket } = stage.fake;
  const resting = orderNumber(1, {
    timeInForce: "gtc",
    limit: { outcome: "yes", price: yesPrice("0.57") },
  });
  await desk.submit(resting);
  await stage.until(() => socket.open > 0, "the account feed must be there");
  const pushed: VenueOrderReport[] = [];
  desk.execution.onReport((_, report) => pushed.push(report));
  socket.drop();
  // Nobody tells of it: the news were sent while nobody listened.
  exchange.fillResting(clientOrderIdOf(resting.id), 3);
  await stage.until(
    () => pushed.some((report) => fillsOf(report).length === 1),
    "the fill must be found out",
  );
  exchange.move(TICKER, "closed");
  const after = await stage.over(
    desk.restarted().query(resting.id, stage.signal),
  );
  assertEquals([after.status, fillsOf(after).length], ["canceled", 1]);
});

Deno.test("KalshiExecution keeps an order whose acknowledgment was lost, and makes no second one", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  stage.fake.fault({ method: "POST", path: ORDERS, kind: "drop_ack" });
  const order = orderNumber(1);
  const lostAtMs = stage.clock.nowMs();
  await assertRejects(() => desk.submit(order), AmbiguousOutcomeError);
  const report = await desk.query(order);
  assertEquals([report.status, fillsOf(report).length], ["filled", 1]);
  printLine(
    `ambiguous submit: known again after ${stage.clock.nowMs() - lostAtMs} ms`,
  );
  const sentAgain = await desk.submit(order);
  assertEquals(sentAgain.status, "filled");
  assertEquals(stage.fake.exchange.orders.size, 1);
  assertEquals(stage.fake.exchange.positions.get(TICKER), 10e6);
  const after = await stage.over(
    desk.restarted().query(order.id, stage.signal),
  );
  assertEquals(after, report, "also after a restart");
});

Deno.test("KalshiExecution sends nothing again in a storm of 5xx, and knows in the end", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  stage.fake.fault({
    method: "POST",
    path: ORDERS,
    kind: "refuse",
    status: 502,
  }, 50);
  stage.fake.fault({
    method: "GET",
    path: "/portfolio",
    kind: "refuse",
    status: 503,
  }, 7);
  const order = orderNumber(1);
  await assertRejects(() => desk.submit(order), TransientVenueError);
  const startedAtMs = stage.clock.nowMs();
  await stage.over(desk.execution.account(0, stage.signal).catch(() => {}));
  await assertRejects(() => desk.submit(order), AmbiguousOutcomeError);
  assertEquals(stage.fake.count("POST", ORDERS), 1, "sent once");
  stage.fake.heal();
  assertEquals((await desk.query(order)).status, "unknown");
  printLine(
    `5xx storm: known to be nowhere after ${
      stage.clock.nowMs() - startedAtMs
    } ms, sent once`,
  );
});

Deno.test("KalshiExecution does not call an order unknown while the venue's rows lag", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  stage.fake.lagMs = 60_000;
  await assertRejects(
    () => desk.query(orderNumber(7)),
    AmbiguousOutcomeError,
    "must be complete",
  );
  stage.fake.lagMs = 0;
  assertEquals((await desk.query(orderNumber(7))).status, "unknown");
});

Deno.test("KalshiExecution believes no count without its records", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  const order = orderNumber(1);
  stage.fake.hidesFills = true;
  await assertRejects(
    () => desk.submit(order),
    AmbiguousOutcomeError,
    "add up",
  );
  stage.fake.hidesFills = false;
  assertEquals((await desk.query(order)).status, "filled");
});

Deno.test("KalshiExecution waits out a storm of 429 as something that did not happen", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  await desk.submit(orderNumber(9));
  stage.fake.fault({
    method: "POST",
    path: ORDERS,
    kind: "refuse",
    status: 429,
  }, 2);
  const order = orderNumber(1, { quantity: quantity("2") });
  const startedAtMs = stage.clock.nowMs();
  for (let storm = 0; storm < 2; storm += 1) {
    await assertRejects(() => desk.submit(order), TransientVenueError);
  }
  assertEquals((await desk.submit(order)).status, "filled");
  const tookMs = stage.clock.nowMs() - startedAtMs;
  assert(tookMs >= 2_000, `${tookMs} ms`);
  assertEquals(stage.fake.exchange.orders.size, 2);
  printLine(`429 storm on orders: filled after ${tookMs} ms, one order`);
});

Deno.test("KalshiExecution tells a refusal by the venue's own code", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  const refused = async (number: number, terms: Partial<Order>) => {
    const report = await desk.submit(orderNumber(number, terms));
    return report.status === "rejected" ? report.reason : report.status;
  };
  assertEquals(
    await refused(1, { quantity: quantity("100000") }),
    "Kalshi refused: insufficient_balance.",
  );
  assertEquals(
    await refused(2, { timeInForce: "fok", quantity: quantity("18") }),
    "Kalshi refused: fill_or_kill_insufficient_resting_volume.",
  );
  assertEquals(
    await refused(3, { timeInForce: "gtc", postOnly: true }),
    "Kalshi refused: post_only_would_cross.",
  );
  const fine = {
    limit: { outcome: "yes", price: yesPrice("0.58001") },
  } as const;
  assert((await refused(4, fine)).includes("takes 4 decimals"));
  stage.fake.exchange.move(TICKER, "closed");
  assertEquals(await refused(5, {}), "Kalshi refused: MARKET_INACTIVE.");
  assertEquals(stage.fake.exchange.orders.size, 0);
});

Deno.test("KalshiExecution refuses to buy what the venue would net against a position", async () => {
  const desk = await openDesk();
  await using _ = desk.stage;
  await desk.submit(orderNumber(1));
  const report = await desk.submit(orderNumber(2, {
    outcome: "no",
    limit: { outcome: "no", price: noPrice("0.44") },
  }));
  assert(report.status === "rejected" && report.reason.includes("would net"));
  const sold = await desk.submit(orderNumber(3, {
    side: "sell",
    limit: { outcome: "yes", price: yesPrice("0.56") },
  }));
  assertEquals(fillsOf(sold), ["sell 10 yes at 0.56 for 0.1725"]);
});

Deno.test("KalshiExecution refuses to buy one outcome while an order for the other rests, until that is taken back", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  const resting = orderNumber(1, {
    limit: { outcome: "yes", price: yesPrice("0.40") },
    timeInForce: "gtc",
  });
  assertEquals((await desk.submit(resting)).status, "accepted");
  const opposite = (n: number) =>
    orderNumber(n, {
      outcome: "no",
      limit: { outcome: "no", price: noPrice("0.30") },
      timeInForce: "gtc",
    });
  const refused = await desk.submit(opposite(2));
  assert(refused.status === "rejected" && refused.reason.includes("rests on"));
  assertEquals(stage.fake.exchange.orders.size, 1);
  const same = await desk.submit(orderNumber(3, {
    limit: { outcome: "yes", price: yesPrice("0.41") },
    timeInForce: "gtc",
  }));
  assertEquals(same.status, "accepted");
  for (const n of [1, 3]) {
    await stage.over(
      desk.execution.cancel(orderNumber(n).id, stage.signal),
    );
  }
  assertEquals((await desk.submit(opposite(4))).status, "accepted");
});

Deno.test("KalshiExecution sends nothing in the weekly pause", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  // Thursday 2026-11-26, half past three in New York.
  stage.clock.jumpBy(Date.parse("2026-11-26T08:30:00Z") - stage.clock.nowMs());
  const report = await desk.submit(orderNumber(1));
  assert(report.status === "rejected" && report.reason.includes("Thursdays"));
  assertEquals(stage.fake.count("POST", ORDERS), 0);
});

Deno.test("KalshiExecution reports the whole account for reconciliation", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  await desk.submit(orderNumber(1));
  const resting = orderNumber(2, {
    timeInForce: "gtd",
    expiresAtMs: stage.clock.nowMs() + 60_000,
    limit: { outcome: "yes", price: yesPrice("0.57") },
  });
  await desk.submit(resting);
  const report = await stage.over(desk.restarted().account(0, stage.signal));
  assertEquals(report.openOrders, [resting.id]);
  assertEquals(report.fills.length, 1);
  assertEquals(report.positions, [{
    contestantId: WHO,
    marketId: MARKET,
    outcome: "yes",
    quantity: quantity("10"),
  }]);
  // A thousand dollars less 5.80 and the fee.
  assertEquals(report.balances[0]?.cash, 994_029_400n);
});

Deno.test("KalshiExecution takes no order of another contestant, and sends nothing of it", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  const strange = orderNumber(1, { contestantId: contestantId("kelly-live") });
  await assertRejects(
    () => desk.submit(strange),
    FatalVenueError,
    "must be its contestant's",
  );
  assertEquals(stage.fake.count("POST", ORDERS), 0);
});

Deno.test("KalshiExecution tells the fills of its account from the millisecond that it is asked for", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  await desk.submit(orderNumber(1));
  const [early] = stage.fake.exchange.fills;
  // The venue is asked by whole seconds.
  const sinceMs = Date.parse(String(early?.created_time)) + 1;
  stage.clock.jumpBy(500);
  await desk.submit(orderNumber(2));
  const told = async (fromMs: number) => {
    const report = await stage.over(
      desk.execution.account(fromMs, stage.signal),
    );
    return report.fills.map(({ orderId }) => orderId);
  };
  const [first, second] = [orderNumber(1).id, orderNumber(2).id];
  assertEquals(await told(sinceMs - 1), [first, second]);
  assertEquals(await told(sinceMs), [second]);
});

Deno.test("KalshiExecution pays orders and cancels out of the budget for writes, and questions out of the one for reads", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  const [reads, writes] = [spied(stage), spied(stage)];
  const execution = openAccount({
    pauses: NO_PAUSES,
    ...stage.rest(),
    readBucket: reads.bucket,
    writeBucket: writes.bucket,
    signer: stage.key.signer,
    contestantId: WHO,
    orderOf: () => resting,
    ...UNHEARD,
  }, stage.signal);
  const resting = orderNumber(1, {
    timeInForce: "gtc",
    limit: { outcome: "yes", price: yesPrice("0.40") },
  });
  await stage.over(execution.submit(resting, stage.signal));
  await stage.over(execution.cancel(resting.id, stage.signal));
  assertEquals(writes.costs, [10, 2]);
  assertEquals(new Set(reads.costs), new Set([10]));
});

/** A bucket that tells what was taken from it. */
function spied(stage: KalshiStage) {
  const bucket = wideBucket(stage.clock);
  const costs: number[] = [];
  const take = bucket.take.bind(bucket);
  bucket.take = (cost, signal) => {
    costs.push(cost);
    return take(cost, signal);
  };
  return { bucket, costs };
}

Deno.test("KalshiExecution reads every page of its account", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  const { exchange } = stage.fake;
  const resting: Approved<Order>[] = [];
  for (let number = 1; number <= 3; number += 1) {
    await desk.submit(orderNumber(number, { quantity: quantity("2") }));
    resting.push(orderNumber(10 + number, {
      timeInForce: "gtc",
      limit: { outcome: "yes", price: yesPrice("0.57") },
    }));
  }
  for (const order of resting) await desk.submit(order);
  for (const other of ["KXBTC15M-A-1", "KXBTC15M-A-2"]) {
    exchange.positions.set(other, -3e6);
  }
  const restarted = desk.restarted();
  const report = await stage.over(restarted.account(0, stage.signal));
  assertEquals(report.openOrders, resting.map(({ id }) => id));
  assertEquals(report.fills.length, 3);
  assertEquals(
    report.positions.map(({ outcome, quantity: held }) => [
      outcome,
      Number(held) / 1e6,
    ]),
    [["yes", 6], ["no", 3], ["no", 3]],
  );
  // An order on the last page of those that are over, asked for by who knows no id of the venue's.
  const last = await stage.over(
    desk.restarted().query(orderNumber(3).id, stage.signal),
  );
  assertEquals([last.status, fillsOf(last).length], ["filled", 1]);
  for (const ticker of [...exchange.positions.keys()]) {
    if (!exchange.markets.has(ticker)) exchange.list(ticker);
    exchange.settle(ticker, "yes", 1);
  }
  await stage.until(
    () => new Set(desk.payouts.map(({ marketId }) => marketId)).size === 3,
    "every payout must be read",
  );
});

Deno.test("KalshiExecution finds an order that has moved to the venue's history, with its fills", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  const order = orderNumber(1);
  const before = await desk.submit(order);
  stage.clock.jumpBy(20 * 86_400_000);
  stage.fake.historyUntilMs = stage.clock.nowMs() - 14 * 86_400_000;
  assertEquals(await desk.query(order), before);
  const after = await stage.over(
    desk.restarted().query(order.id, stage.signal),
  );
  assertEquals(after, before, "also after a restart");
});

Deno.test("KalshiExecution takes nothing for the end of a list that has none", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  for (const cursor of ["more", null]) {
    stage.fake.alwaysMore = cursor;
    await assertRejects(
      () => desk.query(orderNumber(1)),
      AmbiguousOutcomeError,
      "must end",
    );
  }
  stage.fake.alwaysMore = "more";
  await assertRejects(
    () => stage.over(desk.execution.account(0, stage.signal)),
    AmbiguousOutcomeError,
    "must end",
  );
});

Deno.test("KalshiExecution counts no fill on top of the positions that have it already", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  // Five NO from long ago; of what was bought since, as much was sold again.
  stage.fake.exchange.positions.set(TICKER, -5e6);
  const first = desk.restarted();
  await stage.over(first.account(0, stage.signal));
  await desk.submit(orderNumber(1, {
    outcome: "no",
    limit: { outcome: "no", price: noPrice("0.44") },
  }));
  await desk.submit(orderNumber(2, {
    side: "sell",
    outcome: "no",
    quantity: quantity("14"),
    limit: { outcome: "no", price: noPrice("0.42") },
  }));
  assertEquals(stage.fake.exchange.positions.get(TICKER), -1e6);
  const restarted = desk.restarted();
  await stage.over(restarted.account(0, stage.signal));
  const report = await stage.over(
    restarted.submit(orderNumber(3), stage.signal),
  );
  assert(report.status === "rejected" && report.reason.includes("would net"));
});

Deno.test("openAccount() reads what markets paid and charged, to the cent", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  const report = await desk.submit(orderNumber(1));
  assert("fills" in report);
  const charged = report.fills.reduce((sum, { fee }) => sum + fee, 0n);
  stage.fake.exchange.settle(TICKER, "yes", 1);
  await stage.until(() => desk.payouts.length > 0, "a payout must be read");
  const [payout] = desk.payouts;
  assertEquals(payout?.marketId, MARKET);
  assertEquals(payout?.contestantId, WHO);
  assertEquals(payout?.amount as bigint | undefined, 10_000_000n);
  assertEquals(payout?.fees as bigint | null | undefined, charged);
  assert(charged > 0n);
  // It is listed again and again: its settlement may come after it.
  assert(desk.listed.every((isListed) => isListed === true));
});

Deno.test("the venue refuses a wrong signature, a clock that is off and a key that is gone; each stops us for good", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  const other = await KalshiStage.open();
  await using _ = other;
  const stranger = openAccount({
    pauses: new TradingPauses(KALSHI_FACTS.maintenance),
    ...stage.rest(),
    writeBucket: wideBucket(stage.clock),
    // Another key under the name of ours.
    signer: other.key.signer,
    contestantId: WHO,
    orderOf: () => null,
    ...UNHEARD,
  }, stage.signal);
  const order = orderNumber(1, { side: "sell" });
  await assertRejects(
    () => stage.over(stranger.submit(order, stage.signal)),
    FatalVenueError,
    "401",
  );
  const skewed = openAccount({
    pauses: new TradingPauses(KALSHI_FACTS.maintenance),
    ...stage.rest(),
    clock: {
      nowMs: () => stage.clock.nowMs() - SKEW_MS_MAX - 1,
      monotonicMs: () => stage.clock.monotonicMs(),
      setTimer: (callback, delayMs) => stage.clock.setTimer(callback, delayMs),
    },
    writeBucket: wideBucket(stage.clock),
    signer: stage.key.signer,
    contestantId: WHO,
    orderOf: () => null,
    ...UNHEARD,
  }, stage.signal);
  await assertRejects(
    () => stage.over(skewed.submit(order, stage.signal)),
    FatalVenueError,
    "401",
  );
  stage.fake.auth.remove(stage.key.keyId);
  await assertRejects(() => desk.submit(order), FatalVenueError, "401");
  assertEquals(stage.fake.exchange.orders.size, 0);
  // A question about an order proves nothing of it, and still tells that the account is refused.
  const unanswered = await assertRejects(() => desk.query(order));
  assert(unanswered instanceof TransientVenueError, String(unanswered));
  assert(unanswered.cause instanceof FatalVenueError);
});

Deno.test("the venue refuses a request that is played again with another body's order id", async () => {
  const desk = await openDesk();
  await using stage = desk.stage;
  const order = orderNumber(1);
  await desk.submit(order);
  // The venue has no nonce: a replayed order is caught by its client order id.
  const again = await desk.submit(order);
  assertEquals(again.status, "filled");
  assertEquals(stage.fake.count("POST", ORDERS), 2);
  assertEquals(stage.fake.exchange.orders.size, 1);
});
