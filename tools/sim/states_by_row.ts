import type { JournalRow } from "../../domain/journal.ts";
import { scopeKey, type TradingState } from "../../domain/trading_state.ts";

/** Who may trade by the rows up to one of them: the last word on each scope. */
export class StatesByRow {
  readonly #rows: readonly JournalRow[];
  readonly #states = new Map<string, TradingState>();
  #sequence = 0;

  /** @param rows The journal from its first row, as it grows. */
  constructor(rows: readonly JournalRow[]) {
    this.#rows = rows;
  }

  /** Reads on to the row of `sequence`. Returns the rows that were new. */
  readTo(sequence: number): readonly JournalRow[] {
    const read = this.#rows.slice(this.#sequence, sequence);
    for (const { entry } of read) {
      if (entry.kind !== "trading_state_changed") continue;
      this.#states.set(scopeKey(entry.scope), entry.state);
    }
    this.#sequence += read.length;
    return read;
  }

  /** Returns what a scope was last set to. */
  of(scope: string): TradingState {
    return this.#states.get(scope) ?? "active";
  }
}
