import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ArenaBooks } from "./fold.ts";
import { FoldError } from "./fold_error.ts";
import { contestantId, orderId } from "./ids.ts";
import type { JournalEntry, JournalRow } from "./journal.ts";
import { entriesByKind } from "./testing/arbitraries.ts";
import { History } from "./testing/history.ts";
import { MARKETS, steps } from "./testing/history_steps.ts";
import { readOut, rowsOf } from "./testing/story.ts";

/** Entries that need no others before them. */
const steering = fc.array(
  fc.oneof(
    entriesByKind.trading_state_changed,
    entriesByKind.kill_switch_acknowledged,
    entriesByKind.venue_circuit_changed,
    entriesByKind.order_dead_lettered,
    entriesByKind.dead_letter_resolved,
    entriesByKind.reconciliation_completed,
    entriesByKind.season_started,
    entriesByKind.season_concluded,
    entriesByKind.event_selected,
    entriesByKind.event_activated,
    entriesByKind.event_swapped,
    entriesByKind.event_settled,
    entriesByKind.perpetual_listed,
    entriesByKind.model_asked,
    entriesByKind.model_answered,
  ),
  { maxLength: 12 },
);

/** A history of trades, and rows of control somewhere in it. */
const histories = fc.record({ steps, steering, at: fc.nat({ max: 1_000 }) })
  .map(({ steps, steering, at }): readonly JournalRow[] => {
    const history = new History();
    for (const step of steps) history.take(step);
    const entries: JournalEntry[] = history.rows.map(({ entry }) => entry);
    entries.splice(at % (entries.length + 1), 0, ...steering);
    return rowsOf(entries);
  });

/** Everything that books tell, those parts included that `readOut` leaves out. */
function told(books: ArenaBooks) {
  const { controls, events, models, seasons } = books;
  return {
    ...readOut(books),
    perpetuals: [...books.perpetuals.all()],
    perpetualMarkets: [...books.perpetualOrders.markets],
    perpetualOrders: [...books.perpetualOrders.open],
    settled: MARKETS.map((id) => books.settledIn(id)),
    lifted: ["a", "b"].map((name) => controls.liftedAtMs(contestantId(name))),
    arena: controls.standing({ kind: "arena" }),
    circuits: [...controls.circuits],
    deadLetters: [...controls.deadLetters],
    newest: [controls.acknowledged, controls.reconciled],
    events: [...events.standings],
    unsettled: [...events.unsettled],
    models: [...models],
    seasons: [...seasons.all],
    seen: [...books.orders.working.keys()].map((id) => books.orders.has(id)),
  };
}

function folded(rows: readonly JournalRow[]): ArenaBooks {
  const books = new ArenaBooks();
  for (const row of rows) books.apply(row);
  return books;
}

Deno.test("books that are joined fold what each would fold alone, and go their own ways once they part", () => {
  fc.assert(
    fc.property(histories, fc.nat({ max: 1_000 }), (rows, cut) => {
      const joint = rows.slice(0, cut % (rows.length + 1));
      const rest = rows.slice(joint.length);
      const alone = new ArenaBooks();
      const first = new ArenaBooks();
      const group = [first, first.joined(), first.joined()];
      for (const row of joint) {
        const isNews = alone.apply(row);
        for (const books of group) {
          assertEquals(books.apply(row), isNews);
          assertEquals(books.head, alone.head);
        }
      }
      first.part();
      const atTheCut = told(folded(joint));
      for (const [index, books] of group.entries()) {
        for (const waiting of group.slice(index)) {
          assertEquals(told(waiting), atTheCut);
        }
        for (const row of joint) assertEquals(books.apply(row), false);
        for (const row of rest) books.apply(row);
        assertEquals(told(books), told(folded(rows)));
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("a row that joined books cannot fold is refused by each of them, and changes none", () => {
  const first = new ArenaBooks();
  const group = [first, first.joined()];
  const [row] = rowsOf([{
    kind: "order_expired",
    orderId: orderId("o_unknown"),
  }]);
  for (const books of group) {
    assertThrows(
      () => row && books.apply(row),
      FoldError,
      "an order must be submitted first",
    );
    assertEquals(books.head.sequence, 0);
  }
});
