import { ArenaBooks } from "../fold.ts";
import type { ContestantId, SeasonId } from "../ids.ts";
import type { JournalEntry, JournalHead, JournalRow } from "../journal.ts";
import { OPEN_SEASON, seasonOf } from "../season.ts";
import { SeasonBoards } from "./season_boards.ts";

/**
 * Both boards of every season as a fold of the journal, from the same decisions: who trades well, and who forecasts
 * well. A row costs the same however long the history is; intervals are reckoned elsewhere, when somebody wants them.
 */
export class ArenaBoards {
  readonly #books = new ArenaBooks();
  readonly #open = new SeasonBoards(OPEN_SEASON, this.#books);
  readonly #seasons = new Map<SeasonId, SeasonBoards>([
    [OPEN_SEASON, this.#open],
  ]);

  /** Place and hash of the last row applied. */
  get head(): JournalHead {
    return this.#books.head;
  }

  /** What the rows say beside the boards. */
  get books(): Omit<ArenaBooks, "apply"> {
    return this.#books;
  }

  /** Of everybody who is in no declared season. */
  get open(): SeasonBoards {
    return this.#open;
  }

  /** Of every season that has started, the open one first. */
  get seasons(): ReadonlyMap<SeasonId, SeasonBoards> {
    return this.#seasons;
  }

  /**
   * Applies a committed row. Returns `false` where it changes nothing.
   *
   * @throws {Error} If it cannot follow on the rows before it; see `ArenaBooks.apply`.
   */
  apply(row: JournalRow): boolean {
    const { entry } = row;
    const owner = ownerOf(entry);
    const before = owner === null
      ? undefined
      : this.#books.contestants.get(owner);
    if (!this.#books.apply(row)) return false;
    if (entry.kind === "season_started") this.#begin(entry.seasonId);
    if (entry.kind === "season_concluded") {
      this.#seasons.get(entry.seasonId)?.conclude(row);
    }
    const boards = owner === null
      ? undefined
      : this.#seasons.get(seasonOf(owner));
    if (owner !== null) {
      if (boards?.isFinal === false) boards.apply(row);
    } else {
      for (const one of this.#seasons.values()) {
        if (!one.isFinal) one.apply(row);
      }
    }
    if (
      before !== undefined && boards?.isFinal === false && movesMoney(entry)
    ) {
      boards.count(entry, before);
    }
    return true;
  }

  #begin(id: SeasonId): void {
    const boards = new SeasonBoards(id, this.#books);
    boards.begin();
    this.#seasons.set(id, boards);
  }
}

function movesMoney(entry: JournalEntry) {
  return entry.kind === "order_filled" || entry.kind === "position_settled" ||
    entry.kind === "settlement_reversed";
}

/** Returns whose row it is; `null` for one that may concern every season. */
function ownerOf(entry: JournalEntry): ContestantId | null {
  if ("contestantId" in entry) return entry.contestantId;
  switch (entry.kind) {
    case "decision_made":
      return entry.decision.contestantId;
    case "order_denied":
    case "order_submitted":
      return entry.order.contestantId;
    case "order_filled":
      return entry.fill.contestantId;
    default:
      return null;
  }
}
