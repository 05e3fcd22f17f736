import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { readOrderbookFrame } from "../../../venues/dflow/hot_book.ts";
import { frameSchema } from "../../../venues/dflow/schema.ts";
import { mutated, mutations } from "../mutated_json.ts";

const MUTANTS = 10_000;
const SAMPLE = {
  channel: "orderbook",
  type: "orderbook",
  "market_ticker": "KXBTC15M-26MAY131730-30",
  "yes_bids": { "0.5600": 12, "0.55": 0.5, "0": 3, "1.000000": 1 },
  "no_bids": { "0.4300": 7, "0.42": 0 },
  more: "of what we do not read",
};

/** Whether both ways agree, wherever the short one says anything. @returns Whether it did. */
function agrees(value: unknown): boolean {
  const frame = readOrderbookFrame(value);
  if (frame === null) return false;
  assertEquals(frame, frameSchema.parse(value));
  return true;
}

Deno.test(`the short way reads books of dflow as the schema does, ${MUTANTS} mutants among them`, () => {
  assert(agrees(SAMPLE));
  let taken = 0;
  fc.assert(
    fc.property(mutations, (changes) => {
      if (agrees(mutated(SAMPLE, changes))) taken += 1;
    }),
    { numRuns: MUTANTS },
  );
  assert(taken > 0 && taken < MUTANTS, `${taken} taken`);
});

Deno.test("the short way reads any sides of a book as the schema does", () => {
  const price = fc.oneof(
    fc.nat(1_000_000).map((micros) => `${micros / 1e6}`),
    fc.constantFrom("0.5", "0.50", "00.5", "1.0", "1.1", "-0.5", "", "0x1"),
  );
  const contracts = fc.oneof(
    fc.double({ min: 0, max: 2e9 }),
    fc.constantFrom(-0, -1, 1e9, 1e9 + 1, null, "1"),
  );
  const side = fc.dictionary(price, contracts, { maxKeys: 5 });
  fc.assert(
    fc.property(side, side, (yes, no) => {
      agrees({ ...SAMPLE, "yes_bids": yes, "no_bids": no });
    }),
    { numRuns: MUTANTS },
  );
});

Deno.test("the short way leaves too many levels, and sides that are none, to the schema", () => {
  const levels = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`${index / 1e4}`, 1]),
    );
  assert(agrees({ ...SAMPLE, "yes_bids": levels(1_000) }));
  const others: readonly unknown[] = [
    null,
    "orderbook",
    [SAMPLE],
    { ...SAMPLE, "yes_bids": levels(1_001) },
    { ...SAMPLE, "no_bids": [] },
    { ...SAMPLE, "no_bids": null },
    { ...SAMPLE, type: "ticker" },
    { ...SAMPLE, "market_ticker": "with a blank" },
  ];
  for (const other of others) assertEquals(readOrderbookFrame(other), null);
});
