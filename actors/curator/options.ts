import type { SelectionRule } from "../../domain/event_selection.ts";

/** How the events of the arena are chosen. */
export interface CuratorOptions {
  readonly rule: SelectionRule;
  /** Events that a selection chooses. */
  readonly count: number;
  /** Whether events are activated by themselves, or wait until an operator approves. */
  readonly approval: "auto" | "operator";
  /** What an event waits for before it is activated by itself; `null` where nobody writes summaries. */
  readonly summaries: {
    /** For so long at most, in milliseconds. */
    readonly waitMs: number;
    /** Not where the event ends within so many milliseconds: it is not summarized any more. */
    readonly leadMs: number;
  } | null;
}
