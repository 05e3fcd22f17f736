import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { MarketEvent } from "../../../actors/ports/market_data.ts";
import { KalshiDecoder } from "../../../venues/kalshi/kalshi_decoder.ts";
import { mutated, mutations, priceOf } from "../mutated_json.ts";
import { SAMPLE_FRAMES } from "./sample_frames.ts";

const MUTANTS = 10_000;
const RECEIPT = { atMs: 5_000, connection: "c1", source: "mutant" };

function forEachMutant(
  type: keyof typeof SAMPLE_FRAMES,
  check: (input: unknown, events: readonly MarketEvent[]) => void,
): void {
  let decoded = 0;
  fc.assert(
    fc.property(mutations, fc.boolean(), (changes, isText) => {
      const decoder = new KalshiDecoder();
      if (type === "orderbook_delta") {
        decoder.decode(SAMPLE_FRAMES.orderbook_snapshot, RECEIPT);
      }
      const input = mutated(SAMPLE_FRAMES[type], changes);
      const before = decoder.counts.decoded;
      const events = decoder.decode(
        isText ? JSON.stringify(input) : input,
        RECEIPT,
      );
      if (decoder.counts.decoded === before) {
        const isRejected = events.some(({ kind }) => kind === "frame_rejected");
        assert(isRejected, "what does not decode is told");
        return;
      }
      decoded += 1;
      check(input, events);
    }),
    { numRuns: MUTANTS, seed: 7 },
  );
  assert(decoded > 0 && decoded < MUTANTS, `${decoded} decoded`);
}

Deno.test(`mutants of a ticker never make a wrong price (${MUTANTS})`, () => {
  forEachMutant("ticker", (input, events) => {
    for (const event of events) {
      if (event.kind !== "quote_changed") continue;
      const { yesBid, yesAsk } = event.quote;
      const bid = priceOf(input, ["msg", "yes_bid_dollars"]);
      const ask = priceOf(input, ["msg", "yes_ask_dollars"]);
      // Nobody rests at 0 or at a dollar.
      const isQuoted = (price: bigint | null) =>
        price !== 0n && price !== 1_000_000n;
      assertEquals(yesBid, isQuoted(bid) ? bid : null);
      assertEquals(yesAsk, isQuoted(ask) ? ask : null);
    }
  });
});

Deno.test(`mutants of a trade never make a wrong price or side (${MUTANTS})`, () => {
  forEachMutant("trade", (input, events) => {
    for (const event of events) {
      if (event.kind !== "trade_printed") continue;
      const { yesPrice, takerSide } = event.trade;
      assertEquals(yesPrice, priceOf(input, ["msg", "yes_price_dollars"]));
      const no = priceOf(input, ["msg", "no_price_dollars"]);
      if (no !== null) assertEquals(yesPrice + no, 1_000_000n);
      const text = JSON.stringify(input);
      assert(text.includes(takerSide === "no" ? `:"no"` : `:"yes"`));
    }
  });
});

Deno.test(`mutants of a snapshot never make a wrong book (${MUTANTS})`, () => {
  forEachMutant("orderbook_snapshot", (input, events) => {
    for (const event of events) {
      if (event.kind !== "book_changed") continue;
      const yes = [...event.book.yesBids()].map(({ price }) => price);
      const no = [...event.book.noBids()].map(({ price }) => price);
      assertEquals(yes, pricesIn(input, "yes_dollars_fp"));
      assertEquals(no, pricesIn(input, "no_dollars_fp"));
    }
  });
});

Deno.test(`mutants of a delta change the level that they name and no other (${MUTANTS})`, () => {
  forEachMutant("orderbook_delta", (input, events) => {
    for (const event of events) {
      if (event.kind !== "book_changed") continue;
      const snapshot = SAMPLE_FRAMES.orderbook_snapshot;
      const price = priceOf(input, ["msg", "price_dollars"]);
      const isYes = JSON.stringify(input).includes(`"side":"yes"`);
      for (
        const [isSide, levels, field] of [
          [isYes, event.book.yesBids(), "yes_dollars_fp"],
          [!isYes, event.book.noBids(), "no_dollars_fp"],
        ] as const
      ) {
        const others = (prices: readonly bigint[]) =>
          prices.filter((other) => !isSide || other !== price);
        const now = [...levels].map((level) => level.price);
        assertEquals(others(now), others(pricesIn(snapshot, field)));
      }
    }
  });
});

Deno.test(`mutants of a lifecycle event never make a wrong payout (${MUTANTS})`, () => {
  forEachMutant("market_lifecycle_v2", (input, events) => {
    for (const event of events) {
      if (event.kind !== "market_phase_changed") continue;
      if (event.resolution?.kind !== "scalar") continue;
      const { yesPayout } = event.resolution;
      assertEquals(yesPayout, priceOf(input, ["msg", "settlement_value"]));
    }
  });
});

/** Prices of the levels that are there, best first, read independently. */
function pricesIn(frame: unknown, field: string): readonly bigint[] {
  const body: unknown = Reflect.get(Object(frame), "msg");
  const levels: unknown = Reflect.get(Object(body), field) ?? [];
  assert(Array.isArray(levels));
  const prices = new Set<bigint>();
  for (const [index, [, size]] of levels.entries()) {
    const price = priceOf(levels, [String(index), "0"]);
    if (price !== null && Number(size) > 0) prices.add(price);
  }
  return [...prices].sort((left, right) => left < right ? 1 : -1);
}
