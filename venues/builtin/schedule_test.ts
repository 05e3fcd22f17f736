import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { Schedule } from "./schedule.ts";

const NOON_MS = Date.UTC(2026, 10, 20, 12);
const anyTimeMs = fc.integer({
  min: 1_700_000_000_000,
  max: 2_000_000_000_000,
});

Deno.test("tradingAt() has 6 to 10 markets at any time, one of which closes within 20 seconds", () => {
  const schedule = new Schedule(7);
  fc.assert(fc.property(anyTimeMs, (nowMs) => {
    const markets = schedule.tradingAt(nowMs);
    assert(markets.length >= 6 && markets.length <= 10);
    assert((markets[0]?.closesAtMs ?? Infinity) - nowMs <= 20_000);
    for (const market of markets) {
      assert(market.opensAtMs <= nowMs && nowMs < market.closesAtMs);
    }
    const tickers = new Set(markets.map((market) => market.ticker));
    assertEquals(tickers.size, markets.length);
  }));
});

Deno.test("find() leads from a ticker alone back to its market, also days later in another process", () => {
  fc.assert(
    fc.property(anyTimeMs, (nowMs) => {
      const restarted = new Schedule(7);
      for (const market of new Schedule(7).tradingAt(nowMs)) {
        const found = restarted.find(market.ticker, nowMs + 9 * 86_400_000);
        assertEquals(
          [found?.strike, found?.opensAtMs, found?.closesAtMs, found?.title],
          [market.strike, market.opensAtMs, market.closesAtMs, market.title],
        );
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("find() knows no market that never was, or has not opened yet", () => {
  const schedule = new Schedule(7);
  const [market] = schedule.tradingAt(NOON_MS);
  assert(market !== undefined);
  assertEquals(schedule.find(market.ticker, market.opensAtMs - 1), null);
  for (
    const ticker of [
      "",
      "BTCD-25DEC0313-T92749.99",
      market.ticker.replace(/-T.*/, "-T0.01"),
      market.ticker.replace("SIMHARBOR", "SIMNOWHERE"),
      market.ticker.replace(/\d{6}Z/, "120001Z"),
      market.ticker.replace(/\d{8}T/, "99999999T"),
    ]
  ) assertEquals(schedule.find(ticker, NOON_MS + 86_400_000), null);
});

Deno.test("closedBefore() lists what closed within the span, newest first", () => {
  const schedule = new Schedule(7);
  const closed = schedule.closedBefore(NOON_MS, 600_000);
  assert(closed.length > 60);
  let before = NOON_MS;
  for (const { closesAtMs } of closed) {
    assert(closesAtMs <= before);
    before = closesAtMs;
  }
  assert(before > NOON_MS - 600_000);
});

Deno.test("a market's title says that it is simulated, its strike and when it closes", () => {
  for (const market of new Schedule(7).tradingAt(NOON_MS)) {
    assertMatch(
      market.title,
      /^Simulated: [A-Z][a-z]+ index above \d+\.\d\d at \d\d:\d\d:\d\d UTC\?$/,
    );
    assert(market.title.includes(market.strike.toFixed(2)));
    assert(market.ticker.endsWith(`-T${market.strike.toFixed(2)}`));
  }
});
