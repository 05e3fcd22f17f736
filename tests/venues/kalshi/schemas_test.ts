import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { z } from "zod";
import { MICROS } from "../../../domain/money.ts";
import { readRestRow } from "../../../venues/kalshi/payload.ts";
import {
  createdOrderSchema,
  fillSchema,
  orderSchema,
  positionSchema,
  settlementSchema,
} from "../../../venues/kalshi/portfolio_schema.ts";
import {
  candleSchema,
  ENVELOPES,
  eventSchema,
  marketSchema,
  seriesSchema,
  tradeSchema,
} from "../../../venues/kalshi/rest_schema.ts";
import { needsRecordedData } from "../../market_recordings.ts";
import { mutated, mutations, priceOf } from "../mutated_json.ts";
import { CAPTURES, readCapture, rowsWith } from "./captures.ts";
import { SAMPLE_ROWS } from "./sample_rows.ts";

const MUTANTS = 10_000;

type Path = readonly string[];

interface Subject {
  readonly schema: z.ZodType;
  readonly sample: unknown;
  /** Fields that are prices. */
  readonly prices: readonly Path[];
  /** Pairs of a YES and a NO price that are one price. */
  readonly pairs: readonly (readonly [yes: Path, no: Path])[];
}

const TRADED: Pick<Subject, "prices" | "pairs"> = {
  prices: [["yes_price_dollars"], ["no_price_dollars"]],
  pairs: [[["yes_price_dollars"], ["no_price_dollars"]]],
};

const SUBJECTS: Readonly<Record<string, Subject>> = {
  market: {
    schema: marketSchema,
    sample: SAMPLE_ROWS.market,
    prices: [
      ["yes_bid_dollars"],
      ["yes_ask_dollars"],
      ["no_bid_dollars"],
      ["no_ask_dollars"],
      ["last_price_dollars"],
    ],
    pairs: [
      [["yes_ask_dollars"], ["no_bid_dollars"]],
      [["yes_bid_dollars"], ["no_ask_dollars"]],
    ],
  },
  event: {
    schema: eventSchema,
    sample: SAMPLE_ROWS.event,
    prices: [],
    pairs: [],
  },
  series: {
    schema: seriesSchema,
    sample: SAMPLE_ROWS.series,
    prices: [],
    pairs: [],
  },
  orderbook: {
    schema: ENVELOPES.orderbook,
    sample: SAMPLE_ROWS.orderbook,
    prices: ["yes_dollars", "no_dollars"].flatMap((side) =>
      ["0", "1"].map((level) => ["orderbook_fp", side, level, "0"])
    ),
    pairs: [],
  },
  trade: { schema: tradeSchema, sample: SAMPLE_ROWS.trade, ...TRADED },
  candle: {
    schema: candleSchema,
    sample: SAMPLE_ROWS.candle,
    prices: ["yes_bid", "yes_ask", "price"].flatMap((of) =>
      ["open_dollars", "low_dollars", "high_dollars", "close_dollars"].map((
        at,
      ) => [of, at])
    ),
    pairs: [],
  },
  "created order": {
    schema: createdOrderSchema,
    sample: SAMPLE_ROWS.createdOrder,
    prices: [["average_fill_price"]],
    pairs: [],
  },
  order: { schema: orderSchema, sample: SAMPLE_ROWS.order, ...TRADED },
  fill: { schema: fillSchema, sample: SAMPLE_ROWS.fill, ...TRADED },
  position: {
    schema: positionSchema,
    sample: SAMPLE_ROWS.position,
    prices: [],
    pairs: [],
  },
  settlement: {
    schema: settlementSchema,
    sample: SAMPLE_ROWS.settlement,
    prices: [],
    pairs: [],
  },
};

for (const [name, subject] of Object.entries(SUBJECTS)) {
  Deno.test(`the ${name} schema survives ${MUTANTS} mutants and never makes a wrong price`, () => {
    const { schema, sample } = subject;
    assert(schema.safeParse(sample).success, "the sample itself must parse");
    let accepted = 0;
    fc.assert(
      fc.property(mutations, (changes) => {
        const input = mutated(sample, changes);
        const result = schema.safeParse(input);
        if (!result.success) return;
        accepted += 1;
        checkPrices(subject, input, result.data);
      }),
      { numRuns: MUTANTS, seed: 5 },
    );
    // Mutants of fields that we do not read parse; if none did, nothing was checked.
    assert(accepted > 0 && accepted < MUTANTS, `${accepted} accepted`);
  });
}

function checkPrices(
  { prices, pairs }: Subject,
  input: unknown,
  output: unknown,
): void {
  for (const path of prices) {
    const price = at(output, path);
    if (price === undefined || price === null) continue;
    assertEquals(price, priceOf(input, path), path.join("."));
  }
  for (const [yes, no] of pairs) {
    const [left, right] = [at(output, yes), at(output, no)];
    assert(typeof left === "bigint" && typeof right === "bigint");
    assertEquals(left + right, MICROS, yes.join("."));
  }
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null
        ? Reflect.get(inner, key)
        : undefined,
    value,
  );
}

const CAPTURED: readonly (readonly [file: string, rows: number])[] = [
  ["candlesticks_mlb.json", 48],
  ["candlesticks_pregame_mlb.json", 51],
  ["combo_orderbooks.json", 20],
  ["combo_priced_markets.json", 41],
  ["events_mlb_props_nested.json.gz", 267],
  ["events_nfl_preseason.json.gz", 96],
  ["market_single.json", 3],
  ["markets_settled.json", 44],
  ["portfolio_fills_redacted.json", 33],
  ["portfolio_settlements_redacted.json", 22],
  ["price_grids.json", 1],
  ["series_fee_fields.json", 4],
];

for (const [file, rows] of CAPTURED) {
  Deno.test({
    ...needsRecordedData(CAPTURES, `every captured row of ${file} parses`),
    fn: async () => {
      const read = rowsWith(await readCapture(file), []).flatMap((object) =>
        readRestRow(object) ?? []
      );
      assertEquals(read.filter(({ mismatch }) => mismatch !== null), []);
      assertEquals(read.length, rows);
    },
  });
}
