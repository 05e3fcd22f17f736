import { assert, assertEquals } from "@std/assert";
import type { DenialCode } from "../../domain/denial.ts";
import { ArenaBooks } from "../../domain/fold.ts";
import { usd } from "../../domain/money.ts";
import {
  BEFORE_HOUR_MS,
  COIN,
  PerpetualScene,
  type PerpetualSceneOptions,
  TRADER,
} from "./perpetual_scene.ts";

const HOUR_MS = 3_600_000;

Deno.test("a contestant is long at once and a half of its equity, and what it pays is in the ledger", async () => {
  const scene = await PerpetualScene.open({ wishes: [1.5] });
  await scene.play(30_000, 100);
  const books = await scene.books();
  const { size, entryNotional } = books.perpetuals.get({
    contestantId: TRADER,
    marketId: COIN,
  });
  // 15,000 dollars at the ask of 100.05, in hundredths of the coin.
  assertEquals<bigint>(size, 149_920_000n);
  assertEquals<bigint>(entryNotional, usd("14999.496"));
  const contestant = books.contestants.get(TRADER);
  // 4.5 hundredths of a percent.
  assertEquals<bigint | undefined>(contestant?.feesPaid, usd("6.749773"));
  assertEquals<bigint | undefined>(contestant?.cash, usd("9993.250227"));
  // Marked at the bid, a dime below what was paid.
  assertEquals<bigint | undefined>(
    contestant?.mark?.equity,
    usd("9978.258227"),
  );
  assertEquals(contestant?.orders, 1);
  assertEquals(scene.failures, []);
  await scene.stage.close();
});

Deno.test("going short closes what is long, and the profit is realised", async () => {
  const scene = await PerpetualScene.open({ wishes: [1, -1] });
  await scene.play(15_000, 100);
  await scene.play(20_000, 110);
  const books = await scene.books();
  const contestant = books.contestants.get(TRADER);
  const { size } = books.perpetuals.get({
    contestantId: TRADER,
    marketId: COIN,
  });
  assert(size < 0n);
  // 99.95 coins that were bought at 100.05 and sold at 109.95.
  assertEquals<bigint | undefined>(contestant?.realizedPnl, usd("989.505"));
  assertEquals([contestant?.wins, contestant?.losses], [1, 0]);
  assertEquals((await scene.entries("perpetual_order_closed")).length, 2);
  await scene.stage.close();
});

Deno.test("whoever holds a perpetual at the full hour pays the venue's rate on the oracle's price", async () => {
  for (const exposure of [1, -1]) {
    const scene = await PerpetualScene.open({ wishes: [exposure] });
    await scene.value("0.0001", "100.2");
    await scene.play(70_000, 100);
    const [charged, ...more] = await scene.entries("funding_charged");
    const books = await scene.books();
    const { size } = books.perpetuals.get({
      contestantId: TRADER,
      marketId: COIN,
    });
    // A ten thousandth of the size at 100.2, rounded against the contestant.
    const exact = size * 100_200_000n * 100_000_000n;
    const unit = 10n ** 18n;
    const up = exact > 0n ? (exact + unit - 1n) / unit : exact / unit;
    assertEquals<bigint | undefined>(charged?.amount, up);
    assertEquals(more, []);
    assertEquals<bigint | undefined>(
      books.contestants.get(TRADER)?.fundingPaid,
      up,
    );
    assertEquals(
      (await scene.rows()).find(({ entry }) => entry === charged)?.occurredAtMs,
      BEFORE_HOUR_MS + 60_000,
    );
    await scene.stage.close();
  }
});

Deno.test("funding of an hour whose rate nobody named is charged by the next that is named", async () => {
  const scene = await PerpetualScene.open({ wishes: [1] });
  await scene.play(70_000, 100);
  assertEquals(await scene.entries("funding_charged"), []);
  await scene.value("0.0001", "100");
  assertEquals((await scene.entries("funding_charged")).length, 1);
  await scene.value("0.0002", "100");
  assertEquals((await scene.entries("funding_charged")).length, 1);
  await scene.stage.close();
});

Deno.test("funding goes on after a restart, once for each hour", async () => {
  const first = await PerpetualScene.open({ wishes: [1] });
  await first.value("0.0001", "100");
  await first.play(70_000, 100);
  await first.stage.close();
  const second = await PerpetualScene.open({ journal: first.journal });
  await second.value("0.0001", "100");
  await second.play(30_000, 100);
  await second.stage.advanceTo(BEFORE_HOUR_MS + 60_000 + HOUR_MS - 1_000);
  const before = (await second.entries("funding_charged")).length;
  await second.value("0.0001", "100");
  await second.stage.advanceTo(BEFORE_HOUR_MS + 60_000 + HOUR_MS + 1_000);
  assertEquals((await second.entries("funding_charged")).length, before + 1);
  await second.stage.close();
});

