import { assertEquals } from "@std/assert";
import { SequenceCheck } from "./sequence_check.ts";

Deno.test("SequenceCheck takes the first number of a subscription as it is", () => {
  const check = new SequenceCheck();
  assertEquals(check.accept(1, 40), { kind: "next" });
  assertEquals(check.accept(1, 41), { kind: "next" });
});

Deno.test("SequenceCheck reports a gap once and goes on from there", () => {
  const check = new SequenceCheck();
  check.accept(1, 1);
  assertEquals(check.accept(1, 4), { kind: "gap", expected: 2 });
  assertEquals(check.accept(1, 5), { kind: "next" });
});

Deno.test("SequenceCheck knows a number that was seen or is late", () => {
  const check = new SequenceCheck();
  check.accept(1, 7);
  assertEquals(check.accept(1, 7), { kind: "repeated" });
  assertEquals(check.accept(1, 6), { kind: "repeated" });
  assertEquals(check.accept(1, 8), { kind: "next" });
});

Deno.test("SequenceCheck counts each subscription on its own", () => {
  const check = new SequenceCheck();
  check.accept(1, 1);
  assertEquals(check.accept(2, 9), { kind: "next" });
  assertEquals([check.isNext(1, 2), check.isNext(2, 10)], [true, true]);
  assertEquals(check.accept(1, 2), { kind: "next" });
  assertEquals(check.accept(2, 12), { kind: "gap", expected: 10 });
  assertEquals(check.accept(1, 2), { kind: "repeated" });
  check.revoke(2);
  assertEquals(check.accept(2, 13), { kind: "gap", expected: 12 });
});

Deno.test("SequenceCheck shows a gap after a number that was taken back", () => {
  const check = new SequenceCheck();
  check.accept(1, 1);
  check.accept(1, 2);
  check.revoke(1);
  assertEquals(check.accept(1, 3), { kind: "gap", expected: 2 });
});
