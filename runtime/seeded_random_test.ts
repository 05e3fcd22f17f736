import {
  assert,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import type { Random } from "./random.ts";
import { SystemRandom } from "./random.ts";
import { SeededRandom } from "./seeded_random.ts";

function draws(random: Random, count = 5): number[] {
  return Array.from({ length: count }, () => random.next());
}

Deno.test("SeededRandom repeats itself for one seed and differs for another", () => {
  assertEquals(draws(new SeededRandom(7)), draws(new SeededRandom("7")));
  assertNotEquals(draws(new SeededRandom(7)), draws(new SeededRandom(8)));
});

Deno.test("SeededRandom gives the same numbers on every machine", () => {
  const random = new SeededRandom("alpha");
  assertEquals(Array.from({ length: 4 }, () => random.integer(1_000_000)), [
    210145,
    764597,
    901178,
    614914,
  ]);
});

Deno.test("SeededRandom.fork() depends on seed and label, not on what was drawn", () => {
  const drawn = new SeededRandom(1);
  drawn.next();
  assertEquals(draws(drawn.fork("a")), draws(new SeededRandom(1).fork("a")));
  assertNotEquals(draws(drawn.fork("a")), draws(drawn.fork("b")));
  assertNotEquals(draws(drawn.fork("a")), draws(new SeededRandom(2).fork("a")));
});

Deno.test("Random.next() and integer() stay in range", () => {
  const max = fc.integer({ min: 1, max: 2 ** 32 });
  fc.assert(fc.property(fc.integer(), max, (seed, exclusiveMax) => {
    for (const random of [new SeededRandom(seed), new SystemRandom()]) {
      const next = random.next();
      const integer = random.integer(exclusiveMax);
      assert(next >= 0 && next < 1);
      assert(
        Number.isInteger(integer) && integer >= 0 && integer < exclusiveMax,
      );
    }
  }));
});

Deno.test("SeededRandom.integer() is even enough", () => {
  const random = new SeededRandom("even");
  const counts = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < 60_000; i += 1) {
    const drawn = random.integer(6);
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }
  for (const count of counts) {
    assert(count > 9_000 && count < 11_000, `${counts}`);
  }
});

Deno.test("Random.integer() refuses a bound outside 1 to 2^32", () => {
  for (const bound of [0, -1, 1.5, 2 ** 32 + 1, NaN]) {
    assertThrows(
      () => new SeededRandom(1).integer(bound),
      RangeError,
      `current value is ${bound}`,
    );
    assertThrows(
      () => new SystemRandom().integer(bound),
      RangeError,
      `current value is ${bound}`,
    );
  }
});
