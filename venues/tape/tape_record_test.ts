import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { marketId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import { yesPriceFromMicros } from "../../domain/price.ts";
import {
  parseTapeRecord,
  printTapeRecord,
  type TapeRecord,
} from "./tape_record.ts";

const t = fc.nat(4_000_000_000_000);
const name = fc.stringMatching(/^[\x21-\x7e]{1,20}$/);
const venue = fc.constantFrom("kalshi" as const, "dflow" as const);
const records = fc.oneof(
  fc.record({
    t,
    kind: fc.constant("frame" as const),
    venue,
    connection: name,
    frame: fc.jsonValue({ noUnicodeString: false }).map((value) =>
      // JSON has no −0.
      JSON.parse(JSON.stringify(value))
    ),
  }),
  fc.record({
    t,
    kind: fc.constant("connection" as const),
    venue,
    connection: name,
    status: fc.constantFrom("connected" as const, "disconnected" as const),
    reason: fc.string({ maxLength: 50 }),
  }),
  fc.record({ t, ticker: name, micros: fc.bigInt(0n, 999_999n) }).map(
    ({ t, ticker, micros }) => ({
      t,
      kind: "market_listed" as const,
      market: {
        id: marketId("kalshi", ticker),
        venue: "kalshi" as const,
        ticker,
        eventTicker: ticker,
        title: "A market",
        phase: "open" as const,
        opensAtMs: t,
        closesAtMs: t + 900_000,
        strike: null,
        priceRanges: [{
          from: yesPriceFromMicros(0n),
          to: yesPriceFromMicros(1_000_000n),
          step: yesPriceFromMicros(micros + 1n),
        }],
        quantityMin: quantity("0.01"),
      },
    }),
  ),
  fc.record({ t, ticker: name, micros: fc.bigInt(0n, 1_000_000n) }).map(
    ({ t, ticker, micros }) => ({
      t,
      kind: "market_phase_changed" as const,
      marketId: marketId("dflow", ticker),
      phase: "final" as const,
      resolution: {
        kind: "scalar" as const,
        yesPayout: yesPriceFromMicros(micros),
      },
    }),
  ),
  fc.record({
    t,
    kind: fc.constant("spot" as const),
    symbol: name,
    price: fc.constantFrom("79377.68", "1", "0.00000001"),
  }),
);

Deno.test("parseTapeRecord() reads back whatever printTapeRecord() wrote, on one line", () => {
  fc.assert(fc.property(records, (record: TapeRecord) => {
    const line = printTapeRecord(record);
    assert(!line.includes("\n"));
    assertEquals(parseTapeRecord(line), record);
  }));
});

Deno.test("printTapeRecord() keeps a frame as received, key order included", () => {
  assertEquals(
    printTapeRecord({
      t: 5,
      kind: "frame",
      venue: "kalshi",
      connection: "c1",
      frame: { z: 1, a: "0.10" },
    }),
    '{"t":5,"kind":"frame","venue":"kalshi","connection":"c1","frame":{"z":1,"a":"0.10"}}',
  );
});

Deno.test("parseTapeRecord() says in one sentence what is wrong with a line", () => {
  const bad: readonly [line: string, part: string][] = [
    ["{", "it must be JSON"],
    ['{"t":1,"kind":"surprise"}', "kind"],
    ['{"kind":"spot","symbol":"BTC","price":"1"}', "t must match"],
    ['{"t":1.5,"kind":"spot","symbol":"BTC","price":"1"}', "t must match"],
    ['{"t":1,"kind":"spot","symbol":"BTC","price":1}', "price must match"],
    [
      '{"t":1,"kind":"market_phase_changed","marketId":"x","phase":"open","resolution":null}',
      "marketId must match",
    ],
  ];
  for (const [line, part] of bad) {
    const record = parseTapeRecord(line);
    assert(record.kind === "unreadable", line);
    assertStringIncludes(record.message, part);
    assert(!record.message.includes("\n"));
  }
});
