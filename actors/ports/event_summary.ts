/**
 * What the web says about an event, written once and shown to every model alike.
 *
 * @module
 */
import type { EventSummary } from "../../domain/event_summary.ts";
import type { UsdMicros } from "../../domain/money.ts";
import type { ModelCost, ModelFault } from "./model_call.ts";

/** How a summary ended. */
export type SummaryOutcome =
  | {
    readonly kind: "summarized";
    readonly summary: EventSummary;
    readonly cost: ModelCost;
  }
  | {
    readonly kind: "failed";
    readonly fault: ModelFault;
    readonly cost: ModelCost;
  };

/** Writes summaries. */
export interface EventSummaries {
  /** What a summary may cost, as far as it is known beforehand. */
  readonly costMax: UsdMicros;
  /**
   * Searches the web and writes what it found about `question`. Never rejects; ends early with the fault `aborted`
   * where `signal` is aborted.
   *
   * @param question The event in its venue's words: title, rules, when it ends.
   */
  summarize(question: string, signal: AbortSignal): Promise<SummaryOutcome>;
}
