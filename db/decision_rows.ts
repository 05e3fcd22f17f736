import {
  DECISION_ROWS_MAX,
  type DecisionRecords,
} from "../actors/ports/decision_records.ts";
import type { DecisionId } from "../domain/ids.ts";
import type { JournalRow } from "../domain/journal.ts";
import { readCorrelatedRows } from "./journal_table.ts";
import type { Sql } from "./pool.ts";

/** The rows of one run's decisions, read from its journal by an index. */
export class PostgresDecisionRecords implements DecisionRecords {
  readonly #sql: Sql;
  readonly #run: string;

  constructor(sql: Sql, run: string) {
    this.#sql = sql;
    this.#run = run;
  }

  rowsOf(id: DecisionId): Promise<readonly JournalRow[]> {
    return readCorrelatedRows(this.#sql, this.#run, {
      correlationId: id,
      limit: DECISION_ROWS_MAX,
    });
  }
}
