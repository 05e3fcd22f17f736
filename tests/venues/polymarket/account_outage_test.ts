/**
 * What happens to orders at Polymarket while the venue, or the account's own socket, is away: nothing is sent twice,
 * and what the venue did meanwhile is told once it is back.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { AmbiguousOutcomeError } from "../../../actors/ports/execution.ts";
import { printLine } from "../../../tools/flags.ts";
import { LiveStage } from "./live_stage.ts";

const RESTING = {
  timeInForce: "gtc",
  price: "0.49",
} as const;

/** Opens an account with an order that rests. */
async function withResting(stage: LiveStage) {
  const execution = await stage.open();
  const order = stage.order(RESTING);
  const { status } = await stage.over(execution.submit(order, stage.signal));
  assertEquals(status, "accepted");
  return { execution, order };
}

Deno.test("ten minutes without Polymarket: what filled meanwhile is told once it is back, and an order whose answer was lost is known again and never doubled", async () => {
  await using stage = new LiveStage();
  const { execution, order } = await withResting(stage);
  const { fake } = stage;
  const late = stage.order({ ...RESTING, price: "0.4" });
  fake.fault = ({ method, path }) =>
    method === "POST" && path === "/clob/order"
      ? { kind: "lost_answer" }
      : null;
  await assertRejects(
    () => stage.over(execution.submit(late, stage.signal)),
    AmbiguousOutcomeError,
  );
  fake.fault = () => null;
  fake.isDown = true;
  fake.sockets.drop();
  fake.exchange.quote(stage.market, "SELL", ["0.49", "10"]);
  for (const _ of ["at once", "after all of it"]) {
    await assertRejects(
      () => stage.over(execution.query(late.id, stage.signal)),
      Error,
    );
    assert(stage.pushed(order.id)?.status !== "filled");
    await stage.advance(300_000, 500);
  }
  fake.isDown = false;
  const backAtMs = stage.clock.nowMs();
  await stage.until(
    () => stage.pushed(order.id)?.status === "filled",
    "the fill must come",
  );
  const tookMs = stage.clock.nowMs() - backAtMs;
  assert(tookMs <= 120_000, `${tookMs} ms`);
  const known = await stage.over(execution.query(late.id, stage.signal));
  // It came in, and was canceled for want of heartbeats, as the venue does.
  assertEquals(known, { status: "canceled", fills: [] });
  assertEquals(
    await stage.over(execution.submit(late, stage.signal)),
    known,
  );
  assertEquals(fake.exchange.orders.size, 2);
  printLine(`10 minutes away: fill of a resting order told after ${tookMs} ms`);
});

Deno.test("a fill that a frozen user channel keeps to itself is told once the socket is given up", async () => {
  await using stage = new LiveStage();
  const { order } = await withResting(stage);
  const { sockets, exchange } = stage.fake;
  sockets.isFrozen = true;
  exchange.quote(stage.market, "SELL", ["0.49", "10"]);
  const frozenAtMs = stage.clock.nowMs();
  await stage.until(
    () => stage.pushed(order.id)?.status === "filled",
    "the fill must come",
  );
  const tookMs = stage.clock.nowMs() - frozenAtMs;
  assert(tookMs <= 120_000, `${tookMs} ms`);
  assertEquals(exchange.orders.size, 1);
  printLine(`frozen user channel: fill told after ${tookMs} ms`);
});
