import { type ArenaEventEntry, chooserOf } from "../../domain/arena_event.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import type { ViewChange } from "../../domain/view_delta.ts";

/** Events of the arena as they are shown, and how many watch each. */
export class EventBoard {
  readonly #books: Pick<ArenaBooks, "events" | "markets">;
  #viewers: ReadonlyMap<string, number> = new Map();

  /** @param books Those that the rows given to `changes` are already in. */
  constructor(books: Pick<ArenaBooks, "events" | "markets">) {
    this.#books = books;
  }

  /** Returns what a row changes. */
  changes(entry: ArenaEventEntry, row: JournalRow): readonly ViewChange[] {
    const own = this.#changed(entry.marketId, row);
    return entry.kind === "event_swapped"
      ? [...this.#changed(entry.replacement.marketId, row), ...own]
      : own;
  }

  /** Takes how many streams are open for each event. Returns what differs from before, `null` where nothing does. */
  watched(open: ReadonlyMap<string, number>): ViewChange | null {
    const before = this.#viewers;
    this.#viewers = new Map(open);
    const viewers = [...new Set([...before.keys(), ...open.keys()])]
      .map((id) => ({ id, viewers: open.get(id) ?? 0 }))
      .filter(({ id, viewers }) =>
        viewers !== (before.get(id) ?? 0) &&
        // Anybody may name anything in an address.
        this.#books.events.standings.has(id as MarketId)
      );
    return viewers.length === 0 ? null : { kind: "viewers_changed", viewers };
  }

  #changed(id: MarketId, { sequence }: JournalRow): readonly ViewChange[] {
    const standing = this.#books.events.standings.get(id);
    if (standing === undefined) return [];
    const { marketId, selection, ...rest } = standing;
    const market = this.#books.markets.get(id)?.market;
    return [{
      kind: "event_changed",
      event: {
        ...rest,
        selectedBy: chooserOf(selection),
        id: marketId,
        ticker: market?.ticker ?? id,
        title: market?.title ?? id,
        closesAtMs: market?.closesAtMs ?? standing.selectedAtMs,
        viewers: this.#viewers.get(id) ?? 0,
        offset: sequence,
      },
    }];
  }
}
