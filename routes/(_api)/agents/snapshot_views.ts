import type { AgentStanding } from "../../../actors/ports/agent_desk.ts";

/** Returns the names of the snapshots that can be decided from, oldest first; `null` where the arena is silent. */
export function listOf(standing: AgentStanding | null) {
  return standing?.snapshots.map(({ snapshot, decideBeforeMs }) => ({
    id: snapshot.id,
    takenAtMs: snapshot.takenAtMs,
    decideBeforeMs,
    signal: snapshot.signal,
  })) ?? null;
}

/** Returns one snapshot, `current` for the newest of a round; `null` where it cannot be decided from. */
export function snapshotOf({ snapshots }: AgentStanding, id: string) {
  const found = snapshots.findLast(({ snapshot }) =>
    id === "current" ? snapshot.signal === null : snapshot.id === id
  );
  return found === undefined ? null : {
    snapshot: { ...found.snapshot },
    decideBeforeMs: found.decideBeforeMs,
  };
}
