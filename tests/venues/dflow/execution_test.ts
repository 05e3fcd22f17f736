import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  AmbiguousOutcomeError,
  TransientVenueError,
  type VenueOrderReport,
} from "../../../actors/ports/execution.ts";
import { orderId } from "../../../domain/ids.ts";
import { quantity, usd } from "../../../domain/money.ts";
import { reportEntries } from "../../../actors/executor/report_entries.ts";
import { SAMPLE_MARKET } from "../../../domain/testing/samples.ts";
import { booksOf } from "../../../domain/testing/story.ts";
import type { Order } from "../../../domain/order.ts";
import { noPrice, yesPrice } from "../../../domain/price.ts";
import { printLine } from "../../../tools/flags.ts";
import { USDC_MINT } from "../../../venues/dflow/decode_market.ts";
import type { FakeDflow } from "./fake_dflow.ts";
import { openDesk, orderIn, over, WALLET, WHO } from "./live_desk.ts";

const { signal } = new AbortController();

/** The token of an order: which market is listed first changes with the time. */
function mintOf({ marketId, outcome }: Order, fake: FakeDflow): string {
  return fake.mint(marketId.slice("dflow:".length), outcome);
}

function told(report: VenueOrderReport): string {
  const fills = "fills" in report
    ? report.fills.map(({ side, outcome, quantity, price, fee }) =>
      `${side} ${quantity} ${outcome} at ${price.price} and ${fee}`
    )
    : [];
  return [report.status, ...fills].join("; ");
}

Deno.test("DflowExecution buys what was wanted, at the limit or better, and reports what was paid to the micro-dollar", async () => {
  await using desk = await openDesk();
  const { fake, execution, submit } = desk;
  fake.price = 500_000n;
  const order = orderIn(fake);
  assertEquals(told(await submit(order)), "accepted");
  const report = await execution.query(order.id, signal);
  // 5 dollars went: what the schedule of frost leaves of them is the price.
  assertEquals(told(report), "filled; buy 10000000 yes at 477000 and 230000");
  const mint = mintOf(order, fake);
  assertEquals(fake.chain.balance(WALLET.address, mint), 10_000_000n);
  const account = await execution.account(0, signal);
  assertEquals(account.balances[0]?.cash, usd("995"));
  assertEquals(account.positions.map(({ outcome }) => outcome), ["yes"]);
  assertEquals(account.fills.length, 1);
  assertEquals(account.openOrders, []);
});

Deno.test("DflowExecution lets a swap bring as little as its limit allows, on its route and of the market's tokens", async () => {
  await using desk = await openDesk();
  const { fake, submit } = desk;
  fake.price = 500_000n;
  const order = orderIn(fake);
  await submit(order);
  fake.price = 480_000n;
  await submit({ ...order, id: orderId("o_2") });
  fake.price = 600_000n;
  await submit({ ...order, id: orderId("o_3") });
  // At 0.60, 6 dollars bring 10 contracts, where 12, 12.5 and 10 of them were told.
  assertEquals(fake.tolerances, [
    ["1666", "1666"],
    ["2000", "2000"],
    ["0", "0"],
  ]);
});

Deno.test("DflowExecution never trades past its limit, also when the price moves before the transaction", async () => {
  await using desk = await openDesk();
  const { fake, submit } = desk;
  fake.price = 610_000n;
  assertEquals(told(await submit(orderIn(fake))), "canceled");
  fake.price = 590_000n;
  fake.priceMove = 20_000n;
  const second = orderIn(fake, { id: orderId("o_2") });
  assertEquals(told(await submit(second)), "canceled");
  assertEquals(fake.chain.sends, 0);
});

Deno.test("DflowExecution asks for no swap in the weekly maintenance, and signs none", async () => {
  await using desk = await openDesk();
  const { clock, submit, fake, journal } = desk;
  // Thursday, half past three in New York.
  clock.jumpBy(Date.parse("2026-11-19T08:30:00Z") - clock.nowMs());
  const report = await submit(orderIn(fake));
  assert(report.status === "rejected");
  assertEquals(
    report.reason,
    "Nothing is traded at dflow on Thursdays from 03:00 to 05:00 in America/New_York, until 2026-11-19 10:00 UTC.",
  );
  assertEquals([journal.size, fake.chain.sends], [0, 0]);
  assertEquals(fake.requests, []);
});

Deno.test("DflowExecution sells and buys NO on the right scale", async () => {
  await using desk = await openDesk();
  const { fake, execution, submit } = desk;
  fake.price = 400_000n;
  const no = orderIn(fake, {
    outcome: "no",
    limit: { outcome: "no", price: noPrice("0.45") },
  });
  await submit(no);
  const bought = await execution.query(no.id, signal);
  assert("fills" in bought && bought.fills[0]?.price.outcome === "no");
  const sale = orderIn(fake, {
    id: orderId("o_2"),
    marketId: no.marketId,
    side: "sell",
    outcome: "no",
    quantity: quantity("4"),
    limit: { outcome: "no", price: noPrice("0.39") },
  });
  await submit(sale);
  const sold = await execution.query(sale.id, signal);
  assert("fills" in sold);
  const [fill] = sold.fills;
  assert(fill !== undefined);
  // 1.60 came in: price times contracts, less the fee.
  assertEquals(
    fill.price.price * fill.quantity / 1_000_000n - fill.fee,
    1_600_000n,
  );
  const mint = mintOf(no, fake);
  assertEquals(fake.chain.balance(WALLET.address, mint), 6_000_000n);
});

