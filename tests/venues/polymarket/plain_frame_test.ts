import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { polymarketFrames } from "../../../bench/polymarket_frames.ts";
import {
  bookChange,
  wholeTokenBook,
} from "../../../venues/polymarket/book_change.ts";
import { readPlainFrame } from "../../../venues/polymarket/plain_frame.ts";
import { MARKET_FRAME_SCHEMAS } from "../../../venues/polymarket/schema/market_frame.ts";
import { needsRecordedData } from "../../market_recordings.ts";
import { mutated } from "./mutation.ts";
import { BETTER_BID, bookFrame, changeText, NO, YES } from "./samples.ts";

const RUNS = 10_000;
/** As the venue writes it: with blanks, and the list in the middle. */
const CHANGE_TEXT = changeText(BETTER_BID);
const CHANGE: object = JSON.parse(CHANGE_TEXT);
const BOOK = bookFrame(YES, {
  "min_order_size": "5",
  "neg_risk": false,
  version: "v2",
});
const BOOK_TEXT = JSON.stringify(BOOK);

/** What the schema makes of a text; `null` if it, or who reads its amounts, refuses. */
function bySchema(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    const type: unknown = Reflect.get(Object(value), "event_type");
    if (type === "book") {
      const frame = MARKET_FRAME_SCHEMAS.book.parse(value);
      return { event_type: type, ...wholeTokenBook(frame) };
    }
    const frame = MARKET_FRAME_SCHEMAS.price_change.parse(value);
    return { event_type: type, ...bookChange(frame, () => true) };
  } catch {
    return null;
  }
}

/** Whether both ways agree, wherever the short one says anything. @returns Whether it did. */
function agrees(text: string): boolean {
  const frame = readPlainFrame(text);
  if (frame === null) return false;
  assertEquals(frame as unknown, bySchema(text), text);
  return true;
}

for (
  const [name, sample, sampleText] of [
    ["changes", CHANGE, CHANGE_TEXT],
    ["books", BOOK, BOOK_TEXT],
  ] as const
) {
  Deno.test(`the short way reads ${name} as the schema does, 10,000 mutants among them`, () => {
    assert(agrees(sampleText));
    let taken = 0;
    fc.assert(
      fc.property(mutated([sample]), (candidate) => {
        const text = JSON.stringify(candidate);
        if (text !== undefined && agrees(text)) taken += 1;
      }),
      { numRuns: RUNS },
    );
    assert(taken > 0 && taken < RUNS, `${taken} taken`);
  });

  Deno.test(`the short way reads ${name} as the schema does where single characters change`, () => {
    fc.assert(
      fc.property(
        fc.nat(sampleText.length - 1),
        fc.oneof(
          fc.constantFrom(...'\\"{}[],:0.19-+eE abf\u0000\u001f\u2028٠'),
          fc.string({ maxLength: 3 }),
        ),
        fc.nat(2),
        (at, put, left) => {
          agrees(sampleText.slice(0, at) + put + sampleText.slice(at + left));
        },
      ),
      { numRuns: RUNS },
    );
  });
}

Deno.test("the short way keeps the tokens of many markets apart", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(3), fc.boolean()), { minLength: 1 }),
      (order) => {
        for (const [market, isSwapped] of order) {
          const other = isSwapped ? NO.slice(0, -1) : YES.slice(0, -1);
          const token = `${other}${market}`;
          assert(agrees(CHANGE_TEXT.replaceAll(YES, token)));
          assert(agrees(BOOK_TEXT.replaceAll(YES, token)));
        }
      },
    ),
  );
});

Deno.test("the short way reads amounts to the millionth, and leaves finer and larger ones to the schema", () => {
  const withSize = (size: string) => CHANGE_TEXT.replaceAll('"4"', `"${size}"`);
  for (const size of ["0", "0.000001", "999999999.999999", "007"]) {
    assert(agrees(withSize(size)), size);
  }
  for (const size of ["0.0000001", "1234567890", "-1", "1e3", "", "1."]) {
    assert(!agrees(withSize(size)), size);
  }
});

Deno.test("the short way takes fields in any order, and books without what they may lack", () => {
  for (const frame of [CHANGE, BOOK]) {
    const turned = Object.fromEntries(Object.entries(frame).reverse());
    assert(agrees(JSON.stringify(turned)));
  }
  const less = bookFrame(YES, {
    "tick_size": undefined,
    "last_trade_price": undefined,
  });
  assert(agrees(JSON.stringify(less)));
  assert(agrees(JSON.stringify({ ...BOOK, last_trade_price: "0.480" })));
  assert(agrees(JSON.stringify({ ...BOOK, bids: [], asks: [] })));
});

Deno.test("the short way leaves to the schema what comes twice, what is missing and what has a form of its own", () => {
  const others = [
    CHANGE_TEXT.replace("{", `{"timestamp":"1",`),
    CHANGE_TEXT.replace('"price":', '"price":"0.1", "price":'),
    CHANGE_TEXT.replace('"0.49"', '"1.49"'),
    CHANGE_TEXT.replace(YES, "1".repeat(79)),
    CHANGE_TEXT.replace(/"hash":"\w+"/, `"hash":"${"a".repeat(101)}"`),
    CHANGE_TEXT.replace(/, "best_ask":"[\d.]+"/, ""),
    CHANGE_TEXT.replace(/"best_ask":"[\d.]+"/, '"best_ask":""'),
    CHANGE_TEXT.replace(/"price_changes":\[.*\]/, '"price_changes":[]'),
    CHANGE_TEXT.replace("}]", "},]"),
    CHANGE_TEXT.replace("{", '{"bids":[],'),
    CHANGE_TEXT.replace('price_change"', 'price_changes"'),
    BOOK_TEXT.replace('"neg_risk":false', '"neg_risk":"no"'),
    BOOK_TEXT.replace('"tick_size":"0.01"', '"tick_size":0.01'),
    BOOK_TEXT.replace('"0.47"', '"1.47"'),
    BOOK_TEXT.replace('{"price":"0.47","size":"30"}', '{"price":"0.47"}'),
    BOOK_TEXT.replace(/"hash":"\w+",/, ""),
    BOOK_TEXT.replace("{", '{"price_changes":[],'),
    `${CHANGE_TEXT} `,
    `[${BOOK_TEXT}]`,
    "PONG",
    "",
  ];
  for (const text of others) assertEquals(readPlainFrame(text), null, text);
});

Deno.test({
  ...needsRecordedData(
    "polymarket-mlb-book",
    "the short way takes every change and book of four recorded games, and says what the schema says",
  ),
  fn: async () => {
    let taken = 0;
    let left = 0;
    for (const { text } of await polymarketFrames()) {
      if (agrees(text)) taken += 1;
      else left += 1;
    }
    // The listings of the games, and no more.
    assertEquals([taken, left], [11_060, 4]);
  },
});
