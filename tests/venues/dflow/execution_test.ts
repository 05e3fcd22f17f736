import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  AmbiguousOutcomeError,
  TransientVenueError,
  type VenueOrderReport,
} from "../../../actors/ports/execution.ts";
import {
  contestantId,
  decisionId,
  marketId,
  orderId,
} from "../../../domain/ids.ts";
import {
  quantity,
  usd,
  ZERO_QUANTITY,
  ZERO_USD,
} from "../../../domain/money.ts";
import { IMMEDIATE, type Order } from "../../../domain/order.ts";
import { noPrice, yesPrice } from "../../../domain/price.ts";
import {
  afterEventLoopTurn,
  SeededRandom,
  SimulatedClock,
} from "../../../runtime/mod.ts";
import { printLine } from "../../../tools/flags.ts";
import { USDC_MINT } from "../../../venues/dflow/decode_market.ts";
import { DflowExecution } from "../../../venues/dflow/execution.ts";
import { OutcomeMints } from "../../../venues/dflow/outcome_mints.ts";
import { Redeemer } from "../../../venues/dflow/redeemer.ts";
import { SolanaNode } from "../../../venues/dflow/solana_node.ts";
import { DFLOW_SIGNING } from "../../../venues/dflow/signing.ts";
import { DflowTrade } from "../../../venues/dflow/trade_rest.ts";
import { HttpClient } from "../../../venues/net/http_client.ts";
import { wideBucket } from "../../../venues/net/net_testing.ts";
import type { SignedOrder } from "../../../venues/signed_orders.ts";
import { approved } from "../../../venues/paper/paper_testing.ts";
import { FakeDflow } from "./fake_dflow.ts";
import { fakeWallet } from "./fake_wallet.ts";

const WHO = contestantId("momentum-live");
const WALLET = fakeWallet(7);
const { signal } = new AbortController();

/** The client as the arena builds it, over the fake venue, with a journal that is a map. */
async function openDesk() {
  const fake = new FakeDflow();
  fake.chain.pay(WALLET.address, USDC_MINT, 1_000_000_000n);
  const clock = new SimulatedClock({ startMs: 1_763_640_000_000 });
  const client = (path: string) =>
    new HttpClient({
      venue: "dflow",
      baseUrl: () => `${fake.url}${path}`,
      clock,
      random: new SeededRandom(1),
      bucket: wideBucket(clock),
      attemptsMax: 1,
    });
  const key = await DFLOW_SIGNING.open({ private_key: WALLET.secret });
  const journal = new Map<string, SignedOrder>();
  const orders = new Map<string, Order>();
  const stopping = new AbortController();
  const parts = {
    trade: new DflowTrade(client("/trade")),
    node: new SolanaNode(client("/rpc")),
    mints: new OutcomeMints(client("/api/v1")),
    clock,
    signer: {
      identity: key.identity,
      sign: async (request: Parameters<typeof key.sign>[0]) =>
        await key.sign(request),
    },
  };
  const open = () =>
    new DflowExecution({
      ...parts,
      signed: {
        of: (id) => journal.get(id) ?? null,
        record: (order) => {
          journal.set(order.orderId, order);
          return Promise.resolve();
        },
      },
      contestantId: WHO,
      orderOf: (id) => orders.get(id) ?? null,
      ordersSince: () => [...orders.values()],
      tier: "frost",
      stopping: stopping.signal,
    });
  const execution = open();
  const submit = (order: Order, over = execution) => {
    orders.set(order.id, order);
    return over.submit(approved(order), signal);
  };
  return {
    fake,
    clock,
    execution,
    open,
    submit,
    journal,
    parts,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await fake[Symbol.asyncDispose]();
    },
  };
}

