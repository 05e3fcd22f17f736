import { assertEquals, assertThrows } from "@std/assert";
import { marketId } from "./ids.ts";
import { MarketRegister } from "./market_register.ts";
import type { MarketPhase, Resolution } from "./market.ts";
import { yesPrice } from "./price.ts";
import { SAMPLE_MARKET } from "./testing/samples.ts";
import { InvalidPhaseError } from "./settlement.ts";

const YES: Resolution = { kind: "yes" };
const NO: Resolution = { kind: "no" };
const { id } = SAMPLE_MARKET;

function register(): MarketRegister {
  const markets = new MarketRegister();
  markets.list(SAMPLE_MARKET, 1);
  return markets;
}

function change(phase: MarketPhase, resolution: Resolution | null) {
  return { marketId: id, phase, resolution };
}

Deno.test("MarketRegister.change() follows a market to its resolution and lets a proposal be replaced", () => {
  const markets = register();
  assertEquals(markets.change(change("proposed", YES), 2), true);
  assertEquals(markets.change(change("proposed", NO), 3), true);
  assertEquals(markets.change(change("final", NO), 4), true);
  assertEquals(markets.standings.get(id), {
    market: { ...SAMPLE_MARKET, phase: "final" },
    resolution: NO,
    phaseSinceMs: 4,
  });
});

Deno.test("MarketRegister.change() tells a repetition from another result, which may also follow on a final one", () => {
  const scalar = (text: string): Resolution => ({
    kind: "scalar",
    yesPayout: yesPrice(text),
  });
  const markets = register();
  markets.change(change("final", scalar("0.5")), 2);
  assertEquals(markets.change(change("final", scalar("0.50")), 3), false);
  assertEquals(markets.standings.get(id)?.phaseSinceMs, 2);
  for (const [index, other] of [scalar("0.6"), YES].entries()) {
    assertEquals(markets.change(change("final", other), 4 + index), true);
    assertEquals(markets.standings.get(id), {
      market: { ...SAMPLE_MARKET, phase: "final" },
      resolution: other,
      phaseSinceMs: 4 + index,
    });
  }
  assertThrows(
    () => markets.change(change("final", null), 6),
    InvalidPhaseError,
    "must have a resolution: current value is null",
  );
  assertEquals(markets.standings.get(id)?.resolution, YES);
});

Deno.test("MarketRegister.change() takes what is final or void back to a dispute, and never to trading", () => {
  for (const phase of ["final", "void"] as const) {
    const markets = register();
    markets.change(change(phase, YES), 2);
    assertThrows(
      () => markets.change(change("closed", null), 3),
      InvalidPhaseError,
      `current value is ${phase}`,
    );
    assertEquals(markets.change(change("disputed", null), 3), true);
    assertEquals(markets.standings.get(id)?.resolution, null);
    assertEquals(markets.change(change("final", NO), 4), true);
    assertEquals(markets.standings.get(id)?.resolution, NO);
  }
});

Deno.test("MarketRegister.change() refuses an unlisted market and a payment without a resolution", () => {
  const markets = register();
  const unlisted = marketId("kalshi", "other");
  assertThrows(
    () => markets.change({ ...change("closed", null), marketId: unlisted }, 2),
    InvalidPhaseError,
    'must be listed: current value is "kalshi:other"',
  );
  assertThrows(
    () => markets.change(change("void", null), 2),
    InvalidPhaseError,
    "must have a resolution",
  );
  assertEquals(markets.standings.get(id)?.market.phase, "open");
});

Deno.test("MarketRegister.list() renews a description and leaves the phase alone", () => {
  const markets = register();
  markets.change(change("closed", null), 2);
  markets.list({ ...SAMPLE_MARKET, title: "New", closesAtMs: 5 }, 3);
  assertEquals(markets.standings.get(id), {
    market: { ...SAMPLE_MARKET, title: "New", closesAtMs: 5, phase: "closed" },
    resolution: null,
    phaseSinceMs: 2,
  });
});
