/**
 * What happens to orders at Kalshi while the venue, or the account's own socket, is away: nothing is sent twice, and
 * what the venue did meanwhile is told once it is back.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  AmbiguousOutcomeError,
  type VenueOrderReport,
} from "../../../actors/ports/execution.ts";
import { yesPrice } from "../../../domain/price.ts";
import { printLine } from "../../../tools/flags.ts";
import { clientOrderIdOf } from "../../../venues/kalshi/client_order_id.ts";
import { type Desk, openDesk, orderNumber } from "./live_desk.ts";

const ORDERS = "/portfolio/events/orders";
const RESTING = {
  timeInForce: "gtc",
  limit: { outcome: "yes", price: yesPrice("0.57") },
} as const;

/** Opens a desk with an order that rests, and collects what is told of it. */
async function withResting() {
  const desk = await openDesk();
  const order = orderNumber(2, RESTING);
  assertEquals((await desk.submit(order)).status, "accepted");
  const told: VenueOrderReport[] = [];
  desk.execution.onReport((id, report) => {
    if (id === order.id) told.push(report);
  });
  const { socket } = desk.stage.fake;
  await desk.stage.until(() => socket.open > 0, "the feed must be there");
  return { desk, order, told };
}

/** Contracts that the reports of an order tell of at most. */
function filledOf(told: readonly VenueOrderReport[]): bigint {
  return told.reduce((most, report) => {
    if (!("fills" in report)) return most;
    const sum = report.fills.reduce((all, fill) => all + fill.quantity, 0n);
    return sum > most ? sum : most;
  }, 0n);
}

async function back({ stage }: Desk, told: readonly VenueOrderReport[]) {
  const backAtMs = stage.clock.nowMs();
  await stage.until(() => filledOf(told) === 3_000_000n, "the fill must come");
  return stage.clock.nowMs() - backAtMs;
}

Deno.test("ten minutes without Kalshi: what filled meanwhile is told once it is back, and an order whose answer was lost is known again and never doubled", async () => {
  const { desk, order, told } = await withResting();
  await using stage = desk.stage;
  const { fake } = stage;
  const late = orderNumber(3);
  fake.fault({ method: "POST", path: ORDERS, kind: "drop_ack" });
  await assertRejects(() => desk.submit(late), AmbiguousOutcomeError);
  fake.isDown = true;
  fake.socket.drop();
  fake.exchange.fillResting(clientOrderIdOf(order.id), 3);
  for (const _ of ["at once", "after all of it"]) {
    await assertRejects(() => desk.query(late), Error);
    assertEquals(filledOf(told), 0n);
    await stage.advance(300_000, 500);
  }
  fake.isDown = false;
  const tookMs = await back(desk, told);
  assert(tookMs <= 120_000, `${tookMs} ms`);
  assertEquals((await desk.query(late)).status, "filled");
  assertEquals((await desk.submit(late)).status, "filled");
  assertEquals(fake.exchange.orders.size, 2);
  printLine(`10 minutes away: fill of a resting order told after ${tookMs} ms`);
});

Deno.test("a fill that a frozen socket of the account keeps to itself is told once the socket is given up", async () => {
  const { desk, order, told } = await withResting();
  await using stage = desk.stage;
  const { socket, exchange } = stage.fake;
  socket.isFrozen = true;
  exchange.fillResting(clientOrderIdOf(order.id), 3);
  socket.touched(clientOrderIdOf(order.id));
  const tookMs = await back(desk, told);
  assert(tookMs <= 120_000, `${tookMs} ms`);
  assertEquals(exchange.orders.size, 1);
  printLine(`frozen socket of the account: fill told after ${tookMs} ms`);
});
