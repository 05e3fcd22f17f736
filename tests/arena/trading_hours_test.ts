/**
 * What the hours of a venue do to those who trade there on paper, with the arena's own actors: Kalshi's windows, on a
 * Thursday.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { yesPrice } from "../../domain/price.ts";
import { TradingPauses } from "../../domain/trading_pauses.ts";
import { KALSHI_FACTS } from "../../venues/kalshi/facts.ts";
import { CALM, openPuppetScene } from "./puppet_scene.ts";
import { order, PUPPET, type Stage, tell } from "./reviewed_order.ts";

const OPEN_MS = 14_400_000;
/** Three and five o'clock in New York, in winter. */
const FROM_MS = Date.parse("2026-11-19T08:00:00Z");
const UNTIL_MS = Date.parse("2026-11-19T10:00:00Z");
const DENIED = "OUTSIDE_TRADING_HOURS";
const RESTS = {
  timeInForce: "gtc",
  limit: { outcome: "yes", price: yesPrice("0.61") },
} as const;

/** Opens a scene `leadMs` before the window, with a market that is quoted. */
async function openBefore(leadMs: number): Promise<Stage> {
  const stage = await openPuppetScene({
    startMs: FROM_MS - leadMs,
    pauses: new TradingPauses(KALSHI_FACTS.maintenance),
  });
  await stage.scene.list(OPEN_MS);
  await stage.scene.quote(...CALM);
  return stage;
}

async function at({ scene }: Stage, atMs: number): Promise<void> {
  await scene.stage.advanceTo(atMs);
  await scene.quote(...CALM);
}

async function codes({ scene }: Stage): Promise<readonly string[]> {
  return (await scene.entries("order_denied")).map(({ code }) => code);
}

async function fills({ scene }: Stage): Promise<number> {
  return (await scene.entries("order_filled")).length;
}

Deno.test("orders pass to the millisecond before the window, and from its last one on", async () => {
  const stage = await openBefore(10_000);
  for (const atMs of [FROM_MS - 1, FROM_MS, UNTIL_MS - 1, UNTIL_MS]) {
    await at(stage, atMs);
    await order(stage);
  }
  await stage.scene.play(1_000, ...CALM);
  assertEquals(await codes(stage), [DENIED, DENIED]);
  const [early] = await stage.scene.entries("order_rejected");
  // It left in time and came too late, as it would at Kalshi.
  assertStringIncludes(
    early?.reason ?? "",
    "Nothing is traded at kalshi on Thursdays from 03:00 to 05:00 in America/New_York",
  );
  assertEquals((await stage.scene.entries("order_rejected")).length, 1);
  assertEquals(await fills(stage), 1);
  await stage.close();
});

Deno.test("what rests stays through the window without a fill, can be taken back in it, and fills after it", async () => {
  const stage = await openBefore(10_000);
  const { scene } = stage;
  await order(stage, RESTS);
  await order(stage, RESTS);
  await scene.play(2_000, ...CALM);
  const [first, second] = await scene.entries("order_accepted");
  assert(first !== undefined && second !== undefined);
  assertEquals(await fills(stage), 0);
  // In the window somebody seems to offer at 0.55, as a snapshot of something else would.
  await scene.stage.advanceTo(FROM_MS + 60_000);
  await scene.quote("0.53", "0.45");
  await tell(stage, {
    kind: "cancel_order",
    orderId: first.orderId,
    contestantId: PUPPET,
    reason: "The test says so.",
  });
  await scene.stage.advanceTo(UNTIL_MS - 1);
  await scene.quote("0.53", "0.45");
  assertEquals(await fills(stage), 0);
  const canceled = await scene.entries("order_canceled");
  assertEquals(canceled.map(({ orderId }) => orderId), [first.orderId]);
  await scene.stage.advanceTo(UNTIL_MS);
  await scene.quote("0.53", "0.45");
  await scene.stage.settle();
  const [fill] = await scene.entries("order_filled");
  assertEquals(fill?.fill.orderId, second.orderId);
  assertEquals(fill?.fill.occurredAtMs, UNTIL_MS);
  await stage.close();
});

Deno.test("a wind-down that begins in the window sells when it is over, and uses up no round before", async () => {
  const stage = await openBefore(60_000);
  const { scene } = stage;
  await order(stage);
  await scene.play(2_000, ...CALM);
  assertEquals(await fills(stage), 1);
  await at(stage, FROM_MS + 1_000);
  await tell(stage, {
    kind: "set_trading_state",
    scope: { kind: "arena" },
    state: "reducing",
    step: "flatten",
    cause: "operator",
    detail: "",
    by: "tester",
  });
  await at(stage, UNTIL_MS - 1_000);
  assertEquals([await codes(stage), await fills(stage)], [[], 1]);
  await scene.play(10_000, ...CALM);
  assertEquals([...(await scene.books()).positions.all()], []);
  const states = await scene.entries("trading_state_changed");
  assertEquals(states.map(({ state }) => state), ["reducing", "halted"]);
  await stage.close();
});
