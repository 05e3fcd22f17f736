/**
 * Every limit that an order for a perpetual can meet: one below it, at it and one beyond it, by an order that goes
 * through the arena's own risk, journal, executor and paper exchange.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { RiskMessage } from "../../actors/risk/protocol.ts";
import type { DenialCode } from "../../domain/denial.ts";
import { marketId } from "../../domain/ids.ts";
import { quantity, usd, type UsdMicros } from "../../domain/money.ts";
import { perpetualPrice } from "../../domain/perpetual.ts";
import type { PerpetualOrder } from "../../domain/perpetual_order.ts";
import { OPEN_SEASON } from "../../domain/season.ts";
import { heldBefore, lostBefore } from "./perpetual_past.ts";
import {
  COIN,
  PerpetualScene,
  type PerpetualSceneOptions,
  TRADER,
} from "./perpetual_scene.ts";

/** What the order of every scene is worth at its limit: ten coins at 100.1. */
const WORTH = usd("1001");
const OTHER_COIN = marketId("hyperliquid", "OTHER");
const LEFT = null;

/** Returns what becomes of one order, in a scene with a fresh book around 100. */
async function outcome(
  options: PerpetualSceneOptions,
  order: Partial<PerpetualOrder> = {},
): Promise<DenialCode | null> {
  const scene = await PerpetualScene.open(options);
  await scene.show(100);
  const code = await scene.order(order);
  assertEquals(scene.failures, []);
  await scene.stage.close();
  return code;
}

/** Holds an order to a limit that is one too low, just enough, and one more than that. */
function atLimit(
  code: DenialCode,
  limitsAt: (change: bigint) => PerpetualSceneOptions,
): void {
  Deno.test(`${code}: one beyond the limit is denied, and at it and one below it leaves`, async () => {
    assertEquals(await outcome(limitsAt(-1n)), code);
    assertEquals(await outcome(limitsAt(0n)), LEFT);
    assertEquals(await outcome(limitsAt(1n)), LEFT);
  });
}

atLimit("NOTIONAL_EXCEEDS_MAX_PER_ORDER", (change) => ({
  limits: {
    perpetual: {
      orderNotionalMax: WORTH + change as UsdMicros,
      priceBandMaxMicros: 10_000n,
    },
  },
}));

// Nobody quotes the other coin: what is held of it counts with what it was bought for, 400 dollars.
atLimit("ACCOUNT_EXPOSURE_EXCEEDED", (change) => ({
  before: heldBefore({ contestantId: TRADER, marketId: COIN }),
  limits: {
    // Four coins at the bid of 99.95 and ten more at the limit of the order.
    accountExposureMax: usd("1401.4") + change as UsdMicros,
  },
}));

atLimit("INSTRUMENT_EXPOSURE_EXCEEDED", (change) => ({
  before: heldBefore({ contestantId: "rival", marketId: COIN }),
  limits: {
    // What the rival holds of it is worth 399.80 at the bid.
    instrumentExposureMax: WORTH + usd("399.8") + change as UsdMicros,
  },
}));

atLimit("GLOBAL_EXPOSURE_EXCEEDED", (change) => ({
  before: heldBefore({ contestantId: "rival", marketId: OTHER_COIN }),
  limits: { globalExposureMax: WORTH + usd("400") + change as UsdMicros },
}));

// A tenth of 10,000 dollars and one dollar, in millionths of the equity.
atLimit("LEVERAGE_EXCEEDED", (change) => ({
  limits: { leverageMaxMicros: 100_100n + change },
}));

// Without leverage all of it is margin, and a thousandth is kept for the fee.
atLimit("CUM_NOTIONAL_EXCEEDS_FREE_BALANCE", (change) => ({
  leverageMax: 1,
  startingBalance: usd("1002.001") + change as UsdMicros,
}));

// A tenth of 10,000 dollars is gone, on the day and since the peak.
for (
  const [code, limit] of [
    ["DAILY_LOSS_EXCEEDED", "dailyLossMaxMicros"],
    ["MAX_DRAWDOWN_EXCEEDED", "drawdownMaxMicros"],
  ] as const
) {
  atLimit(code, (change) => ({
    before: lostBefore({ funding: usd("1000") }),
    limits: { [limit]: 100_000n + change },
  }));
}

