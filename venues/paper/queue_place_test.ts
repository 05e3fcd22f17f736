import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type Quantity,
  quantity,
  quantityFromMicros,
} from "../../domain/money.ts";
import { QueuePlace } from "./queue_place.ts";

const at = (contracts: number) => quantity(String(contracts));

function placeBehind(contracts: number): QueuePlace {
  const place = new QueuePlace();
  place.follow(at(contracts), 0);
  return place;
}

Deno.test("QueuePlace lets nothing through until its level has been seen", () => {
  const place = new QueuePlace();
  assertEquals(place.ahead, null);
  assertEquals(place.pass(at(10), 0), at(0));
});

Deno.test("pass() gives what is printed beyond the contracts ahead", () => {
  const place = placeBehind(10);
  assertEquals(place.pass(at(4), 0), at(0));
  assertEquals(place.ahead, at(6));
  assertEquals(place.pass(at(9), 0), at(3));
  assertEquals(place.pass(at(2), 0), at(2));
});

Deno.test("follow() moves ahead by what others take back no further than the level shows", () => {
  const place = placeBehind(10);
  place.follow(at(25), 0);
  assertEquals(place.ahead, at(10));
  place.follow(at(12), 0);
  assertEquals(place.ahead, at(10));
  place.follow(at(4), 0);
  assertEquals(place.ahead, at(4));
  place.follow(at(30), 0);
  assertEquals(place.ahead, at(4));
});

Deno.test("pass() does not count a trade twice that the book told first", () => {
  const place = placeBehind(10);
  place.follow(at(3), 1_000);
  assertEquals(place.pass(at(7), 3_000), at(0));
  assertEquals(place.ahead, at(3));
  assertEquals(place.pass(at(5), 3_000), at(2));
});

Deno.test("pass() does not count a trade twice that was printed first", () => {
  const place = placeBehind(10);
  assertEquals(place.pass(at(7), 1_000), at(0));
  place.follow(at(3), 1_050);
  assertEquals(place.ahead, at(3));
  assertEquals(place.pass(at(4), 1_100), at(1));
});

Deno.test("pass() takes what the level lost long before a print for taken back", () => {
  const place = placeBehind(10);
  place.follow(at(0), 1_000);
  assertEquals(place.pass(at(7), 3_001), at(7));
});

Deno.test("reachFront() leaves nobody ahead", () => {
  const place = placeBehind(10);
  place.follow(at(8), 0);
  place.reachFront();
  assertEquals(place.pass(at(2), 0), at(2));
});

const size = fc.bigInt(0n, 30_000_000n).map((micros) =>
  quantityFromMicros(micros)
);

Deno.test("QueuePlace never gives more than was printed beyond the queue, whatever the book says in between", () => {
  const step = fc.record({
    kind: fc.constantFrom("print" as const, "book" as const),
    size,
    waitMs: fc.constantFrom(0, 1_000, 5_000),
  });
  fc.assert(
    fc.property(size, fc.array(step, { maxLength: 30 }), (joined, steps) => {
      const place = new QueuePlace();
      place.follow(joined, 0);
      let nowMs = 0;
      let printed = 0n;
      let given = 0n;
      let lowest: Quantity = joined;
      for (const { kind, size, waitMs } of steps) {
        nowMs += waitMs;
        if (kind === "print") {
          printed += size;
          given += place.pass(size, nowMs);
        } else {
          place.follow(size, nowMs);
          if (size < lowest) lowest = size;
        }
        // What the level showed at its lowest had to be printed first.
        const most = printed - lowest;
        assertEquals(given <= (most > 0n ? most : 0n), true);
        assertEquals((place.ahead ?? 0n) >= 0n, true);
      }
    }),
  );
});