Deno.test("DflowExecution reports parts as they come, and what comes back as not filled", async () => {
  await using desk = await openDesk();
  const { fake, execution, submit } = desk;
  fake.price = 500_000n;
  fake.parts = [30, 40];
  const order = orderIn(fake);
  await submit(order);
  const first = await execution.query(order.id, signal);
  assertEquals([first.status, "fills" in first && first.fills.length], [
    "accepted",
    1,
  ]);
  const last = await execution.query(order.id, signal);
  assertEquals([last.status, "fills" in last && last.fills.length], [
    "canceled",
    2,
  ]);
  const ids = "fills" in last ? last.fills.map(({ id }) => id) : [];
  assertEquals(new Set(ids).size, 2);
  const again = await execution.query(order.id, signal);
  assertEquals("fills" in again ? again.fills.map(({ id }) => id) : [], ids);
  // Three tenths were never swapped.
  assertEquals(fake.chain.balance(WALLET.address, USDC_MINT), 996_500_000n);
});

for (const parts of [[100], [50, 45, 5]]) {
  Deno.test(`a better price than was told buys more at dflow, in ${parts.length} parts, and the ledger holds what was really paid`, async () => {
    await using desk = await openDesk();
    const { fake, execution, submit } = desk;
    fake.price = 500_000n;
    fake.improvement = 10n;
    fake.parts = [...parts];
    const order = orderIn(fake);
    await submit(order);
    const reports = [];
    for (const _ of parts) {
      reports.push(await execution.query(order.id, signal));
    }
    for (const report of reports.slice(0, -1)) {
      assertEquals(report.status, "accepted");
      assert("fills" in report && report.fills.length <= 1, "half of it");
    }
    const last = reports.at(-1);
    assert(last !== undefined && "fills" in last);
    assertEquals(last.status, "filled");
    const outcome = reportEntries(
      { order: { ...order, status: "submitted" }, fillIds: new Set() },
      last,
    );
    assert(outcome.kind === "facts" && outcome.isFinal);
    const books = booksOf([
      {
        kind: "contestant_enrolled",
        contestantId: WHO,
        name: "Momentum (live)",
        strategy: "momentum",
        startingBalance: usd("1000"),
      },
      {
        kind: "market_listed",
        market: { ...SAMPLE_MARKET, id: order.marketId },
      },
      { kind: "order_submitted", order: { ...order, status: "submitted" } },
      ...outcome.entries,
    ]);
    // 5 dollars went in, and 11 contracts came out of it in place of 10.
    assertEquals(books.contestants.get(WHO)?.cash, usd("995"));
    const { positions, balances } = await execution.account(0, signal);
    assertEquals(
      [...books.positions.of(WHO)].map((held) => held.quantity),
      [quantity("11")],
    );
    assertEquals(positions.map((held) => held.quantity), [quantity("11")]);
    assertEquals(balances[0]?.cash, usd("995"));
    assertEquals(books.ledger.total(), 0n);
    assertEquals(books.orders.get(order.id)?.status, "filled");
  });
}

Deno.test("a better price than was told brings more money for what is sold at dflow", async () => {
  await using desk = await openDesk();
  const { fake, execution, submit } = desk;
  fake.price = 400_000n;
  fake.chain.pay(
    WALLET.address,
    fake.mint(fake.market().ticker, "yes"),
    4_000_000n,
  );
  fake.improvement = 5n;
  const sale = orderIn(fake, {
    side: "sell",
    quantity: quantity("4"),
    limit: { outcome: "yes", price: yesPrice("0.39") },
  });
  await submit(sale);
  const report = await execution.query(sale.id, signal);
  assert("fills" in report);
  const [fill] = report.fills;
  assertEquals(report.status, "filled");
  assert(fill !== undefined);
  // 1.60 were told, and 1.68 came in.
  assertEquals(
    fill.price.price * fill.quantity / 1_000_000n - fill.fee,
    1_680_000n,
  );
  const { balances } = await execution.account(0, signal);
  assertEquals(balances[0]?.cash, usd("1001.68"));
});

Deno.test("DflowExecution finds an order by its signature whose answer was lost, also in a new process, and sends it once", async () => {
  await using desk = await openDesk();
  const { fake, submit, open, journal } = desk;
  fake.price = 500_000n;
  fake.chain.lose({ isTaken: true, by: "failure" });
  fake.unknownFor = 1;
  const order = orderIn(fake);
  await assertRejects(
    () => over(desk.clock, submit(order)),
    AmbiguousOutcomeError,
  );
  const lostAtMs = desk.clock.nowMs();
  const restarted = open();
  await assertRejects(
    () => over(desk.clock, restarted.query(order.id, signal)),
    AmbiguousOutcomeError,
    "on the chain alone",
  );
  const found = await over(desk.clock, restarted.query(order.id, signal));
  assertEquals(found.status, "filled");
  printLine(
    `ambiguous submit: known again after ${
      desk.clock.nowMs() - lostAtMs
    } ms, sent once`,
  );
  assertEquals((await submit(order, restarted)).status, "filled");
  assertEquals(journal.size, 1);
  assertEquals(fake.chain.balance(WALLET.address, USDC_MINT), 995_000_000n);
});