// Three positions in a row lost.
atLimit("COOLDOWN_ACTIVE", (change) => ({
  before: lostBefore({ positions: 3 }),
  limits: {
    cooldownLosses: change < 0n ? 3 : 4 + Number(change),
    cooldownMs: 3_600_000,
  },
}));

// The last of them was a minute before the scene began, and the order comes at once.
atLimit("COOLDOWN_ACTIVE", (change) => ({
  before: lostBefore({ positions: 1 }),
  limits: { cooldownLosses: 1, cooldownMs: 60_000 - Number(change) },
}));

Deno.test("RATE_LIMIT_EXCEEDED and ROUND_LIMIT_EXCEEDED: two leave where two are allowed, and the third is denied", async () => {
  for (
    const [limit, everyMs, code] of [
      ["ordersPerSecondMax", 300, "RATE_LIMIT_EXCEEDED"],
      ["ordersPerMinuteMax", 2_000, "RATE_LIMIT_EXCEEDED"],
      ["ordersPerRoundMax", 2_000, "ROUND_LIMIT_EXCEEDED"],
    ] as const
  ) {
    const scene = await PerpetualScene.open({ limits: { [limit]: 2 } });
    // Rounds begin every ten seconds.
    await scene.play(10_500, 100);
    for (let sent = 0; sent < 3; sent++) {
      scene.tell({ quantity: quantity("1") });
      await scene.stage.settle();
      await scene.stage.advanceTo(scene.stage.clock.nowMs() + everyMs);
    }
    assertEquals(
      (await scene.entries("perpetual_order_submitted")).length,
      2,
      limit,
    );
    assertEquals(
      (await scene.entries("perpetual_order_denied")).map(({ code }) => code),
      [code],
      limit,
    );
    await scene.stage.close();
  }
});

Deno.test("STALE_QUOTE: a quote as old as the limit is taken, a millisecond more is not, and none is none", async () => {
  for (
    const [ageMs, code] of [
      [14_999, LEFT],
      [15_000, LEFT],
      [15_001, "STALE_QUOTE"],
    ] as const
  ) {
    const scene = await PerpetualScene.open();
    await scene.show(100);
    await scene.stage.advanceTo(scene.stage.clock.nowMs() + ageMs);
    assertEquals(await scene.order(), code, `${ageMs} ms`);
    await scene.stage.close();
  }
  const scene = await PerpetualScene.open();
  assertEquals(await scene.order(), "STALE_QUOTE");
  await scene.stage.close();
});

Deno.test("STALE_DECISION and DECIDED_BEFORE_LIFT: what is too old, or older than the end of a halt", async () => {
  const scene = await PerpetualScene.open();
  await scene.play(20_000, 100);
  for (
    const [ageMs, code] of [
      [14_999, LEFT],
      [15_000, LEFT],
      [15_001, "STALE_DECISION"],
    ] as const
  ) {
    await scene.show(100);
    const nowMs = scene.stage.clock.nowMs();
    assertEquals(await scene.order({}, nowMs - ageMs), code, `${ageMs} ms`);
  }
  await scene.set();
  await scene.set({ state: "active" });
  const liftedAtMs = scene.stage.clock.nowMs();
  for (
    const [change, code] of [
      [-1, "DECIDED_BEFORE_LIFT"],
      [0, LEFT],
      [1, LEFT],
    ] as const
  ) {
    await scene.show(100);
    assertEquals(await scene.order({}, liftedAtMs + change), code);
  }
  await scene.stage.close();
});

Deno.test("PRICE_OUT_OF_BAND: a hundredth past the quote leaves, a tick more does not, nor what is off the tick", async () => {
  const cases = [
    ["buy", "101", LEFT],
    ["buy", "100.99", LEFT],
    ["buy", "101.01", "PRICE_OUT_OF_BAND"],
    ["sell", "98.901", LEFT],
    ["sell", "98.902", LEFT],
    ["sell", "98.9", "PRICE_OUT_OF_BAND"],
    // Five significant figures.
    ["buy", "100.5", LEFT],
    ["buy", "100.51", LEFT],
    ["buy", "100.511", "PRICE_OUT_OF_BAND"],
  ] as const;
  for (const [side, limit, code] of cases) {
    const scene = await PerpetualScene.open();
    // The ask is at 100, and the bid at 99.9.
    await scene.show(99.95);
    const order = { side, limit: perpetualPrice(limit) } as const;
    assertEquals(await scene.order(order), code, `${side} at ${limit}`);
    await scene.stage.close();
  }
});

