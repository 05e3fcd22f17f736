import type { VenueId } from "./market.ts";
import type { CostSource, ModelFaultKind } from "./model_entries.ts";
import type { UsdMicros } from "./money.ts";

/** A page that a summary was written from. All of it is untrusted text. */
export interface SummarySource {
  /** How the text refers to it: `[7]`. */
  readonly id: number;
  readonly title: string;
  /** Of a web page: http or https. */
  readonly url: string;
  /** As the source prints it; `null` where it says none. */
  readonly date: string | null;
  /** Whether the text refers to it. */
  readonly isCited: boolean;
}

/** What the web says about an event. */
export interface EventSummary {
  /** Untrusted, as it is made of pages that anybody can write. */
  readonly text: string;
  /** What was searched for. */
  readonly queries: readonly string[];
  readonly sources: readonly SummarySource[];
  /** The model that wrote it. */
  readonly model: string;
}

/** Names what a summary is about: an event has one or more markets. */
export interface EventName {
  readonly venue: VenueId;
  readonly eventTicker: string;
}

/** What a summary, or none, has cost. It is the arena's own expense and comes out of no contestant's cash. */
interface SummaryCost {
  /** 0 or more. */
  readonly cost: UsdMicros;
  readonly costSource: CostSource;
}

/** Rows about what the web says. */
export type SummaryEntry =
  /** The web is about to be asked. */
  | {
    readonly kind: "event_summary_asked";
    /** What is set aside for it: charged where nobody knows how it ended. */
    readonly reserved: UsdMicros;
  }
    & EventName
  | {
    readonly kind: "event_summarized";
    readonly summary: EventSummary;
  }
    & EventName
    & SummaryCost
  | {
    readonly kind: "event_summary_failed";
    readonly fault: ModelFaultKind;
    /** One sentence, without keys. */
    readonly detail: string;
  }
    & EventName
    & SummaryCost;

/** Returns the one text that names an event over all venues. */
export function eventKey({ venue, eventTicker }: EventName): string {
  return `${venue}:${eventTicker}`;
}
