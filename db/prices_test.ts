import { assertEquals } from "@std/assert";
import { marketId } from "../domain/ids.ts";
import type { PricePoint } from "../domain/price_bar.ts";
import { yesPrice } from "../domain/price.ts";
import { Prices } from "./prices.ts";
import { testOnDatabases } from "./testing/databases.ts";

const RAIN = marketId("kalshi", "RAIN");
const SNOW = marketId("kalshi", "SNOW");
const BAR_MS = 300_000;

/** A point at a second: open, high, low, close in cents. */
function point(
  atS: number,
  [open, high, low, close]: readonly [number, number, number, number],
  id = RAIN,
): PricePoint {
  const [first, top, bottom, last] = [open, high, low, close]
    .map((cents) => yesPrice((cents / 100).toFixed(2)));
  if (!first || !top || !bottom || !last) throw new Error("no price");
  return {
    marketId: id,
    atMs: atS * 1_000,
    open: first,
    high: top,
    low: bottom,
    close: last,
    quotes: 2,
  };
}

const cents = (price: bigint) => Number(price) / 10_000;

await testOnDatabases({
  name: "Prices",
  async run({ t, database: { sql } }) {
    const prices = new Prices({ sql, run: "main", barMs: BAR_MS });
    const bars = async (id = RAIN) =>
      (await prices.read(id)).bars.map((bar) => [
        bar.fromMs / 1_000,
        ...[bar.open, bar.high, bar.low, bar.close].map(cents),
        bar.quotes,
      ]);
    await t.step("keep() keeps each point once", async () => {
      const points = [
        point(30, [50, 55, 45, 52]),
        point(270, [52, 90, 50, 60]),
        point(300, [60, 61, 10, 20]),
        point(330, [20, 20, 20, 20]),
        point(300, [1, 1, 1, 1], SNOW),
      ];
      assertEquals(await prices.keep([]), 0);
      assertEquals(await prices.keep(points), 5);
      assertEquals(await prices.keep(points), 0);
      // What is told again with other figures changes nothing.
      assertEquals(await prices.keep([point(30, [9, 9, 9, 9])]), 0);
      const { bars: none, points: read } = await prices.read(RAIN);
      assertEquals([none, read], [[], points.slice(0, 4)]);
    });
    await t.step("makeBars() makes whole windows alone, once", async () => {
      assertEquals(await prices.makeBars(299_999), 0);
      assertEquals(await prices.makeBars(300_000), 2);
      assertEquals(await bars(), [[0, 50, 90, 10, 20, 6]]);
      assertEquals(await bars(SNOW), [[0, 1, 1, 1, 1, 2]]);
      assertEquals(await prices.makeBars(300_000), 0);
      const { points } = await prices.read(RAIN);
      assertEquals(points.map(({ atMs }) => atMs), [330_000]);
    });
    await t.step(
      "makeBars() catches up with all that a downtime left, and invents none",
      async () => {
        await prices.keep([point(7_230, [70, 71, 69, 70])]);
        assertEquals(await prices.makeBars(86_400_000), 2);
        assertEquals(await bars(), [
          [0, 50, 90, 10, 20, 6],
          [300, 20, 20, 20, 20, 2],
          [7_200, 70, 71, 69, 70, 2],
        ]);
      },
    );
    await t.step("each arena has its own", async () => {
      const other = new Prices({ sql, run: "other", barMs: BAR_MS });
      assertEquals(await other.read(RAIN), { bars: [], points: [] });
      const none = { pointsBeforeMs: 1e13, barsBeforeMs: 1e13 };
      assertEquals(await other.removeOld(none), { points: 0, bars: 0 });
    });
    await t.step("removeOld() removes what ended before, once", async () => {
      const retention = { pointsBeforeMs: 300_000, barsBeforeMs: 600_000 };
      assertEquals(await prices.removeOld(retention), { points: 2, bars: 2 });
      assertEquals(await prices.removeOld(retention), { points: 0, bars: 0 });
      assertEquals((await bars()).map(([from]) => from), [300, 7_200]);
      // A window whose points went is not made anew.
      assertEquals(await prices.makeBars(86_400_000), 0);
    });
  },
});
