import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Ring } from "./ring.ts";

Deno.test("Ring.shift() returns undefined when there is nothing", () => {
  const ring = new Ring<number>();
  assertEquals([ring.shift(), ring.peek(), ring.size], [
    undefined,
    undefined,
    0,
  ]);
});

Deno.test("Ring behaves as an array does, whatever is pushed, unshifted, shifted and popped", () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constantFrom("push" as const, "unshift" as const),
      value: fc.nat(),
    }),
    fc.constantFrom({ kind: "shift" as const }, { kind: "pop" as const }, {
      kind: "clear" as const,
    }),
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
    const ring = new Ring<number>();
    let naive: number[] = [];
    for (const done of steps) {
      if (done.kind === "push") {
        ring.push(done.value);
        naive.push(done.value);
      } else if (done.kind === "unshift") {
        ring.unshift(done.value);
        naive.unshift(done.value);
      } else if (done.kind === "shift") {
        assertEquals(ring.shift(), naive.shift());
      } else if (done.kind === "pop") {
        assertEquals(ring.pop(), naive.pop());
      } else {
        ring.clear();
        naive = [];
      }
      assertEquals([ring.size, ring.peek()], [naive.length, naive[0]]);
    }
    assertEquals(ring.toArray(), naive);
  }));
});
