import { canonicalJson } from "../../domain/canonical_json.ts";
import type { ArenaBooks } from "../../domain/fold.ts";

/** Returns everything that the books hold as one text: equal books give equal texts. */
export function booksText(books: ArenaBooks): string {
  return canonicalJson({
    head: books.head.hash,
    contestants: [...books.contestants.values()],
    markets: [...books.markets.values()],
    working: [...books.orders.working.values()],
    closed: [...books.orders.closed.values()],
    positions: [...books.positions.all()],
    balances: [...books.ledger.balances()],
    counts: [
      books.decisions,
      books.fills,
      books.signals,
      books.settlements,
      books.repeats,
    ],
  });
}
