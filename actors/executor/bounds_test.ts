import { assertThrows } from "@std/assert";
import { checkBounds, EXECUTOR_BOUNDS, type ExecutorBounds } from "./bounds.ts";

const { retry, circuit, deadLetter } = EXECUTOR_BOUNDS;

Deno.test("checkBounds() accepts the bounds that every executor has", () => {
  checkBounds(EXECUTOR_BOUNDS);
});

const BROKEN: readonly (readonly [string, Partial<ExecutorBounds>])[] = [
  ["rarer", { resting: { minMs: 29_999, maxMs: 29_999 } }],
  ["rarer", { stranded: { minMs: 29_999, maxMs: 29_999 } }],
  ["by itself", { retry: { ...retry, sendsMax: circuit.failures } }],
  ["time of use", { retry: { ...retry, immediateMsMax: 4_000 } }],
  ["possible", { circuit: { ...circuit, openingsWithinMs: 60_000 } }],
  [
    "before an order is given",
    { deadLetter: { ...deadLetter, questions: circuit.failures } },
  ],
  [
    "get to be tried",
    { deadLetter: { ...deadLetter, afterMs: circuit.backoff.minMs } },
  ],
];

for (const [words, change] of BROKEN) {
  Deno.test(`checkBounds() refuses ${JSON.stringify(change)}`, () => {
    assertThrows(
      () => checkBounds({ ...EXECUTOR_BOUNDS, ...change }),
      Error,
      words,
    );
  });
}
