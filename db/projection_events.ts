import {
  type ArenaEventEntry,
  type EventChoice,
  type EventState,
  type EventStep,
  nextEventState,
} from "../domain/arena_event.ts";
import type { JournalRow } from "../domain/journal.ts";
import type { ProjectionState } from "./projection_state.ts";
import type { ProjectionRow } from "./projection_tables.ts";

/** Folds a row about an event; a choice of what was chosen, and a step that its state does not have, change nothing. */
export function changeEvent(
  state: ProjectionState,
  entry: ArenaEventEntry,
  row: JournalRow,
): void {
  if (entry.kind === "event_selected") return choose(state, entry, row);
  const event = state.get("events", entry.marketId);
  const next = event === undefined
    ? null
    : nextEventState(event.state as EventState, entry.kind);
  if (event === undefined || next === null) return;
  state.set("events", entry.marketId, {
    ...event,
    ...timeOf(entry.kind, row.occurredAtMs),
    ...(entry.kind === "event_swapped"
      ? { swappedFor: entry.replacement.marketId }
      : {}),
    state: next,
    lastSequence: row.sequence,
  });
  if (entry.kind === "event_swapped") choose(state, entry.replacement, row);
}

function choose(
  state: ProjectionState,
  { marketId, category, selection }: EventChoice,
  { sequence, occurredAtMs }: JournalRow,
): void {
  if (state.get("events", marketId) !== undefined) return;
  state.set("events", marketId, {
    marketId,
    sequence,
    category,
    selection,
    state: "pending",
    selectedAtMs: occurredAtMs,
    activatedAtMs: null,
    closedAtMs: null,
    settledAtMs: null,
    swappedFor: null,
    lastSequence: sequence,
  });
}

function timeOf(
  step: EventStep,
  atMs: number,
): Partial<ProjectionRow<"events">> {
  switch (step) {
    case "event_activated":
      return { activatedAtMs: atMs };
    case "event_closed":
    case "event_swapped":
      return { closedAtMs: atMs };
    case "event_settled":
      return { settledAtMs: atMs };
    case "event_reopened":
      return { settledAtMs: null };
  }
}