Deno.test("DflowExecution sends one order through storms of 429 and 5xx, and knows what became of it", async () => {
  await using desk = await openDesk();
  const { fake, clock, execution, submit, journal } = desk;
  fake.price = 500_000n;
  const order = orderIn(fake);
  const startedAtMs = clock.nowMs();
  fake.tooMany = 2;
  fake.failures = 1;
  for (let storm = 0; storm < 3; storm += 1) {
    await assertRejects(() => over(clock, submit(order)), TransientVenueError);
  }
  assertEquals([journal.size, fake.chain.sends], [0, 0]);
  const { status } = await over(clock, submit(order));
  assertEquals(status, "accepted");
  fake.tooMany = 1;
  fake.failures = 2;
  let questions = 0;
  const answered = async (): Promise<VenueOrderReport> => {
    questions += 1;
    try {
      return await over(clock, execution.query(order.id, signal));
    } catch (error) {
      assert(error instanceof AmbiguousOutcomeError);
      return await answered();
    }
  };
  assertEquals((await answered()).status, "filled");
  assert(questions > 1, "a question that failed says nothing");
  assertEquals([journal.size, fake.chain.sends], [1, 1]);
  printLine(
    `storms of 429 and 5xx on orders: filled after ${
      clock.nowMs() - startedAtMs
    } ms, one order`,
  );
});

Deno.test("DflowExecution sends a lost transaction again, and knows when it can never come", async () => {
  await using desk = await openDesk();
  const { fake, execution, submit, open } = desk;
  fake.price = 500_000n;
  fake.chain.lose({ isTaken: false, by: "failure" });
  const order = orderIn(fake);
  await assertRejects(() => submit(order), AmbiguousOutcomeError);
  await assertRejects(
    () => execution.query(order.id, signal),
    AmbiguousOutcomeError,
    "not listed yet",
  );
  assertEquals((await execution.query(order.id, signal)).status, "filled");
  assertEquals(fake.chain.sends, 2);
  fake.chain.lose({ isTaken: false, by: "failure" });
  const lost = orderIn(fake, { id: orderId("o_2") });
  await assertRejects(() => submit(lost), AmbiguousOutcomeError);
  fake.chain.height += 151;
  assertEquals((await open().query(lost.id, signal)).status, "unknown");
});

Deno.test("DflowExecution says what dflow refuses, what it cannot do, and that nothing was sent", async () => {
  await using desk = await openDesk();
  const { fake, submit, execution, clock } = desk;
  fake.refusal = "unverified_wallet_not_allowed";
  const refused = await submit(orderIn(fake));
  assertEquals(refused, {
    status: "rejected",
    reason: "dflow refused it: unverified_wallet_not_allowed",
  });
  fake.refusal = null;
  for (const setting of ["tooMany", "failures"] as const) {
    fake[setting] = 1;
    await assertRejects(
      () => submit(orderIn(fake, { id: orderId(`o_${setting}`) })),
      TransientVenueError,
    );
    // As long as the venue asked for.
    clock.advanceBy(2_000);
  }
  const resting = orderIn(fake, { id: orderId("o_3"), timeInForce: "gtc" });
  assertEquals((await submit(resting)).status, "rejected");
  assertEquals(
    await execution.query(orderId("o_9"), signal),
    { status: "unknown" },
  );
  assertEquals(fake.chain.sends, 0);
});

Deno.test("the fake chain refuses a wrong signature, another wallet's and a transaction that nobody prepared", async () => {
  await using desk = await openDesk();
  const { fake, parts } = desk;
  fake.price = 500_000n;
  const mint = fake.mint(fake.market().ticker, "yes");
  const swap = await parts.trade.build({
    inputMint: USDC_MINT,
    outputMint: mint,
    amount: 1_000_000n,
    wallet: WALLET.address,
    slippageBps: 0,
  }, signal);
  const unsigned = swap.transaction ?? "";
  await assertRejects(
    () => parts.node.send(unsigned, signal),
    Error,
    "signature verification failure",
  );
  const signed = await parts.signer.sign({
    kind: "transaction",
    transaction: unsigned,
  });
  const changed = Uint8Array.fromBase64(signed.transaction);
  changed[70] = (changed[70] ?? 0) ^ 1;
  await assertRejects(
    () => parts.node.send(changed.toBase64(), signal),
    Error,
  );
  await parts.node.send(signed.transaction, signal);
  // A second time is the same transaction.
  await parts.node.send(signed.transaction, signal);
  assertEquals(
    fake.chain.balance(WALLET.address, USDC_MINT),
    999_000_000n,
  );
});
