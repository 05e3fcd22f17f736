import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { NewestMap } from "./newest_map.ts";

const KEPT = 5;
const steps = fc.array(
  fc.record({ key: fc.nat({ max: 12 }), isSet: fc.boolean() }),
  { maxLength: 300, size: "max" },
);

Deno.test("NewestMap keeps what is left of a map whose first entry goes whenever there are too many", () => {
  fc.assert(fc.property(steps, (steps) => {
    const newest = new NewestMap<number, number>(KEPT);
    const plain = new Map<number, number>();
    for (const [step, { key, isSet }] of steps.entries()) {
      if (isSet) {
        newest.set(key, step);
        plain.set(key, step);
      } else assertEquals(newest.delete(key), plain.delete(key));
      const [first] = plain.keys();
      if (plain.size > KEPT && first !== undefined) plain.delete(first);
      assertEquals([...newest], [...plain]);
    }
  }));
});

Deno.test("NewestMap keeps the newest of many", () => {
  const newest = new NewestMap<number, string>(3);
  for (let key = 0; key < 10_000; key += 1) newest.set(key, String(key));
  assertEquals([...newest], [[9_997, "9997"], [9_998, "9998"], [
    9_999,
    "9999",
  ]]);
});
