import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { yesPrice } from "./price.ts";
import { type CheckedResult, settlementNotes } from "./settlement_check.ts";

const CLOSE_MS = 60_000;
const SOUND: CheckedResult = {
  market: { closesAtMs: CLOSE_MS },
  resolution: { kind: "yes" },
  occurredAtMs: CLOSE_MS,
  lastPrice: { probability: 0.5, atMs: CLOSE_MS - 1 },
  positions: 1,
};
const RULE = { surpriseMin: 0.97 };

function doubts(changes: Partial<CheckedResult>) {
  return settlementNotes({ ...SOUND, ...changes }, RULE)
    .map(({ doubt }) => doubt);
}

function priced(probability: number) {
  return { probability, atMs: CLOSE_MS };
}

Deno.test("settlementNotes() doubts a result that the last price all but ruled out, from the limit on", () => {
  const no = { kind: "no" } as const;
  assertEquals(doubts({ resolution: no, lastPrice: priced(0.97) }), [
    "against_price",
  ]);
  assertEquals(doubts({ resolution: no, lastPrice: priced(0.9699) }), []);
  assertEquals(doubts({ lastPrice: priced(0.03) }), ["against_price"]);
  assertEquals(doubts({ lastPrice: priced(0.0301) }), []);
  assertEquals(doubts({ lastPrice: priced(0.99) }), []);
  assertEquals(doubts({ lastPrice: null }), []);
  const scalar = { kind: "scalar", yesPayout: yesPrice("0.5") } as const;
  assertEquals(doubts({ resolution: scalar, lastPrice: priced(0.99) }), []);
  const [note] = settlementNotes(
    { ...SOUND, resolution: no, lastPrice: priced(0.975) },
    RULE,
  );
  assertEquals(
    note?.sentence,
    "The last price, of 1970-01-01T00:01:00.000Z, gave 97.5 % to the other side.",
  );
});

Deno.test("settlementNotes() doubts a result of before the close, and a void market that is held", () => {
  assertEquals(doubts({ occurredAtMs: CLOSE_MS - 1 }), ["before_close"]);
  assertEquals(doubts({ occurredAtMs: CLOSE_MS }), []);
  const void_ = { kind: "void" } as const;
  assertEquals(doubts({ resolution: void_ }), ["void_after_trading"]);
  assertEquals(doubts({ resolution: void_, positions: 0 }), []);
  assertEquals(doubts({ resolution: void_, occurredAtMs: 0 }), [
    "before_close",
    "void_after_trading",
  ]);
});

Deno.test("settlementNotes() says the same of YES at a price and of NO at its complement", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 64 }), (steps) => {
    // Sixty-fourths are exact, so that the complement is.
    const probability = steps / 64;
    const yes = doubts({ lastPrice: priced(probability) });
    const no = doubts({
      resolution: { kind: "no" },
      lastPrice: priced(1 - probability),
    });
    assertEquals(yes, no);
  }));
});
