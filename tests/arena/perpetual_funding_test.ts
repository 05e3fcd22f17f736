/**
 * Funding of hours that ended while the arena was down, or of which nobody named a rate: charged once, of its own hour,
 * by what the venue says afterwards.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { TEST_DEPS } from "../../db/testing/databases.ts";
import { until } from "../../db/testing/until.ts";
import type { MemoryJournal } from "../../db/memory_journal.ts";
import { perpetualPrice } from "../../domain/perpetual.ts";
import { fundingCharge, fundingRate } from "../../domain/perpetual_funding.ts";
import { SeededRandom } from "../../runtime/mod.ts";
import { HYPERLIQUID_FACTS } from "../../venues/hyperliquid/facts.ts";
import { HyperliquidFundingHistory } from "../../venues/hyperliquid/funding_history.ts";
import { RateBuckets } from "../../venues/rate_buckets.ts";
import {
  FakeHyperliquid,
  type FakeRate,
} from "../venues/hyperliquid/fake_hyperliquid.ts";
import {
  BEFORE_HOUR_MS,
  COIN,
  PerpetualScene,
  TRADER,
} from "./perpetual_scene.ts";

const HOUR_MS = 3_600_000;
/** The full hour after the beginning of a scene. */
const HOURS = [0, 1, 2].map((hour) => BEFORE_HOUR_MS + 60_000 + hour * HOUR_MS);
const RATES: readonly FakeRate[] = HOURS.map((hour, index) => ({
  time: hour + 76,
  fundingRate: `0.000${index + 1}`,
  open: `${100 + index}`,
}));

/** Runs `body` with a venue that knows the rates of three hours, asked over loopback. */
async function withVenue(
  body: (venue: {
    readonly fake: FakeHyperliquid;
    readonly fundingHistory: HyperliquidFundingHistory;
  }) => Promise<void>,
): Promise<void> {
  const fake = new FakeHyperliquid([]);
  fake.fundingRates = RATES;
  const { clock } = TEST_DEPS;
  const random = new SeededRandom(1);
  try {
    await body({
      fake,
      fundingHistory: new HyperliquidFundingHistory({
        url: () => fake.url,
        clock,
        random,
        buckets: new RateBuckets({ facts: HYPERLIQUID_FACTS, clock, random }),
      }),
    });
  } finally {
    await fake.stop();
  }
}

/** Returns a journal whose contestant is long since before the first of the hours. */
async function heldSince(wish = 1): Promise<MemoryJournal> {
  const scene = await PerpetualScene.open({ wishes: [wish] });
  await scene.play(30_000, 100);
  await scene.stage.close();
  assertEquals((await scene.entries("perpetual_filled")).length, 1);
  return scene.journal;
}

async function charges(scene: PerpetualScene) {
  const rows = await scene.rows();
  return rows.flatMap(({ entry, occurredAtMs }) =>
    entry.kind === "funding_charged"
      ? [{ atMs: occurredAtMs, amount: entry.amount as bigint }]
      : []
  );
}

/** Lets what comes over the network arrive, until so many hours are charged. */
async function charged(scene: PerpetualScene, count: number) {
  await until(async () => {
    await scene.stage.settle();
    return (await charges(scene)).length >= count;
  });
  await scene.stage.settle();
  return await charges(scene);
}

async function expected(scene: PerpetualScene, hours: readonly number[]) {
  const { size } = (await scene.books()).perpetuals.get({
    contestantId: TRADER,
    marketId: COIN,
  });
  return hours.map((index) => {
    const { fundingRate: rate = "", open = "" } = RATES[index] ?? {};
    return {
      atMs: HOURS[index] ?? 0,
      amount: fundingCharge(
        size,
        perpetualPrice(open),
        fundingRate(rate),
      ) as bigint,
    };
  });
}

Deno.test("hours that ended while the arena was down are charged after it, each once, at its own hour and rate", async () => {
  for (const wish of [1, -1]) {
    await withVenue(async ({ fundingHistory }) => {
      const journal = await heldSince(wish);
      const startMs = BEFORE_HOUR_MS + 2 * HOUR_MS + 90_000;
      const scene = await PerpetualScene.open({
        journal,
        startMs,
        fundingHistory,
      });
      assertEquals(await charged(scene, 3), await expected(scene, [0, 1, 2]));
      await scene.stage.close();
      // Nothing is left to charge for who starts again.
      const again = await PerpetualScene.open({
        journal,
        startMs: startMs + 60_000,
        fundingHistory,
      });
      await again.play(120_000, 100);
      assertEquals((await charges(again)).length, 3);
      assertEquals(again.failures, []);
      await again.stage.close();
    });
  }
});

Deno.test("an hour that the venue does not know yet waits, and so does one of which it does not answer", async () => {
  await withVenue(async ({ fake, fundingHistory }) => {
    const journal = await heldSince();
    fake.fundingRates = RATES.slice(0, 1);
    const startMs = BEFORE_HOUR_MS + HOUR_MS + 90_000;
    const options = { journal, startMs, fundingHistory };
    const scene = await PerpetualScene.open(options);
    assertEquals(await charged(scene, 1), await expected(scene, [0]));
    fake.fundingRates = RATES;
    fake.failures = 3;
    await until(async () => {
      await scene.play(60_000, 100);
      return (await charges(scene)).length >= 2;
    });
    // The scene's clock runs ahead of the network: the hour after may be over as well by then.
    assertEquals(
      (await charges(scene)).slice(0, 2),
      await expected(scene, [0, 1]),
    );
    await scene.stage.close();
  });
});

Deno.test("a rate that was named within its hour is charged at once, and one named after it is not taken for it", async () => {
  const asked: string[] = [];
  const fundingHistory = {
    hoursOf: (marketId: string) => {
      asked.push(marketId);
      return Promise.resolve([]);
    },
  };
  const scene = await PerpetualScene.open({ wishes: [1], fundingHistory });
  await scene.value("0.0001", "100");
  await scene.play(70_000, 100);
  assertEquals((await charges(scene)).map(({ atMs }) => atMs), [HOURS[0]]);
  assertEquals(asked, []);
  await scene.stage.close();
  const late = await PerpetualScene.open({ wishes: [1], fundingHistory });
  await late.play(70_000, 100);
  await late.value("0.0001", "100");
  assertEquals(await charges(late), []);
  assert(asked.length > 0);
  await late.stage.close();
});

Deno.test("what was closed before the hour owes nothing for it, and what was turned over owes by what it was", async () => {
  await withVenue(async ({ fundingHistory }) => {
    const first = await PerpetualScene.open({ wishes: [1, 0] });
    await first.play(30_000, 100);
    await first.stage.close();
    const startMs = BEFORE_HOUR_MS + 90_000;
    const second = await PerpetualScene.open({
      journal: first.journal,
      startMs,
      fundingHistory,
    });
    await second.play(120_000, 100);
    assertEquals(await charges(second), []);
    await second.stage.close();
  });
});