Deno.test("a position whose margin is gone is closed by a liquidation", async () => {
  const scene = await PerpetualScene.open({
    wishes: [2],
    leverageMax: 3,
    settings: {
      ARENA_LEVERAGE_MAX: "2.1",
      ARENA_PERPETUAL_ORDER_NOTIONAL_MAX: "50000",
    },
  });
  await scene.play(20_000, 100);
  assertEquals((await scene.entries("perpetual_filled")).length, 1);
  // At 65 there are 3,000 dollars left to carry 13,000; at 55 there are 1,000 for 11,000, and half of a third is asked.
  await scene.play(10_000, 65);
  assertEquals((await scene.entries("perpetual_filled")).length, 1);
  await scene.play(10_000, 55);
  const orders = await scene.entries("perpetual_order_submitted");
  assertEquals(orders.map(({ order }) => [order.cause, order.reduceOnly]), [
    ["decision", false],
    ["liquidation", true],
  ]);
  const books = await scene.books();
  assertEquals([...books.perpetuals.all()], []);
  const contestant = books.contestants.get(TRADER);
  assertEquals([contestant?.wins, contestant?.losses], [0, 1]);
  assert((contestant?.cash ?? 0n) > 0n);
  await scene.stage.close();
});

/** Returns the codes of the orders that were denied in a scene that `play` plays. */
async function denials(
  options: PerpetualSceneOptions,
  play: (scene: PerpetualScene) => Promise<void> = (scene) =>
    scene.play(15_000, 100),
): Promise<readonly DenialCode[]> {
  const scene = await PerpetualScene.open(options);
  await play(scene);
  const denied = await scene.entries("perpetual_order_denied");
  assertEquals(scene.failures, []);
  await scene.stage.close();
  return denied.map(({ code }) => code);
}

Deno.test("orders for perpetuals are held to leverage, margin and every other limit", async () => {
  const cases: readonly [DenialCode, PerpetualSceneOptions][] = [
    ["LEVERAGE_EXCEEDED", { wishes: [2.5] }],
    ["LEVERAGE_EXCEEDED", { wishes: [-2.5] }],
    [
      "CUM_NOTIONAL_EXCEEDS_FREE_BALANCE",
      { wishes: [1.8], leverageMax: 1 },
    ],
    [
      "NOTIONAL_EXCEEDS_MAX_PER_ORDER",
      {
        wishes: [1],
        settings: { ARENA_PERPETUAL_ORDER_NOTIONAL_MAX: "1000" },
      },
    ],
    [
      "PRICE_OUT_OF_BAND",
      { wishes: [1], settings: { ARENA_PERPETUAL_PRICE_BAND_MAX: "0.0001" } },
    ],
    [
      "ACCOUNT_EXPOSURE_EXCEEDED",
      { wishes: [1], settings: { ARENA_ACCOUNT_EXPOSURE_MAX: "5000" } },
    ],
    [
      "INSTRUMENT_EXPOSURE_EXCEEDED",
      { wishes: [1], settings: { ARENA_INSTRUMENT_EXPOSURE_MAX: "5000" } },
    ],
  ];
  for (const [code, options] of cases) {
    assertEquals(await denials(options), [code], code);
  }
});

Deno.test("nothing is ordered off a stale quote, in a halt, or more by who may only reduce", async () => {
  assertEquals(
    await denials(
      { wishes: [null, null, null, 1] },
      async (scene) => {
        await scene.show(100);
        await scene.stage.advanceTo(BEFORE_HOUR_MS + 45_000);
      },
    ),
    ["STALE_QUOTE"],
  );
  for (
    const [state, code] of [
      ["halted", "TRADING_HALTED"],
      ["reducing", "TRADING_STATE_REDUCING"],
    ] as const
  ) {
    const codes = await denials({ wishes: [null, 1] }, async (scene) => {
      await scene.play(12_000, 100);
      scene.refs.risk.tell({
        kind: "set_trading_state",
        scope: { kind: "arena" },
        state,
        step: null,
        cause: "operator",
        detail: "The test says so.",
        by: "ops",
      });
      await scene.play(15_000, 100);
    });
    assertEquals(codes, [code]);
  }
});

Deno.test("a restart in the middle of an order ends it, and the position is what the journal says", async () => {
  const first = await PerpetualScene.open({ wishes: [1] });
  await first.show(100);
  // The round is at ten seconds and the order there 150 ms later: it is on its way.
  await first.stage.advanceTo(BEFORE_HOUR_MS + 9_000);
  await first.show(100);
  await first.stage.advanceTo(BEFORE_HOUR_MS + 10_100);
  assertEquals((await first.entries("perpetual_order_submitted")).length, 1);
  assertEquals(await first.entries("perpetual_order_closed"), []);
  await first.stage.close();
  const second = await PerpetualScene.open({ journal: first.journal });
  await second.show(100);
  const [closed] = await second.entries("perpetual_order_closed");
  assertEquals(closed?.end, "canceled");
  assertEquals([...(await second.books()).perpetuals.all()], []);
  await second.stage.close();
});

Deno.test("the same journal gives the same books, and a row that is repeated changes nothing", async () => {
  const scene = await PerpetualScene.open({ wishes: [1, -1, 0] });
  await scene.value("0.0001", "100");
  await scene.play(70_000, 100);
  const books = await scene.books();
  const again = new ArenaBooks();
  let sequence = 0;
  for (const row of await scene.rows()) {
    again.apply({ ...row, sequence: sequence += 1 });
    const isRepeatable = row.entry.kind.startsWith("perpetual_");
    if (!isRepeatable) continue;
    assertEquals(again.apply({ ...row, sequence: sequence += 1 }), false);
  }
  assertEquals(again.contestants.get(TRADER), books.contestants.get(TRADER));
  assertEquals([...again.perpetuals.all()], [...books.perpetuals.all()]);
  await scene.stage.close();
});
