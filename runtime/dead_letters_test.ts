import { assertEquals, assertThrows } from "@std/assert";
import type { DeadLetter } from "./actor.ts";
import { DeadLetters } from "./dead_letters.ts";

function letter(message: number): DeadLetter {
  return { path: "root/a", message, reason: "stopped", atMs: 0 };
}

Deno.test("DeadLetters keeps the latest, counts all, and passes each one on", () => {
  const passed: unknown[] = [];
  const letters = new DeadLetters({
    capacity: 2,
    onDeadLetter: ({ message }) => passed.push(message),
  });
  for (const message of [1, 2, 3]) letters.record(letter(message));
  assertEquals(letters.recent().map(({ message }) => message), [2, 3]);
  assertEquals([
    letters.total,
    letters.count("stopped"),
    letters.count("overflow"),
    passed,
  ], [3, 3, 0, [1, 2, 3]]);
});

Deno.test("DeadLetters keeps none at capacity 0, and refuses a capacity outside its range", () => {
  const letters = new DeadLetters({ capacity: 0 });
  letters.record(letter(1));
  assertEquals([letters.recent(), letters.total], [[], 1]);
  for (const capacity of [-1, 0.5, 1_048_577]) {
    assertThrows(
      () => new DeadLetters({ capacity }),
      RangeError,
      `current value is ${capacity}`,
    );
  }
});
