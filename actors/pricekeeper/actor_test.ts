import { assertEquals } from "@std/assert";
import type { DailyTask, TaskRun } from "../../domain/daily_task.ts";
import { marketId } from "../../domain/ids.ts";
import type { PricePoint } from "../../domain/price_bar.ts";
import { yesPrice } from "../../domain/price.ts";
import { TestProbe } from "../../runtime/mod.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import type { PriceStore, Retention } from "../ports/price_store.ts";
import { startPricekeeper } from "./actor.ts";
import { PRICEKEEPER_MAILBOX, type PricekeeperMessage } from "./protocol.ts";

const RAIN = marketId("kalshi", "RAIN");
const SNOW = marketId("kalshi", "SNOW");
const DAY_MS = 86_400_000;

/** A store that keeps what it is given, once, and can be out of order or slow. */
class FakeStore implements PriceStore {
  readonly points = new Map<string, PricePoint>();
  readonly asked: string[] = [];
  readonly cleanUps: Retention[] = [];
  isBroken = false;
  #held: (() => void)[] | null = null;

  hold(): void {
    this.#held = [];
  }

  release(): void {
    for (const go of this.#held ?? []) go();
    this.#held = null;
  }

  async keep(points: readonly PricePoint[]): Promise<number> {
    await this.#turn("keep");
    const before = this.points.size;
    for (const point of points) {
      const key = `${point.marketId} ${point.atMs}`;
      if (!this.points.has(key)) this.points.set(key, point);
    }
    return this.points.size - before;
  }

  async makeBars(untilMs: number): Promise<number> {
    await this.#turn(`bars ${untilMs}`);
    return 1;
  }

  async cleanUp(retention: Retention) {
    await this.#turn("clean up");
    this.cleanUps.push(retention);
    return { points: 3, bars: 2, transcripts: 1 };
  }

  async #turn(name: string): Promise<void> {
    this.asked.push(name);
    const held = this.#held;
    if (held !== null) await new Promise<void>((go) => held.push(go));
    if (this.isBroken) throw new Error("No disk.");
  }
}

async function openPricekeeper() {
  const stage = new ActorStage<PricekeeperMessage>();
  const store = new FakeStore();
  const done = new TestProbe<TaskRun>();
  stage.bus.subscribe("task_done", done, (run) => run);
  await stage.open(
    PRICEKEEPER_MAILBOX,
    ({ bus }, context) =>
      startPricekeeper({
        bus,
        store,
        retention: {
          pointsMs: 2 * DAY_MS,
          barsMs: 400 * DAY_MS,
          transcriptsMs: null,
        },
      }, context),
  );
  const quote = (bid: string, ask: string | null, id = RAIN) =>
    stage.bus.publish("quote_changed", {
      marketId: id,
      yesBid: yesPrice(bid),
      yesAsk: ask === null ? null : yesPrice(ask),
      occurredAtMs: stage.test.clock.nowMs(),
    });
  const due = async (task: DailyTask, dueAtMs: number) => {
    stage.bus.publish("task_due", { task, dueAtMs });
    await stage.settle();
  };
  const events = (...shown: typeof RAIN[]) =>
    stage.bus.publish("events_shown", shown);
  const kept = () =>
    [...store.points.values()].map((point) => [
      `${point.marketId} ${point.atMs}`,
      [point.open, point.high, point.low, point.close]
        .map((price) => Number(price) / 10_000).join(" "),
      point.quotes,
    ]);
  const outcomes = () =>
    done.messages.map(({ task, outcome, isFailed }) =>
      `${task}: ${outcome}${isFailed ? " failed" : ""}`
    );
  return { stage, store, quote, due, events, kept, outcomes };
}

