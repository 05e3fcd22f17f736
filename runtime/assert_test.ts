import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { assert, assertNever, toError } from "./assert.ts";

Deno.test("assert() throws the message unless the condition holds", () => {
  assert(true, "unused");
  assertThrows(() => assert(false, "Cannot go on"), Error, "Cannot go on");
});

Deno.test("assertNever() names the value that its type forbids", () => {
  assertThrows(
    () => assertNever({ kind: "new" } as never),
    TypeError,
    'current value is {"kind":"new"}',
  );
});

Deno.test("toError() passes errors through and wraps everything else", () => {
  const error = new RangeError("x");
  assertStrictEquals(toError(error), error);
  for (
    const thrown of [
      "text",
      7,
      null,
      undefined,
      { big: 1n },
      Symbol("s"),
      () => 1,
    ]
  ) {
    assertEquals(toError(thrown).cause, thrown);
  }
});
