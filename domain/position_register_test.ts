import { assertEquals, assertThrows } from "@std/assert";
import { fillId } from "./ids.ts";
import type { SettledPosition } from "./journal.ts";
import { quantity, usd } from "./money.ts";
import { OversoldError } from "./position.ts";
import { PositionRegister } from "./position_register.ts";
import { yesPrice } from "./price.ts";
import { SAMPLE_FILL } from "./testing/samples.ts";
import { SETTLED } from "./testing/story.ts";

/** 4 YES were bought for 2.20 and a fee of 0.07. */
function holding(): PositionRegister {
  const register = new PositionRegister();
  assertEquals(register.fill(SAMPLE_FILL), null);
  return register;
}

function settled(
  contracts: string,
  cost: string,
  payout: string,
): SettledPosition {
  const { kind: _kind, ...position } = SETTLED;
  return {
    ...position,
    quantity: quantity(contracts),
    cost: usd(cost),
    payout: usd(payout),
  };
}

function held(register: PositionRegister): readonly [bigint, bigint] {
  const { quantity, cost } = register.get(SAMPLE_FILL);
  return [quantity, cost];
}

Deno.test("PositionRegister.fill() returns all cash that a position brought when the last of it is sold", () => {
  const register = holding();
  const sale = {
    ...SAMPLE_FILL,
    id: fillId("f_sale"),
    side: "sell" as const,
    price: { outcome: "yes" as const, price: yesPrice("0.70") },
  };
  assertEquals(register.fill({ ...sale, quantity: quantity("1") }), null);
  // 4 · 0.70 − 2.20 and three fees of 0.07.
  assertEquals(
    register.fill({ ...sale, quantity: quantity("3") }),
    usd("0.39"),
  );
  assertEquals([...register.all()], []);
  assertThrows(() => register.fill(sale), OversoldError);
});

Deno.test("PositionRegister.settle() ends a position with its result, or leaves what it does not name", () => {
  const whole = holding();
  assertEquals(whole.settle(settled("4", "2.20", "4")), usd("1.73"));
  assertEquals([...whole.all()], []);
  const part = holding();
  assertEquals(part.settle(settled("1", "0.55", "1")), null);
  assertEquals(held(part), [quantity("3"), usd("1.65")]);
  assertEquals(part.settle(settled("3", "1.65", "3")), usd("1.73"));
});

Deno.test("PositionRegister.reopen() holds again what was settled, beside what is held by now", () => {
  const register = holding();
  const first = settled("4", "2.20", "4");
  const ended = register.settle(first);
  register.fill({ ...SAMPLE_FILL, id: fillId("f_2") });
  register.reopen(first, ended);
  assertEquals(held(register), [quantity("8"), usd("4.40")]);
  // Bought twice for 2.20 and 0.07, and paid nothing.
  assertEquals(register.settle(settled("8", "4.40", "0")), usd("-4.54"));
});

Deno.test("PositionRegister.reopen() comes to the same result in whichever order parts are taken back", () => {
  const first = settled("1", "0.55", "1");
  const second = settled("3", "1.65", "3");
  for (const isFirstFirst of [true, false]) {
    const register = holding();
    register.settle(first);
    const ended = register.settle(second);
    const reopenings = [
      () => register.reopen(first, null),
      () => register.reopen(second, ended),
    ];
    for (const reopen of isFirstFirst ? reopenings : reopenings.reverse()) {
      reopen();
    }
    assertEquals(held(register), [quantity("4"), usd("2.20")]);
    assertEquals(register.settle(settled("4", "2.20", "0")), usd("-2.27"));
  }
});

Deno.test("PositionRegister.correct() takes a position to what is said of it, from nothing and to nothing", () => {
  const { contestantId, marketId, outcome } = SAMPLE_FILL;
  const key = { contestantId, marketId, outcome };
  const correct = (
    register: PositionRegister,
    after: string,
    costAfter: string,
  ) =>
    register.correct({
      kind: "position_corrected",
      ...key,
      quantityBefore: register.get(key).quantity,
      quantityAfter: quantity(after),
      costAfter: usd(costAfter),
      reason: "test",
    });
  const register = new PositionRegister();
  correct(register, "3", "1.20");
  assertEquals(held(register), [quantity("3"), usd("1.20")]);
  correct(register, "5", "2.00");
  assertEquals(register.settle(settled("5", "2.00", "5")), usd("3.00"));
  const gone = holding();
  correct(gone, "0", "0");
  assertEquals([...gone.all()], []);
});
