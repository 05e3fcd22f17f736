import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { MarketEvent } from "../../../actors/ports/market_data.ts";
import type { BookView } from "../../../domain/book.ts";
import { PolymarketDecoder } from "../../../venues/polymarket/polymarket_decoder.ts";
import {
  readBook,
  readPriceChange,
} from "../../../venues/polymarket/hot_frame.ts";
import { MARKET_FRAME_SCHEMAS } from "../../../venues/polymarket/schema/market_frame.ts";
import { mutated } from "./mutation.ts";
import {
  BEST_FRAME,
  BETTER_BID,
  bookFrame,
  changeText,
  NEW_MARKET_FRAME,
  NO,
  NOW_MS,
  REFERENCE_FRAMES,
  RESOLVED_FRAME,
  ROW,
  TICK_FRAME,
  TRADE_FRAME,
  YES,
} from "./samples.ts";

const RUNS = 10_000;
const RECEIPT = { atMs: NOW_MS + 5, connection: "c1", source: "s" };

/** Each schema's samples. */
const SAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  "book": [bookFrame(YES), bookFrame(NO)],
  "price_change": [JSON.parse(changeText(BETTER_BID))],
  "last_trade_price": [TRADE_FRAME],
  "tick_size_change": [TICK_FRAME],
  "market_resolved": [RESOLVED_FRAME],
  "best_bid_ask": [BEST_FRAME],
  "new_market": [NEW_MARKET_FRAME],
  "Gamma row": [ROW, {
    ...ROW,
    closed: true,
    umaResolutionStatus: "resolved",
    outcomePrices: '["1", "0"]',
  }],
  "REST book": [{ ...bookFrame(YES), event_type: undefined }],
  "reference price": REFERENCE_FRAMES,
};

function listed(): PolymarketDecoder {
  const decoder = new PolymarketDecoder();
  decoder.decode(ROW, { ...RECEIPT, connection: "gamma" });
  decoder.decode([bookFrame(YES), bookFrame(NO)], RECEIPT);
  return decoder;
}

/** What a level is, read from JSON without a line of the decoder: its YES bid or NO bid, in whole micro-dollars. */
function expectedLevels(frame: object): ReadonlySet<string> {
  const levels = new Set<string>();
  const token: unknown = Reflect.get(frame, "asset_id");
  const add = (
    id: unknown,
    { side, price, size }: { side: string; price: unknown; size: unknown },
  ) => {
    if (typeof price !== "string" || typeof size !== "string") return;
    const micros = Math.round(Number(price) * 1e6);
    const isYesBid = (id === YES) === (side === "BUY");
    const own = side === "BUY" ? micros : 1_000_000 - micros;
    if (Number(size) > 0) {
      levels.add(`${isYesBid ? "yes" : "no"} ${own} ${Number(size)}`);
    }
  };
  for (const [list, side] of [["bids", "BUY"], ["asks", "SELL"]] as const) {
    for (const level of arrayAt(frame, list)) {
      add(token, {
        side,
        price: Reflect.get(level, "price"),
        size: Reflect.get(level, "size"),
      });
    }
  }
  for (const change of arrayAt(frame, "price_changes")) {
    add(Reflect.get(change, "asset_id"), {
      side: String(Reflect.get(change, "side")),
      price: Reflect.get(change, "price"),
      size: Reflect.get(change, "size"),
    });
  }
  return levels;
}

function arrayAt(frame: object, key: string): readonly object[] {
  const value: unknown = Reflect.get(frame, key);
  return Array.isArray(value)
    ? value.filter((item) => Object(item) === item)
    : [];
}

const START_LEVELS = expectedLevels(bookFrame(YES));

/** No event may show a level that neither the book before nor the frame has. */
function checkPrices(events: readonly MarketEvent[], frame: unknown): void {
  const told = typeof frame === "object" && frame !== null
    ? expectedLevels(frame)
    : new Set<string>();
  for (const event of events) {
    if (event.kind === "book_changed") checkBook(event.book, told);
    if (event.kind === "quote_changed") {
      const { yesBid, yesAsk } = event.quote;
      for (const price of [yesBid, yesAsk]) {
        assert(price === null || (price >= 0n && price <= 1_000_000n));
      }
    }
    if (event.kind === "trade_printed") {
      const { yesPrice } = event.trade;
      const raw = Number(Reflect.get(Object(frame), "price"));
      const isYes = Reflect.get(Object(frame), "asset_id") === YES;
      assertEquals(
        Number(yesPrice),
        Math.round((isYes ? raw : 1 - raw) * 1e6),
      );
    }
  }
}

function checkBook(book: BookView, told: ReadonlySet<string>): void {
  const sides = [["yes", book.yesBids()], ["no", book.noBids()]] as const;
  for (const [outcome, levels] of sides) {
    for (const { price, quantity } of levels) {
      const shown = `${outcome} ${price} ${Number(quantity) / 1e6}`;
      const isTold = START_LEVELS.has(shown) || told.has(shown) ||
        // Levels of one price add up.
        [...told].some((level) => level.startsWith(`${outcome} ${price} `));
      assert(isTold, `${shown} was never said`);
    }
  }
}

for (const [name, samples] of Object.entries(SAMPLES)) {
  Deno.test(`decode() survives 10,000 mutated frames of ${name} without a wrong price`, () => {
    fc.assert(
      fc.property(mutated(samples), fc.boolean(), (frame, asText) => {
        const decoder = listed();
        const text = JSON.stringify(frame);
        const events = decoder.decode(
          asText && text !== undefined ? text : frame,
          RECEIPT,
        );
        if (!Array.isArray(frame)) checkPrices(events, frame);
      }),
      { numRuns: RUNS },
    );
  });
}

/** What events say, their books included. */
function said(events: readonly MarketEvent[]): unknown {
  return events.map((event) =>
    event.kind === "book_changed"
      ? {
        depth: event.depth,
        yesBids: [...event.book.yesBids()],
        noBids: [...event.book.noBids()],
      }
      : event
  );
}

for (const name of ["book", "price_change"]) {
  Deno.test(`decode() says the same of 10,000 mutated frames of ${name} as text and parsed`, () => {
    fc.assert(
      fc.property(mutated(SAMPLES[name] ?? []), (frame) => {
        const text = JSON.stringify(frame);
        if (text === undefined) return;
        assertEquals(
          said(listed().decode(text, RECEIPT)),
          said(listed().decode(JSON.parse(text), RECEIPT)),
          text,
        );
      }),
      { numRuns: RUNS },
    );
  });
}

Deno.test("the fast path returns what the schema returns, on 10,000 mutated changes and books each", () => {
  const cases = [
    [readPriceChange, "price_change", JSON.parse(changeText(BETTER_BID))],
    [readBook, "book", bookFrame(YES)],
  ] as const;
  for (const [read, type, sample] of cases) {
    let taken = 0;
    fc.assert(
      fc.property(mutated([sample]), (candidate) => {
        const fast = read(candidate);
        if (fast === null) return;
        taken++;
        const slow: unknown = MARKET_FRAME_SCHEMAS[type].parse(candidate);
        assertEquals(slow, fast);
      }),
      { numRuns: RUNS },
    );
    assert(taken > RUNS / 50, `${taken} of ${RUNS} took the fast path`);
  }
});
