import type { DailyTask } from "./daily_task.ts";
import type { MarketId } from "./ids.ts";

/** Every `EventState`, in the usual order. */
export const EVENT_STATES = ["pending", "active", "closed", "settled"] as const;

/**
 * Where an event of the arena is: chosen, traded, over, paid. An event is a market that was chosen for the day; it is
 * named by its market.
 */
export type EventState = typeof EVENT_STATES[number];

/** What happens to an event that was chosen. */
export type EventStep =
  | "event_activated"
  | "event_swapped"
  | "event_closed"
  | "event_settled"
  | "event_reopened";

/** Where each step leads from each state; a step that a state does not have changes nothing. */
export const EVENT_TRANSITIONS = {
  pending: {
    event_activated: "active",
    event_swapped: "closed",
    event_closed: "closed",
  },
  active: { event_swapped: "closed", event_closed: "closed" },
  closed: { event_settled: "settled" },
  settled: { event_reopened: "closed" },
} as const satisfies Record<EventState, Partial<Record<EventStep, EventState>>>;

const EVENT_KINDS = {
  event_selected: true,
  event_activated: true,
  event_swapped: true,
  event_closed: true,
  event_settled: true,
  event_reopened: true,
} as const satisfies Record<ArenaEventEntry["kind"], true>;

/** Whether `entry` is about an event of the arena. */
export function isArenaEvent<Entry extends { readonly kind: string }>(
  entry: Entry,
): entry is Extract<Entry, ArenaEventEntry> {
  return Object.hasOwn(EVENT_KINDS, entry.kind);
}

/** Returns the state that `step` leads to from `state`; `null` where it leads nowhere. */
export function nextEventState(
  state: EventState,
  step: EventStep,
): EventState | null {
  const steps: Partial<Record<EventStep, EventState>> =
    EVENT_TRANSITIONS[state];
  return steps[step] ?? null;
}

/** The task by which the calendar chooses. */
const SELECTING: DailyTask = "select_events";

/** How an event came to be chosen. */
export interface EventChoice {
  readonly marketId: MarketId;
  /** What it counts as for diversity. */
  readonly category: string;
  /** What chose it: the key of the task, or of what an operator asked for. */
  readonly selection: string;
}

/** Who chose an event: the calendar or an operator. */
export const CHOOSERS = ["calendar", "operator"] as const;

/** Names what an operator chooses at a time, but not who that was: everybody sees it. */
export function operatorSelection(atMs: number): string {
  return `operator ${new Date(atMs).toISOString()}`;
}

/** Returns who is behind a selection. */
export function chooserOf(selection: string): typeof CHOOSERS[number] {
  return selection.startsWith(`${SELECTING} `) ? "calendar" : "operator";
}

/** Who did it, as it signed, and why in one sentence; `arena` for what happens by itself. */
interface Signed {
  readonly by: string;
  readonly reason: string;
}

/** Rows about the events of the arena. */
export type ArenaEventEntry =
  | ({ readonly kind: "event_selected" } & EventChoice & Signed)
  | ({ readonly kind: "event_activated"; readonly marketId: MarketId } & Signed)
  | ({
    readonly kind: "event_swapped";
    /** The event that goes. */
    readonly marketId: MarketId;
    /** The one that comes in its place. */
    readonly replacement: EventChoice;
  } & Signed)
  /** It takes no orders any more. */
  | { readonly kind: "event_closed"; readonly marketId: MarketId }
  /** Its market is final and everything that was held in it is paid. */
  | { readonly kind: "event_settled"; readonly marketId: MarketId }
  /** Its result was taken back. */
  | { readonly kind: "event_reopened"; readonly marketId: MarketId };
