import { assertEquals } from "@std/assert";
import {
  type ArenaEventEntry,
  EVENT_STATES,
  EVENT_TRANSITIONS,
  type EventState,
  type EventStep,
} from "./arena_event.ts";
import { EventRegister } from "./event_register.ts";
import { marketId } from "./ids.ts";

const ID = marketId("kalshi", "A");
const OTHER = marketId("kalshi", "B");
const CHOICE = { category: "politics", selection: "select_events noon" };
const SIGNED = { by: "ada", reason: "Because." };

const SELECTED: ArenaEventEntry = {
  kind: "event_selected",
  marketId: ID,
  ...CHOICE,
  ...SIGNED,
};

function step(kind: EventStep): ArenaEventEntry {
  switch (kind) {
    case "event_activated":
      return { kind, marketId: ID, ...SIGNED };
    case "event_swapped":
      return {
        kind,
        marketId: ID,
        replacement: { marketId: OTHER, ...CHOICE },
        ...SIGNED,
      };
    default:
      return { kind, marketId: ID };
  }
}

/** What leads to each state. */
const PATHS: Readonly<Record<EventState, readonly EventStep[]>> = {
  pending: [],
  active: ["event_activated"],
  closed: ["event_activated", "event_closed"],
  settled: ["event_activated", "event_closed", "event_settled"],
};

const STEPS: readonly EventStep[] = [
  "event_activated",
  "event_swapped",
  "event_closed",
  "event_settled",
  "event_reopened",
];

for (const state of EVENT_STATES) {
  for (const kind of STEPS) {
    const steps: Partial<Record<EventStep, EventState>> =
      EVENT_TRANSITIONS[state];
    const next = steps[kind];
    const result = next === undefined ? "nothing changes" : `it is ${next}`;
    Deno.test(`${kind} while an event is ${state}: ${result}`, () => {
      const register = new EventRegister();
      for (const entry of [SELECTED, ...PATHS[state].map(step)]) {
        assertEquals(register.apply(entry, 1), true);
      }
      const before = register.standings.get(ID);
      assertEquals(before?.state, state);
      assertEquals(register.apply(step(kind), 2), next !== undefined);
      assertEquals(register.standings.get(ID)?.state, next ?? state);
      assertEquals(register.unsettled.has(ID), (next ?? state) !== "settled");
      if (next === undefined) {
        assertEquals(register.standings.get(ID), before);
        assertEquals(register.standings.has(OTHER), false);
      }
    });
  }
}

Deno.test("an event keeps when it came to each state, and what took its place", () => {
  const register = new EventRegister();
  register.apply(SELECTED, 1);
  assertEquals(register.apply(SELECTED, 2), false);
  register.apply(step("event_activated"), 3);
  register.apply(step("event_swapped"), 4);
  assertEquals(register.standings.get(ID), {
    marketId: ID,
    ...CHOICE,
    state: "closed",
    selectedAtMs: 1,
    activatedAtMs: 3,
    closedAtMs: 4,
    settledAtMs: null,
    swappedFor: OTHER,
  });
  assertEquals(register.standings.get(OTHER)?.state, "pending");
  register.apply(step("event_settled"), 5);
  assertEquals(register.standings.get(ID)?.settledAtMs, 5);
  register.apply(step("event_reopened"), 6);
  assertEquals(register.standings.get(ID)?.settledAtMs, null);
});

Deno.test("a step of a market that was never chosen changes nothing", () => {
  const register = new EventRegister();
  assertEquals(register.apply(step("event_activated"), 1), false);
  assertEquals(register.standings.size, 0);
});
