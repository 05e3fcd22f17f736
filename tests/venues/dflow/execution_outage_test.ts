import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  AmbiguousOutcomeError,
  TransientVenueError,
} from "../../../actors/ports/execution.ts";
import type { Order } from "../../../domain/order.ts";
import { printLine } from "../../../tools/flags.ts";
import { USDC_MINT } from "../../../venues/dflow/decode_market.ts";
import { openDesk, orderIn, over, WALLET } from "./live_desk.ts";

const { signal } = new AbortController();
const OUTAGE_MS = 600_000;
/** Between two questions about an order. */
const ASK_MS = 30_000;

type Desk = Awaited<ReturnType<typeof openDesk>>;

/** Sends an order and hears of its first part. */
async function fillInPart(desk: Desk): Promise<Order> {
  const { fake, clock, execution, submit } = desk;
  fake.price = 500_000n;
  fake.parts = [40, 60];
  const order = orderIn(fake);
  await over(clock, submit(order));
  const report = await over(clock, execution.query(order.id, signal));
  assert(report.status === "accepted");
  assertEquals(report.fills.length, 1);
  return order;
}

/** Asks on and on for ten minutes, in which nobody answers. */
async function askInVain(
  { clock, execution }: Desk,
  order: Order,
): Promise<void> {
  const untilMs = clock.nowMs() + OUTAGE_MS;
  while (clock.nowMs() < untilMs) {
    await assertRejects(
      () => over(clock, execution.query(order.id, signal)),
      AmbiguousOutcomeError,
    );
    await assertRejects(
      () => over(clock, execution.account(0, signal)),
      AmbiguousOutcomeError,
    );
    clock.advanceBy(ASK_MS);
  }
}

/** Checks that one order was sent and filled, and that the account is right again. */
async function checkWhole(
  { fake, clock, execution, journal }: Desk,
  order: Order,
  what: string,
): Promise<void> {
  const sinceMs = clock.nowMs();
  const report = await over(clock, execution.query(order.id, signal));
  const tookMs = clock.nowMs() - sinceMs;
  assertEquals(report.status, "filled");
  const { balances, positions } = await over(
    clock,
    execution.account(0, signal),
  );
  assertEquals<bigint | undefined>(balances[0]?.cash, 995_000_000n);
  assertEquals(positions.map(({ quantity }) => BigInt(quantity)), [
    10_000_000n,
  ]);
  assertEquals([journal.size, fake.chain.sends], [1, 1]);
  assertEquals(fake.chain.balance(WALLET.address, USDC_MINT), 995_000_000n);
  printLine(`${what}: the order known in full ${tookMs} ms after it`);
}

Deno.test("an order that is filled in part when dflow and the node go away for ten minutes is known in full after it, and sent once", async () => {
  await using desk = await openDesk();
  const order = await fillInPart(desk);
  desk.fake.isDown = true;
  await askInVain(desk, order);
  desk.fake.isDown = false;
  await checkWhole(desk, order, "10 minutes of outage on orders");
});

Deno.test("an order that is filled in part when nobody answers on open connections is known in full after it, and sent once", async () => {
  await using desk = await openDesk();
  const { fake } = desk;
  const order = await fillInPart(desk);
  fake.freezeRequests();
  await askInVain(desk, order);
  fake.thaw();
  await checkWhole(desk, order, "10 minutes of frozen connections on orders");
});

Deno.test("an order for which nobody answers is neither signed nor sent, and may be sent later", async () => {
  await using desk = await openDesk();
  const { fake, clock, journal, submit } = desk;
  fake.price = 500_000n;
  const order = orderIn(fake);
  fake.freezeRequests();
  await assertRejects(() => over(clock, submit(order)), TransientVenueError);
  assertEquals([journal.size, fake.chain.sends], [0, 0]);
  fake.thaw();
  assertEquals((await over(clock, submit(order))).status, "accepted");
  assertEquals([journal.size, fake.chain.sends], [1, 1]);
});

Deno.test("orders at dflow wait for as long as Retry-After asks for, in a storm of 429 on and on", async () => {
  await using desk = await openDesk();
  const { fake, clock, submit, journal } = desk;
  fake.price = 500_000n;
  fake.retryAfterS = 60;
  fake.tooMany = 4;
  const order = orderIn(fake);
  const sentAtMs = clock.nowMs();
  for (let refused = 0; refused < 4; refused += 1) {
    await assertRejects(() => over(clock, submit(order)), TransientVenueError);
  }
  const { status } = await over(clock, submit(order));
  assertEquals(status, "accepted");
  const tookMs = clock.nowMs() - sentAtMs;
  assert(tookMs >= 240_000, `${tookMs} ms`);
  assertEquals([journal.size, fake.chain.sends], [1, 1]);
  printLine(`storm of 429 with Retry-After: sent once after ${tookMs} ms`);
});
