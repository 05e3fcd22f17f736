import { assertEquals, assertGreater } from "@std/assert";
import fc from "fast-check";
import { contestantId, orderId } from "./ids.ts";
import { usd } from "./money.ts";
import { isNotice, noticeSentence } from "./notice.ts";
import { entriesByKind } from "./testing/arbitraries.ts";
import { MARKET, MIRROR, SETTLED } from "./testing/story.ts";

Deno.test("noticeSentence() names who, what and how much", () => {
  assertEquals(
    noticeSentence({
      kind: "trading_state_changed",
      scope: { kind: "contestant", contestantId: contestantId("momentum") },
      state: "halted",
      step: null,
      cause: "daily_loss",
      detail: "It lost 12 % since midnight.",
      by: "arena",
    }),
    "momentum is halted by arena: It lost 12 % since midnight.",
  );
  assertEquals(
    noticeSentence({
      kind: "kill_switch_acknowledged",
      scope: { kind: "arena" },
      canceled: 3,
      stillOpen: 1,
    }),
    "The arena: 3 orders canceled, 1 still open.",
  );
  assertEquals(
    noticeSentence({
      kind: "dead_letter_resolved",
      orderId: orderId("o_1"),
      action: "ask_again",
      by: "ops",
      detail: "The venue is back.",
    }),
    "ops settled order o_1, ask again: The venue is back.",
  );
  assertEquals(
    noticeSentence({
      kind: "capital_moved",
      contestantId: MIRROR,
      amount: usd("-12.5"),
      equityBefore: usd("100"),
      reason: "Season end.",
    }),
    "mirror withdrew $12.50: Season end.",
  );
  assertEquals(
    noticeSentence({ ...SETTLED, kind: "settlement_reversed" }),
    `The payout of $4.00 to mirror for ${MARKET} was taken back: the market is not resolved as it was.`,
  );
});

Deno.test("noticeSentence() has a sentence for every entry that is one", () => {
  for (const entries of Object.values(entriesByKind)) {
    fc.assert(
      fc.property(entries, (entry) => {
        if (isNotice(entry)) {
          const sentence = noticeSentence(entry);
          // Names and reasons may be of one character: what is ours of each sentence remains.
          assertGreater(sentence.length, 4);
          assertEquals(/undefined|\[object/.test(sentence), false, sentence);
        }
      }),
      { numRuns: 10 },
    );
  }
});

Deno.test("isNotice() passes over a comparison of every few minutes that found nothing", () => {
  const completed = {
    kind: "reconciliation_completed",
    venue: "kalshi",
    trigger: "periodic",
    ordersChecked: 1,
    fillsChecked: 2,
    positionsChecked: 3,
    balancesChecked: 0,
    differences: 0,
  } as const;
  assertEquals(isNotice(completed), false);
  assertEquals(isNotice({ ...completed, differences: 1 }), true);
  assertEquals(isNotice({ ...completed, trigger: "start" }), true);
});
