import type { JournalDraft, JournalEntry } from "../../domain/journal.ts";

/** Returns the path that a row of a trader's is on: that of the decision that it belongs to. */
export function entryPath(
  entry: JournalEntry,
): Pick<JournalDraft, "causationId" | "correlationId"> {
  switch (entry.kind) {
    case "decision_made": {
      const { id, causationId } = entry.decision;
      return { causationId, correlationId: id };
    }
    case "exit_triggered":
      return pathOf(entry.planId);
    default:
      return pathOf("decisionId" in entry ? entry.decisionId : null);
  }
}

function pathOf(id: string | null) {
  return { causationId: id, correlationId: id };
}
