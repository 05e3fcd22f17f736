import type { ArenaEventEntry } from "../../domain/arena_event.ts";
import type { EventStanding } from "../../domain/event_register.ts";
import type { CuratorOptions } from "./options.ts";
import { choiceOf, type Programme } from "./programme.ts";

/** Who signs what happens by itself. */
const ARENA = "arena";

/** What a tick goes by. */
export type TickScene = Pick<CuratorOptions, "approval" | "summaries"> & {
  /** Unix milliseconds. */
  readonly nowMs: number;
};

/** Returns the rows that events are due by now: those that are over close and settle, those that are ready begin. */
export function rowsOfTick(
  programme: Programme,
  scene: TickScene,
): readonly ArenaEventEntry[] {
  return programme.unsettled.flatMap((event): ArenaEventEntry[] => {
    const due = programme.rowDue(event, scene.nowMs);
    if (due !== null) return [due];
    if (!isReady(programme, event, scene)) return [];
    return [{
      kind: "event_activated",
      marketId: event.marketId,
      by: ARENA,
      reason: "It was chosen and is ready.",
    }];
  });
}

function isReady(
  programme: Programme,
  event: EventStanding,
  { approval, summaries, nowMs }: TickScene,
): boolean {
  if (event.state !== "pending" || approval === "operator") return false;
  const market = programme.market(event.marketId);
  if (market === undefined) return false;
  return summaries === null || programme.wasAsked(market) ||
    nowMs - event.selectedAtMs >= summaries.waitMs ||
    market.closesAtMs - nowMs < summaries.leadMs;
}

/** Returns the rows that fill a selection up, as far as there are markets for it. */
export function rowsOfSelection(
  programme: Programme,
  { rule, count, selection, nowMs }:
    & Pick<CuratorOptions, "rule" | "count">
    & { readonly selection: string; readonly nowMs: number },
): readonly ArenaEventEntry[] {
  const left = count - programme.chosenBy(selection);
  const markets = programme.select(rule, { selection, count: left, nowMs });
  return markets.map((market) => ({
    kind: "event_selected",
    ...choiceOf(market, selection),
    by: ARENA,
    reason: "The selection of the day.",
  }));
}
