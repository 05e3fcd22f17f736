import { assertEquals } from "@std/assert";
import { type ControlEntry, ControlRegister } from "./control_register.ts";
import { contestantId, orderId } from "./ids.ts";
import type { EntryOf } from "./journal.ts";
import {
  scopeKey,
  stateOfStep,
  stricterState,
  TRADING_STATES,
  type TradingScope,
  type TradingState,
} from "./trading_state.ts";

const A = contestantId("a");
const B = contestantId("b");
const ARENA: TradingScope = { kind: "arena" };
const OF_A: TradingScope = { kind: "contestant", contestantId: A };
const ORDER = orderId("o_1");

function changed(
  scope: TradingScope,
  state: TradingState,
): EntryOf<"trading_state_changed"> {
  return {
    kind: "trading_state_changed",
    scope,
    state,
    step: null,
    cause: "operator",
    detail: "Because.",
    by: "ops",
  };
}

function registerOf(...entries: readonly ControlEntry[]): ControlRegister {
  const register = new ControlRegister();
  for (const [index, entry] of entries.entries()) register.apply(entry, index);
  return register;
}

for (const arena of TRADING_STATES) {
  for (const own of TRADING_STATES) {
    const expected = [arena, own].includes("halted")
      ? "halted"
      : [arena, own].includes("reducing")
      ? "reducing"
      : "active";
    Deno.test(`ControlRegister.stateOf() is ${expected} where the arena is ${arena} and the contestant ${own}`, () => {
      const register = registerOf(changed(ARENA, arena), changed(OF_A, own));
      assertEquals(register.stateOf(A), expected);
      assertEquals(register.stateOf(B), arena);
      assertEquals(stricterState(own, arena), expected);
    });
  }
}

Deno.test("ControlRegister.liftedAtMs() is when a contestant was last let do more, by itself or with the arena", () => {
  const halt = [changed(ARENA, "halted"), changed(OF_A, "reducing")];
  const of = (...entries: readonly ControlEntry[]) => {
    const register = registerOf(...halt, ...entries);
    return [register.liftedAtMs(A), register.liftedAtMs(B)];
  };
  assertEquals(of(), [null, null]);
  assertEquals(of(changed(ARENA, "halted")), [null, null]);
  assertEquals(of(changed(ARENA, "reducing")), [2, 2]);
  assertEquals(of(changed(OF_A, "active")), [2, null]);
  assertEquals(
    of(
      changed(OF_A, "active"),
      changed(OF_A, "halted"),
      changed(ARENA, "active"),
    ),
    [4, 4],
  );
  assertEquals(of(changed(ARENA, "active"), changed(OF_A, "active")), [3, 2]);
});

Deno.test("ControlRegister starts with everybody active, every circuit closed and nothing waiting", () => {
  const register = new ControlRegister();
  assertEquals(register.stateOf(A), "active");
  assertEquals(register.standing(ARENA), null);
  assertEquals(register.standing(OF_A), null);
  assertEquals(register.circuitOf("kalshi"), "closed");
  assertEquals([...register.deadLetters], []);
  assertEquals([register.acknowledged, register.reconciled], [null, null]);
});

Deno.test("ControlRegister.standing() is the newest of exactly its scope, and how it came about", () => {
  const register = registerOf(
    changed(OF_A, "halted"),
    { ...changed(OF_A, "reducing"), step: "reduce", cause: "drawdown" },
  );
  assertEquals(register.standing(OF_A), {
    state: "reducing",
    step: "reduce",
    cause: "drawdown",
    detail: "Because.",
    by: "ops",
    sinceMs: 1,
  });
  assertEquals(register.standing(ARENA), null);
});

Deno.test("ControlRegister.circuitOf() follows each venue by itself", () => {
  const circuit = (to: "closed" | "open" | "half_open"): ControlEntry => ({
    kind: "venue_circuit_changed",
    venue: "kalshi",
    circuit: to,
    detail: "Five errors in a row.",
  });
  for (const to of ["open", "half_open", "closed"] as const) {
    const register = registerOf(circuit("open"), circuit(to));
    assertEquals(register.circuitOf("kalshi"), to);
    assertEquals(register.circuitOf("polymarket"), "closed");
  }
});

Deno.test("ControlRegister keeps a dead-lettered order until an operator has resolved it, whatever repeats", () => {
  const lettered: ControlEntry = {
    kind: "order_dead_lettered",
    orderId: ORDER,
    reason: "The venue knows nothing of it.",
  };
  const resolved: ControlEntry = {
    kind: "dead_letter_resolved",
    orderId: ORDER,
    action: "cancel",
    by: "ops",
    detail: "Seen on the venue's page.",
  };
  const register = new ControlRegister();
  assertEquals(register.apply(resolved, 1), false);
  assertEquals(register.apply(lettered, 2), true);
  assertEquals(register.apply(lettered, 3), false);
  assertEquals([...register.deadLetters.values()], [{
    orderId: ORDER,
    reason: "The venue knows nothing of it.",
    sinceMs: 2,
  }]);
  assertEquals(register.apply(resolved, 4), true);
  assertEquals(register.apply(resolved, 5), false);
  assertEquals(register.deadLetters.size, 0);
});

Deno.test("ControlRegister remembers the newest acknowledgment and the newest reconciliation", () => {
  const acknowledged = (stillOpen: number): ControlEntry => ({
    kind: "kill_switch_acknowledged",
    scope: ARENA,
    canceled: 3,
    stillOpen,
  });
  const reconciled = (differences: number): ControlEntry => ({
    kind: "reconciliation_completed",
    venue: "kalshi",
    trigger: "start",
    ordersChecked: 1,
    fillsChecked: 2,
    positionsChecked: 3,
    balancesChecked: 4,
    differences,
  });
  const register = registerOf(
    acknowledged(1),
    acknowledged(0),
    reconciled(2),
    reconciled(0),
  );
  assertEquals(register.acknowledged?.stillOpen, 0);
  assertEquals(register.reconciled?.differences, 0);
});

Deno.test("stateOfStep() halts for a pause and lets positions get smaller for the steps after it", () => {
  assertEquals(
    (["pause", "reduce", "flatten"] as const).map(stateOfStep),
    ["halted", "reducing", "reducing"],
  );
});

Deno.test("scopeKey() tells every scope apart", () => {
  const scopes = [ARENA, OF_A, {
    kind: "contestant",
    contestantId: contestantId("arena"),
  }] as const;
  assertEquals(new Set(scopes.map(scopeKey)).size, scopes.length);
});
