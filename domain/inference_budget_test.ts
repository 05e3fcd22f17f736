import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { DailyBudget } from "./inference_budget.ts";
import { printUsd, usd, usdFromMicros } from "./money.ts";

const NOON = Date.parse("2026-11-21T12:00:00Z");
const NEXT_MIDNIGHT = Date.parse("2026-11-22T00:00:00Z");

Deno.test("reserve() stops call N + 1 of those that ask at once", () => {
  const budget = new DailyBudget(usd("0.50"));
  const held = Array.from(
    { length: 8 },
    () => budget.reserve(usd("0.10"), NOON),
  );
  assertEquals(held.map((one) => one !== null), [
    ...Array(5).fill(true),
    ...Array(3).fill(false),
  ]);
});

Deno.test("reserve() is settled for what the call really cost", () => {
  const budget = new DailyBudget(usd("0.50"));
  const held = budget.reserve(usd("0.40"), NOON);
  assertEquals(budget.reserve(usd("0.20"), NOON), null);
  budget.spend(usd("0.05"), NOON);
  held?.release();
  held?.release();
  assertEquals(printUsd(budget.left(NOON)), "0.45");
});

Deno.test("left() starts over at midnight UTC, less what is still under way", () => {
  const budget = new DailyBudget(usd("1"));
  budget.spend(usd("0.90"), NEXT_MIDNIGHT - 1);
  assert(budget.reserve(usd("0.10"), NEXT_MIDNIGHT - 1) !== null);
  assertEquals(printUsd(budget.left(NEXT_MIDNIGHT - 1)), "0.00");
  assertEquals(printUsd(budget.left(NEXT_MIDNIGHT)), "0.90");
});

Deno.test("spend() counts to the newest day when a clock was set back", () => {
  const budget = new DailyBudget(usd("1"));
  budget.spend(usd("0.25"), NEXT_MIDNIGHT);
  budget.spend(usd("0.25"), NOON);
  assertEquals(printUsd(budget.left(NEXT_MIDNIGHT)), "0.50");
  assertEquals(printUsd(budget.left(NOON)), "0.50");
});

Deno.test("spent plus set aside never exceeds the limit while calls cost at most what was set aside", () => {
  const step = fc.record({
    ceiling: fc.bigInt(0n, 400_000n),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    endsAfter: fc.nat(4),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const limit = 1_000_000n;
    const budget = new DailyBudget(usdFromMicros(limit));
    let spent = 0n;
    const underWay: { endsAt: number; end: () => void }[] = [];
    for (const [now, { ceiling, share, endsAfter }] of steps.entries()) {
      const held = budget.reserve(usdFromMicros(ceiling), NOON);
      if (held !== null) {
        underWay.push({
          endsAt: now + endsAfter,
          end() {
            const cost = BigInt(Math.floor(Number(ceiling) * share));
            budget.spend(usdFromMicros(cost), NOON);
            held.release();
            spent += cost;
          },
        });
      }
      for (const call of underWay.splice(0)) {
        if (call.endsAt <= now) call.end();
        else underWay.push(call);
      }
      if (spent > limit) return false;
    }
    return true;
  }));
});
