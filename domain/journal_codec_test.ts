import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { entriesByKind } from "./testing/arbitraries.ts";
import { canonicalJson } from "./canonical_json.ts";
import {
  decodeEntry,
  encodeEntry,
  JournalDecodeError,
} from "./journal_codec.ts";
import { SAMPLE_FILL } from "./testing/samples.ts";

for (const [kind, entries] of Object.entries(entriesByKind)) {
  Deno.test(`decodeEntry() reads back every ${kind} that encodeEntry() writes`, () => {
    fc.assert(
      fc.property(entries, (entry) => {
        const payload = encodeEntry(entry);
        const decoded = decodeEntry(payload);
        assertEquals(decoded, entry);
        assertEquals(encodeEntry(decoded), payload);
      }),
      { numRuns: 50 },
    );
  });
}

Deno.test("encodeEntry() sorts keys and writes amounts as decimals", () => {
  assertEquals(
    encodeEntry({ kind: "order_filled", fill: SAMPLE_FILL }),
    '{"fill":{"contestantId":"mirror","fee":"0.07","id":"f_1","liquidity":"taker",' +
      '"marketId":"kalshi:KXBTC15M-1","occurredAtMs":1001,"orderId":"o_1","outcome":"yes",' +
      '"price":{"outcome":"yes","price":"0.55"},"quantity":"4.00","side":"buy"},"kind":"order_filled"}',
  );
});

Deno.test("canonicalJson() gives equal texts for equal values and refuses what JSON would lose", () => {
  assertEquals(
    canonicalJson({ b: [1n, null, -0], a: { d: "é", c: 1e-7 } }),
    '{"a":{"c":1e-7,"d":"é"},"b":["0.000001",null,0]}',
  );
  for (const value of [undefined, NaN, Infinity, () => 1, Symbol("s")]) {
    assertThrows(
      () => canonicalJson({ value }),
      TypeError,
      "Cannot encode JSON",
    );
  }
});

Deno.test("decodeEntry() refuses what is no JSON, of no known kind, or not exactly its schema", () => {
  const cases: readonly [string, string][] = [
    ["{", "must be JSON"],
    ["[]", "'kind' must be known"],
    ['{"kind":"toString"}', "'kind' must be known"],
    ['{"kind":"order_expired"}', "orderId"],
    ['{"kind":"order_expired","orderId":"o_1","extra":1}', "extra"],
    ['{"kind":"order_expired","orderId":"o 1"}', "Cannot make a OrderId"],
    [
      '{"kind":"equity_marked","marks":[{"contestantId":"a","cash":1,"positionsAtBid":"0","equity":"1"}]}',
      "marks.0.cash",
    ],
    [
      '{"kind":"market_phase_changed","marketId":"kalshi","phase":"open","resolution":null}',
      "venue:ticker",
    ],
    [
      '{"kind":"market_phase_changed","marketId":"k:1","phase":"final","resolution":{"kind":"scalar","yesPayout":"1.5"}}',
      "0 to 1 dollar",
    ],
  ];
  for (const [payload, rule] of cases) {
    assertThrows(() => decodeEntry(payload), JournalDecodeError, rule);
  }
});