Deno.test("QUANTITY_BELOW_MINIMUM: ten dollars leave, a step less does not, nor a part of a step", async () => {
  const limit = perpetualPrice("100");
  const cases = [
    ["0.1", LEFT],
    ["0.11", LEFT],
    ["0.09", "QUANTITY_BELOW_MINIMUM"],
    ["0.105", "QUANTITY_BELOW_MINIMUM"],
    ["0", "QUANTITY_BELOW_MINIMUM"],
  ] as const;
  for (const [size, code] of cases) {
    const order = { limit, quantity: quantity(size) };
    assertEquals(await outcome({}, order), code, size);
  }
});

Deno.test("REDUCE_ONLY_WOULD_INCREASE: all that is held may be sold, and no step more", async () => {
  const cases = [
    ["3.99", LEFT],
    ["4", LEFT],
    ["4.01", "REDUCE_ONLY_WOULD_INCREASE"],
  ] as const;
  for (const [size, code] of cases) {
    const before = heldBefore({ contestantId: TRADER, marketId: COIN });
    const sale = {
      side: "sell",
      limit: perpetualPrice("99.9"),
      quantity: quantity(size),
      reduceOnly: true,
    } as const;
    assertEquals(await outcome({ before }, sale), code, size);
  }
});

Deno.test("POSITION_LIMIT_EXCEEDED: one order at a time in a market", async () => {
  const scene = await PerpetualScene.open();
  await scene.show(100);
  scene.tell();
  assertEquals(await scene.order(), "POSITION_LIMIT_EXCEEDED");
  assertEquals(await scene.order(), LEFT);
  await scene.stage.close();
});

Deno.test("INSTRUMENT_NOT_FOUND: nobody lists it", async () => {
  const order = { marketId: OTHER_COIN };
  assertEquals(await outcome({}, order), "INSTRUMENT_NOT_FOUND");
});

Deno.test("VENUE_CIRCUIT_OPEN: an open circuit lets no order for a perpetual pass, and a closed one does", async () => {
  for (
    const [circuit, code] of [
      ["open", "VENUE_CIRCUIT_OPEN"],
      ["closed", LEFT],
    ] as const
  ) {
    const before = [{
      kind: "venue_circuit_changed",
      venue: "hyperliquid",
      circuit,
      detail: "The test says so.",
    }] as const;
    assertEquals(await outcome({ before }), code);
  }
});

Deno.test("VENUE_DEGRADED: while the venue is not understood nothing is ordered", async () => {
  const scene = await PerpetualScene.open();
  for (
    const [status, code] of [
      ["degraded", "VENUE_DEGRADED"],
      ["connected", LEFT],
    ] as const
  ) {
    await scene.show(100);
    scene.refs.risk.tell(
      {
        kind: "venue_degraded",
        status: {
          venue: "hyperliquid",
          status,
          reason: "",
          lastEventAtMs: null,
          eventsReceived: 0,
          framesRejected: 0,
        },
      } satisfies RiskMessage,
    );
    assertEquals(await scene.order(), code);
  }
  await scene.stage.close();
});

Deno.test("SEASON_PAUSED: a pause of the open season holds for perpetuals as well", async () => {
  const scene = await PerpetualScene.open();
  await scene.set({ scope: { kind: "season", seasonId: OPEN_SEASON } });
  await scene.show(100);
  assertEquals(await scene.order(), "SEASON_PAUSED");
  await scene.stage.close();
});

Deno.test("whoever has lost too much, or waits, may still make a position smaller", async () => {
  const held = heldBefore({ contestantId: TRADER, marketId: COIN });
  const sale = { side: "sell", limit: perpetualPrice("99.9") } as const;
  for (
    const options of [
      {
        before: [...held, ...lostBefore({ funding: usd("1000") }).slice(1)],
        limits: { dailyLossMaxMicros: 1n, drawdownMaxMicros: 1n },
      },
      {
        before: held,
        limits: {
          accountExposureMax: usd("1"),
          globalExposureMax: usd("1"),
          leverageMaxMicros: 1n,
        },
      },
    ]
  ) {
    const part = { ...sale, quantity: quantity("4") };
    assertEquals(await outcome(options, part), LEFT);
  }
});
