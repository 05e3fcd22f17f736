import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { arenaSchema, type ArenaView } from "./view.ts";
import type { ViewChange, ViewDelta } from "./view_delta.ts";
import { VIEW_LIMITS } from "./view_limits.ts";
import { emptyView, reduce } from "./view_reducer.ts";
import {
  SAMPLE_ORIGIN,
  sampleContestant,
  sampleFill,
  sampleMarket,
  sampleOrder,
  sampleSession,
  sampleSignal,
} from "./testing/view_samples.ts";
import { viewChanges } from "./testing/view_arbitraries.ts";

const EMPTY = emptyView(SAMPLE_ORIGIN);

function numbered(
  changes: readonly ViewChange[],
  after = 0,
): readonly ViewDelta[] {
  return changes.map((change, index) => ({
    ...change,
    seq: after + index + 1,
  }));
}

function viewAfter(...changes: readonly ViewChange[]): ArenaView {
  return numbered(changes).reduce(reduce, EMPTY);
}

function travelled<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value));
}

Deno.test("reduce() gives a client that joins at any moment the server's view", () => {
  fc.assert(
    fc.property(
      fc.array(viewChanges, { maxLength: 120, size: "max" }),
      fc.nat(),
      (changes, anywhere) => {
        const deltas = numbered(changes);
        const cut = anywhere % (deltas.length + 1);
        const server = deltas.reduce(reduce, EMPTY);
        const snapshot = travelled(deltas.slice(0, cut).reduce(reduce, EMPTY));
        const client = travelled(deltas.slice(cut)).reduce(reduce, snapshot);
        assertEquals(client, travelled(server));
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("reduce() yields a view of the documented schema and within its limits", () => {
  fc.assert(
    fc.property(
      fc.array(viewChanges, { maxLength: 400, size: "max" }),
      (changes) => {
        const view = viewAfter(...changes);
        arenaSchema.parse(view);
        for (
          const list of [
            "signals",
            "decisions",
            "orders",
            "fills",
            "settlements",
            "contestants",
            "actors",
            "sessions",
            "models",
          ] as const
        ) {
          assertEquals(view[list].length <= VIEW_LIMITS[list], true, list);
        }
        for (const { messages } of view.sessions) {
          assertEquals(messages.length <= VIEW_LIMITS.sessionMessages, true);
          for (const { text } of messages) {
            assertEquals(text.length <= VIEW_LIMITS.messageLength, true);
          }
        }
        const resolved = view.markets.filter(({ phase }) => phase === "final");
        assertEquals(resolved.length <= VIEW_LIMITS.resolvedMarkets, true);
        assertEquals(
          view.markets.length - resolved.length <= VIEW_LIMITS.openMarkets,
          true,
        );
      },
    ),
    { numRuns: 25 },
  );
});

Deno.test("reduce() keeps the newest of a list that is full", () => {
  const fills = Array.from(
    { length: VIEW_LIMITS.fills + 5 },
    (_, index): ViewChange => ({
      kind: "order_filled",
      fill: sampleFill(`f_${index}`),
    }),
  );
  const view = viewAfter(...fills);
  assertEquals(view.fills.length, VIEW_LIMITS.fills);
  assertEquals(view.fills[0]?.id, `f_${VIEW_LIMITS.fills + 4}`);
});

Deno.test("reduce() refuses a delta that is not the next one", () => {
  assertThrows(
    () =>
      reduce(EMPTY, {
        kind: "clock_ticked",
        nowMs: 1,
        journalSequence: 0,
        seq: 2,
      }),
    RangeError,
    "seq must be 1",
  );
});

Deno.test("reduce() ranks contestants by equity as numbers, ties by id", () => {
  const view = viewAfter({
    kind: "standings_changed",
    contestants: [
      sampleContestant("b", "1000.00"),
      sampleContestant("c", "999.50"),
      sampleContestant("a", "1000.00"),
      sampleContestant("d", "20000.00"),
    ],
  });
  assertEquals(view.contestants.map(({ id }) => id), ["d", "a", "b", "c"]);
});

Deno.test("reduce() replaces an order in its place", () => {
  const view = viewAfter(
    { kind: "order_changed", order: sampleOrder("o_1") },
    { kind: "order_changed", order: sampleOrder("o_2") },
    { kind: "order_changed", order: sampleOrder("o_1", "filled") },
  );
  assertEquals(
    view.orders.map(({ id, status }) => `${id} ${status}`),
    ["o_2 submitted", "o_1 filled"],
  );
});

Deno.test("reduce() scores a signal and leaves the others as they are", () => {
  const view = viewAfter(
    { kind: "signal_detected", signal: sampleSignal("s_1") },
    { kind: "signal_detected", signal: sampleSignal("s_2") },
    { kind: "signal_scored", signalId: "s_1", verdict: "miss" },
  );
  assertEquals(view.signals.map(({ verdict }) => verdict), [null, "miss"]);
});

Deno.test("reduce() lists open markets by closing time, then resolved ones, newest first", () => {
  const view = viewAfter(
    ...[
      sampleMarket("late", { closesAtMs: 9_000 }),
      sampleMarket("early-result", { phase: "final", offset: 3 }),
      sampleMarket("soon", { closesAtMs: 5_000 }),
      sampleMarket("late-result", { phase: "void", offset: 8 }),
    ].map((market): ViewChange => ({ kind: "market_changed", market })),
  );
  assertEquals(
    view.markets.map(({ id }) => id),
    ["soon", "late", "late-result", "early-result"],
  );
});

Deno.test("reduce() changes the prices of a market that it holds and passes over others", () => {
  const before = viewAfter(
    { kind: "market_changed", market: sampleMarket("m_1") },
    { kind: "market_changed", market: sampleMarket("m_2") },
  );
  const prices = { yesBid: "0.41", yesAsk: null, quotedAtMs: 5 };
  const view = reduce(before, {
    kind: "quotes_changed",
    quotes: [{ id: "m_1", ...prices }, { id: "unknown", ...prices }],
    seq: 3,
  });
  assertEquals(view.markets.map(({ yesBid }) => yesBid), ["0.41", null]);
  assertStrictEquals(view.markets[1], before.markets[1]);
  assertStrictEquals(view.fills, before.fills);
});

Deno.test("reduce() lets go of sessions that are over before those in which somebody thinks", () => {
  const limit = VIEW_LIMITS.sessions;
  const opened = (id: string): ViewChange => ({
    kind: "session_opened",
    session: sampleSession(id),
  });
  const ended = (sessionId: string): ViewChange => ({
    kind: "session_told",
    news: { sessionId, status: "decided", messages: [], isTruncated: false },
  });
  const quick = Array.from({ length: 2 * limit }, (_, place) => `q_${place}`);
  const { sessions } = viewAfter(
    opened("slow"),
    ...quick.flatMap((id) => [opened(id), ended(id)]),
  );
  assertEquals(sessions.length, limit);
  assertEquals(sessions.at(-1)?.id, "slow");
  assertEquals(sessions[0]?.id, quick.at(-1));
});
