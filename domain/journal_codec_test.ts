import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { entriesByKind } from "./testing/arbitraries.ts";
import { canonicalJson } from "./canonical_json.ts";
import { ENTRY_SCHEMAS } from "./entry_schemas.ts";
import type { JournalKind } from "./journal.ts";
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

/** Replaces, leaves out or adds one value somewhere in a JSON value. */
function mutated(json: unknown): fc.Arbitrary<unknown> {
  const other = fc.oneof(
    fc.constantFrom<unknown>(null, "", "0", "-1", "1e3", 0, -1, 0.5, true, {}),
    fc.string({ maxLength: 4 }),
  );
  if (typeof json !== "object" || json === null) return other;
  const entries = Object.entries(json);
  const remade = (fields: [string, unknown][]): unknown =>
    Array.isArray(json)
      ? fields.map(([, value]) => value)
      : Object.fromEntries(fields);
  const inside = entries.map(([key, value], index) =>
    mutated(value).map((changed) => remade(entries.with(index, [key, changed])))
  );
  return fc.oneof(
    ...inside,
    ...entries.map((_, index) =>
      fc.constant(remade(entries.toSpliced(index, 1)))
    ),
    other.map((value) => remade([...entries, ["extra", value]])),
    other,
  );
}

/** Returns what `read` makes of JSON: the entry, or what is wrong with it and where. */
function outcomeOf(read: () => unknown): unknown {
  try {
    return { entry: read() };
  } catch (error) {
    return { refused: error instanceof Error ? error.message : error };
  }
}

for (const [kind, entries] of Object.entries(entriesByKind)) {
  Deno.test(`decodeEntry() takes and refuses of a ${kind} what its schema does, and for the same reason`, () => {
    const schema = ENTRY_SCHEMAS[kind as JournalKind];
    const cases = entries.chain((entry) => {
      const json: unknown = JSON.parse(encodeEntry(entry));
      return fc.oneof(fc.constant(json), mutated(json));
    });
    fc.assert(
      fc.property(cases, (json) => {
        const isOfKind = typeof json === "object" && json !== null &&
          Reflect.get(json, "kind") === kind;
        fc.pre(isOfKind);
        const { success, data, error } = schema.safeParse(json);
        const wanted = success ? { entry: data } : {
          refused:
            `Cannot decode a journal entry of kind ${kind} as it must match its schema: current value is wrong at ${
              error.issues.map(({ path, message }) =>
                `${path.join(".")} (${message})`
              ).join("; ")
            }`,
        };
        assertEquals(
          outcomeOf(() => decodeEntry(JSON.stringify(json))),
          wanted,
        );
      }),
      { numRuns: 60 },
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
