import { assertEquals } from "@std/assert";
import { orderId } from "../../domain/ids.ts";
import type { JournalEntry, JournalRow } from "../../domain/journal.ts";
import { rowsOf } from "../../domain/testing/story.ts";
import { SeededRandom } from "../../runtime/mod.ts";
import { EXECUTOR_BOUNDS } from "./bounds.ts";
import { CircuitBreaker, type CircuitState, Openings } from "./circuit.ts";
import { LOST } from "./executor_testing.ts";

const { circuit: BOUNDS } = EXECUTOR_BOUNDS;
const A = orderId("o_a");
const B = orderId("o_b");

function breaker(state: CircuitState): CircuitBreaker {
  return new CircuitBreaker(BOUNDS, new SeededRandom(1), state);
}

/** Where each thing that happens leads: state before, what happens, state after. */
const TABLE: readonly (readonly [
  CircuitState,
  "answer" | "failure" | "rested",
  CircuitState,
])[] = [
  ["closed", "answer", "closed"],
  ["closed", "failure", "closed"],
  ["closed", "rested", "closed"],
  ["open", "answer", "open"],
  ["open", "failure", "open"],
  ["open", "rested", "half_open"],
  ["half_open", "answer", "closed"],
  ["half_open", "failure", "open"],
  ["half_open", "rested", "half_open"],
];

for (const [before, event, after] of TABLE) {
  Deno.test(`CircuitBreaker goes from ${before} over ${event} to ${after}`, () => {
    const circuit = breaker(before);
    const change = {
      answer: () => circuit.onAnswer(),
      failure: () => circuit.onFailure(LOST),
      rested: () => circuit.onRested(),
    }[event]();
    assertEquals(circuit.state, after);
    assertEquals(change?.circuit ?? before, after);
    assertEquals(change === null, before === after);
    assertEquals(
      typeof change?.tryAfterMs === "number",
      change?.circuit === "open",
    );
  });
}

Deno.test("CircuitBreaker opens at the fifth failure in a row and not at the fourth", () => {
  const circuit = breaker("closed");
  const opens = () => circuit.onFailure(LOST) !== null;
  assertEquals([opens(), opens(), opens(), opens()], [
    false,
    false,
    false,
    false,
  ]);
  circuit.onAnswer();
  assertEquals([opens(), opens(), opens(), opens(), opens()].indexOf(true), 4);
});

Deno.test("CircuitBreaker lets one order try it, and the next once that one did not leave", () => {
  const circuit = breaker("half_open");
  circuit.take(A);
  assertEquals([circuit.admits(A), circuit.admits(B)], [true, false]);
  circuit.release(B);
  assertEquals(circuit.admits(B), false);
  circuit.release(A);
  assertEquals(circuit.admits(B), true);
});

Deno.test("CircuitBreaker rests longer with every opening in a row, at most five minutes, and starts over once it closed", () => {
  const circuit = breaker("half_open");
  const rest = (): number => {
    const change = circuit.onFailure(LOST);
    circuit.onRested();
    return change?.tryAfterMs ?? 0;
  };
  const rests = Array.from({ length: 8 }, rest);
  const { minMs, maxMs, jitter = 0 } = BOUNDS.backoff;
  for (const [n, restMs] of rests.entries()) {
    const fullMs = Math.min(maxMs, minMs * 2 ** n);
    assertEquals(restMs <= fullMs && restMs >= fullMs * (1 - jitter), true);
  }
  circuit.onAnswer();
  for (let n = 1; n < BOUNDS.failures; n++) circuit.onFailure(LOST);
  assertEquals(rest() <= minMs, true);
});

const OPEN: JournalEntry = {
  kind: "venue_circuit_changed",
  venue: "kalshi",
  circuit: "open",
  detail: "It failed.",
};

function openings(...rows: readonly (readonly [JournalEntry, number])[]) {
  const folded = new Openings(BOUNDS, "kalshi");
  const chained = rowsOf(rows.map(([entry]) => entry));
  for (const [index, row] of chained.entries()) {
    const at: JournalRow = { ...row, recordedAtMs: rows[index]?.[1] ?? 0 };
    folded.fold(at);
  }
  return folded.isRepeated;
}

Deno.test("Openings are repeated at the third within ten minutes, of this venue alone", () => {
  const { openingsWithinMs } = BOUNDS;
  assertEquals(openings([OPEN, 0], [OPEN, 1]), false);
  assertEquals(openings([OPEN, 0], [OPEN, 1], [OPEN, openingsWithinMs]), true);
  assertEquals(
    openings([OPEN, 0], [OPEN, 1], [OPEN, openingsWithinMs + 1]),
    false,
  );
  assertEquals(
    openings([OPEN, 0], [{ ...OPEN, venue: "dflow" }, 1], [OPEN, 2]),
    false,
  );
  assertEquals(
    openings([OPEN, 0], [{ ...OPEN, circuit: "closed" }, 1], [OPEN, 2]),
    false,
  );
});

Deno.test("Openings before the arena's trading state was set are dealt with", () => {
  const set: JournalEntry = {
    kind: "trading_state_changed",
    scope: { kind: "arena" },
    state: "halted",
    step: null,
    cause: "venue_errors",
    detail: "",
    by: "arena",
  };
  assertEquals(openings([OPEN, 0], [OPEN, 1], [OPEN, 2], [set, 3]), false);
  assertEquals(
    openings([OPEN, 0], [OPEN, 1], [set, 2], [OPEN, 3], [OPEN, 4]),
    false,
  );
});
