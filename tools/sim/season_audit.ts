import { isFinalAsWritten } from "../../domain/boards/board_snapshot.ts";
import { ArenaBoards } from "../../domain/boards/arena_boards.ts";
import type { BoardSnapshotEntry } from "../../domain/board_snapshot.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import type { DecisionId, SeasonId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import { seasonOf } from "../../domain/season.ts";
import type { Findings } from "./findings.ts";

const ONCE = "a season starts and ends once";
const HOURLY = "every hour is written down once";

/** Holds seasons to their beginning and end, and what is written down of their boards to its hours. */
export class SeasonAudit {
  readonly #findings: Findings;
  readonly #rows = new Map<string, number>();
  readonly #hours = new Set<string>();
  readonly #final = new Map<SeasonId, BoardSnapshotEntry>();
  /** What was decided in seasons that were over. */
  readonly #tooLate = new Set<DecisionId>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** Takes a row before `books` applies it. */
  fold(
    { entry, sequence }: JournalRow,
    { seasons }: {
      readonly seasons: Pick<ArenaBooks["seasons"], "isOver">;
    },
  ): void {
    switch (entry.kind) {
      case "season_started":
      case "season_concluded": {
        const key = `${entry.kind} ${entry.seasonId}`;
        this.#findings.check(
          !this.#rows.has(key),
          ONCE,
          () => `Row ${sequence} repeats row ${this.#rows.get(key)}`,
        );
        this.#rows.set(key, sequence);
        return;
      }
      case "decision_made": {
        const { id, contestantId } = entry.decision;
        if (seasons.isOver(seasonOf(contestantId))) this.#tooLate.add(id);
        return;
      }
      case "order_submitted":
        this.#findings.check(
          !this.#tooLate.has(entry.order.decisionId),
          "no order of a season that is over",
          () =>
            `Row ${sequence} lets order ${entry.order.id} go, which was decided after the end`,
        );
        return;
      case "boards_snapshotted":
        return this.#onSnapshot(entry, sequence);
    }
  }

  /** Holds what was written down of a season that is over to a fresh fold of all rows. */
  checkEnd(rows: readonly JournalRow[]): void {
    if (this.#final.size === 0) return;
    const boards = new ArenaBoards();
    for (const row of rows) boards.apply(row);
    for (const [seasonId, written] of this.#final) {
      this.#findings.check(
        isFinalAsWritten(boards, written),
        "the boards of a season that is over are final",
        () => `Those of ${seasonId} are not what was written down`,
      );
    }
  }

  #onSnapshot(entry: BoardSnapshotEntry, sequence: number): void {
    const { seasonId, hourAtMs, isFinal } = entry;
    const hour = `${seasonId} ${hourAtMs}`;
    this.#findings.check(
      !this.#hours.has(hour) && !this.#final.has(seasonId),
      HOURLY,
      () => `Row ${sequence} writes ${hour} down again, or after the end`,
    );
    this.#hours.add(hour);
    if (isFinal) this.#final.set(seasonId, entry);
  }
}
