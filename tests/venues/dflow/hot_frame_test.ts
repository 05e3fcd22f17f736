import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  decodeBySchema,
  decodeFrame,
  type FrameDecoding,
} from "../../../venues/dflow/decode_frame.ts";
import { readHotFrame } from "../../../venues/dflow/hot_frame.ts";
import { dflowTraffic } from "../../../bench/ingest/dflow_frames.ts";
import { recordedTraffic } from "../../../bench/ingest/recorded_bytes.ts";
import { needsRecordedData, RECORDED_DATA } from "../../market_recordings.ts";
import { mutated, mutations } from "../mutated_json.ts";

const MUTANTS = 10_000;
const NOW_MS = 1_763_640_000_000;
const BOOK = {
  channel: "orderbook",
  type: "orderbook",
  "market_ticker": "KXBTC15M-26MAY131730-30",
  "yes_bids": { "0.5600": 12, "0.55": 0.5, "0.000001": 3 },
  "no_bids": { "0.42": 0, "0.4300": 7.123456, "0.440": 999_999_999 },
  more: "of what we do not read",
};
const PRICES = {
  channel: "prices",
  type: "ticker",
  "market_ticker": "KXBTC15M-26MAY131730-30",
  "yes_bid": "0.45",
  "yes_ask": "0.4700",
  "no_bid": "0.53",
  "no_ask": "0.55",
  sequence: -1.5e3,
};
/** As the venue writes them, which take the short way. */
const USUAL = [BOOK, PRICES] as const;

/** Sees to it that both ways come to the same. @returns Whether the short one was taken. */
function agrees(text: string): boolean {
  assertEquals(
    said(decodeFrame(text, NOW_MS)),
    said(decodeBySchema(text, NOW_MS)),
    text,
  );
  return readHotFrame(text) !== null;
}

/** A book keeps what it holds to itself. */
function said(decoding: FrameDecoding): unknown {
  if (!decoding.ok || decoding.frame.kind !== "book") return decoding;
  const { marketId, book } = decoding.frame;
  return {
    marketId,
    yesBids: book.yesBids,
    noBids: book.noBids,
    best: [book.bestYesBid, book.bestNoBid],
    depths: [book.yesBidDepth, book.noBidDepth, book.offeredYesBidDepth],
  };
}

for (const sample of USUAL) {
  const { channel } = sample;
  Deno.test(`the short way reads ${channel} of dflow as the schema does, ${MUTANTS} mutants among them`, () => {
    assert(agrees(JSON.stringify(sample)));
    let taken = 0;
    fc.assert(
      fc.property(mutations, (changes) => {
        if (agrees(JSON.stringify(mutated(sample, changes)))) taken += 1;
      }),
      { numRuns: MUTANTS },
    );
    assert(taken > 0 && taken < MUTANTS, `${taken} taken`);
  });

  Deno.test(`the short way reads ${channel} of dflow as the schema does where single characters change`, () => {
    const text = JSON.stringify(sample);
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.oneof(
          fc.constantFrom(...'\\"{}[],:0.19-+eE n\u0000\u001f\u2028٠'),
          fc.string({ maxLength: 3 }),
        ),
        fc.nat(2),
        (at, put, left) => {
          agrees(text.slice(0, at) + put + text.slice(at + left));
        },
      ),
      { numRuns: MUTANTS },
    );
  });
}

Deno.test("the short way reads any sides of a book as the schema does", () => {
  const price = fc.oneof(
    fc.nat(1_000_000).map((micros) => `${micros / 1e6}`),
    fc.nat(99).map((cents) => (cents / 100).toFixed(2)),
    fc.constantFrom("0.5", "0.50", "00.5", "1", "1.0", "1.1", "-0.5", "", "0"),
  );
  const contracts = fc.oneof(
    fc.double({ min: 0, max: 2e9 }),
    fc.nat(1_000_000_000).map((hundredths) => hundredths / 100),
    fc.constantFrom(-0, -1, 1e9, 1e9 + 1, 1e-7, 0.1 + 0.2, null, "1"),
  );
  const order = fc.constantFrom(
    undefined,
    (left: string, right: string) => Number(left) - Number(right),
    (left: string, right: string) => Number(right) - Number(left),
  );
  const side = fc.tuple(fc.dictionary(price, contracts, { maxKeys: 6 }), order)
    .map(([levels, compare]) => {
      const keys = Object.keys(levels);
      if (compare !== undefined) keys.sort(compare);
      return Object.fromEntries(keys.map((key) => [key, levels[key]]));
    });
  fc.assert(
    fc.property(side, side, (yes, no) => {
      agrees(JSON.stringify({ ...BOOK, "yes_bids": yes, "no_bids": no }));
    }),
    { numRuns: MUTANTS },
  );
});