Deno.test("pricekeeper keeps first, highest, lowest and last of each event, and goes on where the price stands", async () => {
  const { stage, quote, due, events, kept, outcomes } = await openPricekeeper();
  events(RAIN);
  for (
    const [bid, ask] of [["0.40", "0.42"], ["0.60", "0.62"], [
      "0.2",
      "0.4",
    ]] as const
  ) {
    quote(bid, ask);
    // What waits for its turn would be conflated.
    await stage.settle();
  }
  quote("0.9", "0.92", SNOW);
  await due("update_prices", 30_000);
  await due("update_prices", 60_000);
  quote("0.50", "0.52");
  await due("update_prices", 90_000);
  assertEquals(kept(), [
    ["kalshi:RAIN 30000", "41 61 30 30", 3],
    ["kalshi:RAIN 60000", "30 30 30 30", 0],
    ["kalshi:RAIN 90000", "30 51 30 51", 1],
  ]);
  assertEquals(outcomes(), Array(3).fill("update_prices: Kept 1 prices."));
  await stage.close();
});

Deno.test("pricekeeper keeps no price that nobody quotes any more, and none of what is no event", async () => {
  const { stage, quote, due, events, kept } = await openPricekeeper();
  quote("0.40", "0.42");
  await due("update_prices", 30_000);
  assertEquals(kept(), []);
  events(RAIN);
  quote("0.40", null);
  await due("update_prices", 60_000);
  await due("update_prices", 90_000);
  quote("0.50", "0.52");
  await due("update_prices", 120_000);
  events();
  await due("update_prices", 150_000);
  assertEquals(kept().map(([key]) => key), [
    "kalshi:RAIN 60000",
    "kalshi:RAIN 120000",
  ]);
  await stage.close();
});

Deno.test("pricekeeper told a time twice keeps it once, also over a restart, and makes nothing up", async () => {
  const { stage, quote, due, events, kept } = await openPricekeeper();
  events(RAIN);
  quote("0.40", "0.42");
  await due("update_prices", 30_000);
  quote("0.60", "0.62");
  await due("update_prices", 30_000);
  await stage.crash();
  await due("update_prices", 60_000);
  events(RAIN);
  quote("0.50", "0.52");
  await due("update_prices", 60_000);
  await due("update_prices", 86_430_000);
  assertEquals(kept(), [
    ["kalshi:RAIN 30000", "41 41 41 41", 1],
    ["kalshi:RAIN 60000", "51 51 51 51", 1],
    ["kalshi:RAIN 86430000", "51 51 51 51", 0],
  ]);
  await stage.close();
});

Deno.test("pricekeeper says that the database failed, and keeps what it could not with the next point", async () => {
  const { stage, store, quote, due, events, kept, outcomes } =
    await openPricekeeper();
  events(RAIN);
  quote("0.40", "0.42");
  store.isBroken = true;
  await due("update_prices", 30_000);
  quote("0.60", "0.62");
  store.isBroken = false;
  await due("update_prices", 60_000);
  assertEquals(kept(), [["kalshi:RAIN 60000", "41 61 41 61", 2]]);
  assertEquals(outcomes(), [
    "update_prices: The database did not do it. failed",
    "update_prices: Kept 1 prices.",
  ]);
  assertEquals(stage.failures, []);
  await stage.close();
});

Deno.test("pricekeeper makes bars after the points of their time, and removes what is old", async () => {
  const { stage, store, quote, due, events, outcomes } =
    await openPricekeeper();
  events(RAIN);
  quote("0.40", "0.42");
  store.hold();
  await due("update_prices", 300_000);
  await due("record_price_history", 300_000);
  assertEquals(store.asked, ["keep"]);
  store.release();
  await stage.settle();
  await due("clean_up", 500 * DAY_MS);
  assertEquals(store.asked, ["keep", "bars 300000", "clean up"]);
  assertEquals(store.cleanUps, [{
    pointsBeforeMs: 498 * DAY_MS,
    barsBeforeMs: 100 * DAY_MS,
    transcriptsBeforeMs: null,
  }]);
  assertEquals(outcomes(), [
    "update_prices: Kept 1 prices.",
    "record_price_history: Made 1 bars.",
    "clean_up: Removed 3 prices, 2 bars and 1 transcripts.",
  ]);
  await stage.close();
});
