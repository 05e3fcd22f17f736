import { assertEquals, assertNotEquals } from "@std/assert";
import { underlyingEventOf } from "./underlying.ts";

const CLOSES_AT_MS = Date.UTC(2026, 1, 21, 14, 45);
const BTC = `BTC@${CLOSES_AT_MS}`;

function named(
  ticker: string,
  eventTicker = "",
  closesAtMs = CLOSES_AT_MS,
): string {
  return underlyingEventOf({ ticker, eventTicker, closesAtMs });
}

Deno.test("underlyingEventOf() gives the rounds of one asset and close one name on every venue", () => {
  const rounds: readonly (readonly [ticker: string, eventTicker: string])[] = [
    // Kalshi, and dflow, which lists the same markets.
    ["KXBTC15M-26FEB210945-45", "KXBTC15M-26FEB210945"],
    ["btc-updown-15m-1771684200", "btc-updown-15m-1771684200"],
    ["btc-updown-5m-1771684800", ""],
    ["0x5f9a", "btc-updown-15m-1771684200"],
    ["bitcoin-up-or-down-february-21-9am-et", ""],
  ];
  for (const [ticker, eventTicker] of rounds) {
    assertEquals(named(ticker, eventTicker), BTC, ticker);
  }
});

Deno.test("underlyingEventOf() keeps assets and closes apart", () => {
  assertEquals(
    [
      named("KXETH15M-26FEB210945-45"),
      named("sol-updown-15m-1771684200"),
      named("ethereum-up-or-down-february-21-9am-et"),
      named("xrp-up-or-down-february-21-9am-et"),
    ],
    ["ETH", "SOL", "ETH", "XRP"].map((asset) => `${asset}@${CLOSES_AT_MS}`),
  );
  assertNotEquals(
    named("KXBTC15M-26FEB210945-45"),
    named("KXBTC15M-26FEB211000-00", "", CLOSES_AT_MS + 900_000),
  );
});

Deno.test("underlyingEventOf() names everything else by its event, or by itself where it has none", () => {
  assertEquals(
    [
      named("KXMLBGAME-26AUG091605DETSF-DET", "KXMLBGAME-26AUG091605DETSF"),
      named("SIMHARBOR45-20261120T120445Z-T101.20", "SIMHARBOR45-20261120"),
      // A threshold at a time is another question than up or down.
      named("KXBTCD-26AUG0917-T60000", "KXBTCD-26AUG0917"),
      named("LONELY"),
    ],
    [
      "KXMLBGAME-26AUG091605DETSF",
      "SIMHARBOR45-20261120",
      "KXBTCD-26AUG0917",
      "LONELY",
    ],
  );
});
