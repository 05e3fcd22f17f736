import type { ContestantId } from "../../domain/ids.ts";
import type { Backoff } from "../../runtime/mod.ts";
import type { Comparison } from "./compare.ts";
import type { Difference } from "./differences.ts";
import type { ReconciliationTrigger } from "./protocol.ts";

/** One comparison of journal and venue, from what asked for it to the row that it ends with. */
export interface Pass {
  readonly trigger: ReconciliationTrigger;
  readonly retry: Backoff;
  /** What all reports so far agree on, where the next one has to agree; `null` before the first, and after a failure. */
  readonly agreed: readonly Difference[] | null;
  /** Reports so far. */
  readonly reports: number;
  /** Who was halted by the first report. */
  readonly halted: ReadonlySet<ContestantId>;
  readonly step:
    | { readonly kind: "waiting" | "asking" }
    /** The reports are there, and nobody may trade before the pass ends. */
    | { readonly kind: "halting"; readonly found: Found };
}

/** What a pass found. */
export interface Found {
  /** Of the last report. */
  readonly comparison: Comparison;
  /** Whose accounts said nothing. */
  readonly unanswered: readonly ContestantId[];
  /** Differences on which all reports agree. */
  readonly agreed: readonly Difference[];
  /** Those of them that are acted on. */
  readonly certain: readonly Difference[];
  /** Who was halted by the first report: what was approved for them before that has left or never will. */
  readonly halted: ReadonlySet<ContestantId>;
}

/** Whether the pass waits for a venue that did not answer. */
export function isRetrying({ step, agreed }: Pass): boolean {
  return step.kind === "waiting" && agreed === null;
}

/** Returns how many reports have to agree: one more where holdings differ, as a payout takes them away as well. */
export function reportsWanted(differences: readonly Difference[]): number {
  if (differences.length === 0) return 1;
  const isHeld = differences.some(({ kind }) =>
    kind === "position_differs" || kind === "perpetual_differs"
  );
  return isHeld ? 3 : 2;
}
