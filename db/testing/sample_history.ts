/**
 * The history of the short story of `sampleDrafts`, for tests. Only tests import it.
 *
 * @module
 */
import type { HistoryKind, HistoryQuery } from "../../actors/ports/history.ts";
import { PostgresHistory } from "../history.ts";
import { PostgresJournal } from "../journal_writer.ts";
import type { Sql } from "../pool.ts";
import { Projections } from "../projections.ts";
import { sampleDrafts } from "./sample_drafts.ts";
import { RecordingLog, TEST_DEPS } from "./databases.ts";

/** Returns the query of the newest and longest page. */
export function newest<Kind extends HistoryKind>(
  kind: Kind,
): HistoryQuery<Kind> {
  return { kind, contestantId: null, marketId: null, before: null, limit: 200 };
}

/** Journals and folds the story as run `story`, and returns its history. */
export async function sampleHistory(sql: Sql): Promise<PostgresHistory> {
  const log = new RecordingLog();
  const options = { sql, run: "story", ...TEST_DEPS, log };
  const journal = await PostgresJournal.open(options);
  await Promise.all(sampleDrafts().map((draft) => journal.append(draft)));
  await new Projections({ ...options, journal }).catchUp();
  return new PostgresHistory(sql, "story");
}