function orderIn(fake: FakeDflow, changes: Partial<Order> = {}): Order {
  return {
    id: orderId("o_1"),
    decisionId: decisionId("d_1"),
    contestantId: WHO,
    marketId: marketId("dflow", fake.market().ticker),
    side: "buy",
    outcome: "yes",
    quantity: quantity("10"),
    limit: { outcome: "yes", price: yesPrice("0.60") },
    ...IMMEDIATE,
    replaces: null,
    status: "initialized",
    filledQuantity: ZERO_QUANTITY,
    filledNotional: ZERO_USD,
    createdAtMs: 1_763_640_000_000,
    ...changes,
  };
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
  const mint = fake.mint(fake.market().ticker, "yes");
  assertEquals(fake.chain.balance(WALLET.address, mint), 10_000_000n);
  const account = await execution.account(0, signal);
  assertEquals(account.balances[0]?.cash, usd("995"));
  assertEquals(account.positions.map(({ outcome }) => outcome), ["yes"]);
  assertEquals(account.fills.length, 1);
  assertEquals(account.openOrders, []);
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
  const mint = fake.mint(fake.market().ticker, "no");
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

Deno.test("DflowExecution finds an order by its signature whose answer was lost, also in a new process, and sends it once", async () => {
  await using desk = await openDesk();
  const { fake, submit, open, journal } = desk;
  fake.price = 500_000n;
  fake.chain.dropAcks = 1;
  fake.unknownFor = 1;
  const order = orderIn(fake);
  await assertRejects(() => submit(order), AmbiguousOutcomeError);
  const restarted = open();
  await assertRejects(
    () => restarted.query(order.id, signal),
    AmbiguousOutcomeError,
    "on the chain alone",
  );
  assertEquals((await restarted.query(order.id, signal)).status, "filled");
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

/** Waits for `work` while time passes. */
async function over<Result>(
  clock: SimulatedClock,
  work: Promise<Result>,
): Promise<Result> {
  let isOver = false;
  const end = () => void (isOver = true);
  work.then(end, end);
  while (!isOver) {
    await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
    clock.advanceBy(10);
  }
  return await work;
}

Deno.test("DflowExecution sends a lost transaction again, and knows when it can never come", async () => {
  await using desk = await openDesk();
  const { fake, execution, submit, open } = desk;
  fake.price = 500_000n;
  fake.chain.vanish = 1;
  const order = orderIn(fake);
  await assertRejects(() => submit(order), AmbiguousOutcomeError);
  await assertRejects(
    () => execution.query(order.id, signal),
    AmbiguousOutcomeError,
    "not listed yet",
  );
  assertEquals((await execution.query(order.id, signal)).status, "filled");
  assertEquals(fake.chain.sends, 2);
  fake.chain.vanish = 1;
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

Deno.test("Redeemer gives back what won, once, tells what was paid, and leaves everything else alone", async () => {
  await using desk = await openDesk();
  const { fake, parts } = desk;
  fake.parts = [40, 60];
  const open = fake.market();
  fake.chain.pay(WALLET.address, fake.mint(open.ticker, "yes"), 3_000_000n);
  const news: string[] = [];
  const paid: string[] = [];
  const redeemer = new Redeemer({
    ...parts,
    onNews: (of) => news.push(of),
    onPaid: ({ marketId, amount }) => paid.push(`${marketId} ${amount}`),
  });
  await redeemer.redeemAll(signal);
  assertEquals(fake.chain.sends, 0);
  const [won = ""] = holdDecided(fake, 1);
  await redeemer.redeemAll(signal);
  assertEquals(news, [], "it was sent, and nothing is paid yet");
  await redeemer.redeemAll(signal);
  assertEquals(news, [], "it was paid in part");
  await redeemer.redeemAll(signal);
  assertEquals(news.length, 1);
  assertMatch(news[0] ?? "", /^Redeemed 5000000 of .+ for 5000000 by /);
  const [over] = fake.decided();
  assertEquals(paid, [`dflow:${over?.ticker} 5000000`]);
  assertEquals(fake.chain.balance(WALLET.address, won), 0n);
  assertEquals(fake.chain.balance(WALLET.address, USDC_MINT), 1_005_000_000n);
  await redeemer.redeemAll(signal);
  assertEquals(fake.chain.sends, 1);
});

Deno.test("Redeemer goes on behind a token that cannot be redeemed, tells of it once and tries it later", async () => {
  await using desk = await openDesk();
  const { fake, parts, clock } = desk;
  const [stuck = "", ...others] = holdDecided(fake, 3);
  fake.unroutable.add(stuck);
  const news: string[] = [];
  const paid: string[] = [];
  const redeemer = new Redeemer({
    ...parts,
    onNews: (of) => news.push(of),
    onPaid: ({ marketId, amount }) => paid.push(`${marketId} ${amount}`),
  });
  for (let pass = 0; pass < 4; pass += 1) await redeemer.redeemAll(signal);
  for (const mint of others) {
    assertEquals(fake.chain.balance(WALLET.address, mint), 0n);
  }
  assertEquals(fake.chain.sends, 2);
  assertEquals(
    news.filter((text) => text.includes("route_not_found")).length,
    1,
  );
  assertEquals(news.length, 3);
  fake.unroutable.clear();
  clock.advanceBy(15_000);
  await redeemer.redeemAll(signal);
  await redeemer.redeemAll(signal);
  assertEquals(fake.chain.balance(WALLET.address, stuck), 0n);
  assertEquals(news.length, 4);
});

Deno.test("Redeemer goes on behind a token whose market nobody understands", async () => {
  await using desk = await openDesk();
  const { fake, parts } = desk;
  const [garbled = "", clear = ""] = holdDecided(fake, 2);
  fake.garbled.add(garbled);
  const news: string[] = [];
  const paid: string[] = [];
  const redeemer = new Redeemer({
    ...parts,
    onNews: (of) => news.push(of),
    onPaid: ({ marketId, amount }) => paid.push(`${marketId} ${amount}`),
  });
  for (let pass = 0; pass < 3; pass += 1) await redeemer.redeemAll(signal);
  assertEquals(fake.chain.balance(WALLET.address, clear), 0n);
  assertEquals(fake.chain.balance(WALLET.address, garbled), 5_000_000n);
  assertEquals(news.length, 2);
});

Deno.test("Redeemer sends a redemption again that the chain can never take any more, and never one that it may have", async () => {
  await using desk = await openDesk();
  const { fake, parts } = desk;
  const [won = ""] = holdDecided(fake, 1);
  fake.chain.vanish = 1;
  const news: string[] = [];
  const paid: string[] = [];
  const redeemer = new Redeemer({
    ...parts,
    onNews: (of) => news.push(of),
    onPaid: ({ marketId, amount }) => paid.push(`${marketId} ${amount}`),
  });
  for (let pass = 0; pass < 3; pass += 1) await redeemer.redeemAll(signal);
  assertEquals(fake.chain.sends, 1);
  fake.chain.height += 200;
  desk.clock.advanceBy(60_000);
  for (let pass = 0; pass < 3; pass += 1) await redeemer.redeemAll(signal);
  assertEquals(fake.chain.sends, 2);
  assertEquals(fake.chain.balance(WALLET.address, won), 0n);
});

/** Gives the wallet five of the winning side of each of `count` decided markets; returns their mints. */
function holdDecided(fake: FakeDflow, count: number): readonly string[] {
  const markets = fake.decided().slice(0, count);
  assertEquals(markets.length, count);
  return markets.map(({ ticker, result }) => {
    const side = result === "yes" ? "yes" : "no";
    const lost = fake.mint(ticker, result === "yes" ? "no" : "yes");
    const won = fake.mint(ticker, side);
    fake.chain.pay(WALLET.address, won, 5_000_000n);
    fake.chain.pay(WALLET.address, lost, 5_000_000n);
    return won;
  });
}