Deno.test("the short way reads any prices as the schema does", () => {
  const price = fc.constantFrom(
    ..."0.45 0.4500 0.55 0.47 0.53 0 1 0.0 1.000000 1.1 0.450001".split(" "),
    null,
  );
  const prices = fc.record({
    "yes_bid": price,
    "yes_ask": price,
    "no_bid": price,
    "no_ask": price,
  });
  fc.assert(
    fc.property(prices, (quoted) => {
      agrees(JSON.stringify({ ...PRICES, ...quoted }));
    }),
    { numRuns: MUTANTS },
  );
});

Deno.test("the short way reads fields in any order, with blanks, and bids best first and best last", () => {
  const blanks = JSON.stringify(PRICES).replaceAll('":', '": ').replaceAll(
    ',"',
    ', "',
  );
  assert(agrees(blanks));
  assert(agrees(JSON.stringify({ ...BOOK, "yes_bids": {}, "no_bids": {} })));
  for (const frame of USUAL) {
    const turned = Object.fromEntries(Object.entries(frame).reverse());
    assert(agrees(JSON.stringify(turned)));
  }
  const rising = { "0.10": 1, "0.20": 2 };
  const falling = { "0.20": 2, "0.10": 1 };
  for (const side of [rising, falling]) {
    const text = JSON.stringify({ ...BOOK, "yes_bids": side, "no_bids": side });
    assert(agrees(text));
  }
});

Deno.test("the short way leaves to the schema what comes twice, in no order, too often or in a form of its own", () => {
  const text = JSON.stringify({ ...BOOK, "yes_bids": { "0.5": 1 } });
  const prices = JSON.stringify(PRICES);
  const levels = (count: number) =>
    Object.fromEntries(
      Array.from(
        { length: count },
        (_, index) => [`0.${String(index + 1).padStart(4, "0")}`, 1],
      ),
    );
  assert(agrees(JSON.stringify({ ...BOOK, "yes_bids": levels(1_000) })));
  const others = [
    text.replace('"0.5":1', '"0.5":1,"0.5":2'),
    text.replace('"0.5":1', '"0.5":1,"0.50":2'),
    text.replace('"0.5":1', '"0.5":1,"0.3":2,"0.4":2'),
    text.replace('"0.5":1', '"0.5":01'),
    text.replace('"0.5":1', '"0.5":1.'),
    text.replace('"0.5":1', '"0.5":1e3'),
    text.replace('"0.5":1', '"\\u0030.5":1'),
    text.replace("channel", "ch\\u0061nnel"),
    text.replace("{", '{"type":"orderbook",'),
    text.replace("{", '{"more":{},'),
    text.replace("{", "{\n"),
    text.replace("30-30", "30 30"),
    text.replace('"type":"orderbook"', '"type":"ticker"'),
    `${text} `,
    `[${text}]`,
    JSON.stringify({ ...BOOK, "yes_bids": levels(1_001) }),
    JSON.stringify({ ...BOOK, more: "x".repeat(65_536) }),
    prices.replace("{", '{"yes_bids":{},'),
    prices.replace('"0.45"', '"1.45"'),
    prices.replace('"0.45"', '"00.45"'),
    prices.replace('"0.45"', "0.45"),
    "",
  ];
  for (const other of others) assert(!agrees(other), other);
});

const RECORDING =
  "kalshi-btc15m-ws/rv600_next_evidence_shadow_20260513T211949Z";

Deno.test({
  ...needsRecordedData(
    RECORDING,
    "the short way takes what dflow would have sent of a recording, and says what the schema says",
  ),
  fn: async () => {
    const traffic = await recordedTraffic({
      paths: [`${RECORDED_DATA}/${RECORDING}`],
      framesMax: 20_000,
      print: JSON.stringify,
    });
    const { bytes } = dflowTraffic(traffic);
    const text = new TextDecoder();
    for (const frame of bytes) assert(agrees(text.decode(frame)));
    assert(bytes.length > 2_000, `${bytes.length} frames`);
  },
});
