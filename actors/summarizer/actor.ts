import { eventKey, type EventName } from "../../domain/event_summary.ts";
import { isArenaEvent } from "../../domain/arena_event.ts";
import { EventRegister } from "../../domain/event_register.ts";
import type { MarketId } from "../../domain/ids.ts";
import { DailyBudget } from "../../domain/inference_budget.ts";
import type { JournalRow } from "../../domain/journal.ts";
import type { UsdMicros } from "../../domain/money.ts";
import {
  type Actor,
  type ActorContext,
  assertNever,
} from "../../runtime/mod.ts";
import type { EventSummaries, SummaryOutcome } from "../ports/event_summary.ts";
import {
  type FollowedJournal,
  JournalFollower,
} from "../ports/journal_follower.ts";
import {
  type OpenEvent,
  OpenEvents,
  type SummaryTimes,
} from "./open_events.ts";
import { LostSummaries } from "./lost_summaries.ts";
import type { SummarizerMessage } from "./protocol.ts";
import { eventQuestion } from "./question.ts";

/** How the web is asked. */
export interface SummarizerOptions extends SummaryTimes {
  /** What all summaries of one UTC day may cost. */
  readonly dailyBudget: UsdMicros;
}

/** What the summarizer works with. */
export interface SummarizerDependencies extends FollowedJournal {
  readonly summaries: EventSummaries;
  readonly options: SummarizerOptions;
  /** Whether the web is asked about events of the arena alone, and about each as soon as it is chosen. */
  readonly onlyEvents: boolean;
}

/** Summaries that are written at a time. */
const UNDER_WAY_MAX = 2;

/** An event that is asked about. */
interface UnderWay {
  /** `null` for one that a crash cut off, until the journal has its end. */
  readonly event: OpenEvent | null;
  /** What was set aside for it; `null` where less was left. */
  readonly held: { release(): void } | null;
}

/**
 * Starts the summarizer: it ends what a crash cut off, then has the web asked about each event, and again after a
 * while.
 */
export function startSummarizer(
  dependencies: SummarizerDependencies,
  context: ActorContext<SummarizerMessage>,
): Actor<SummarizerMessage> {
  return new Summarizer(dependencies, context);
}

class Summarizer implements Actor<SummarizerMessage> {
  readonly #dependencies: SummarizerDependencies;
  readonly #context: ActorContext<SummarizerMessage>;
  readonly #journal: JournalFollower;
  readonly #events = new OpenEvents();
  readonly #chosen = new EventRegister();
  readonly #budget: DailyBudget;
  readonly #lost = new LostSummaries();
  readonly #underWay = new Map<string, UnderWay>();

  constructor(
    dependencies: SummarizerDependencies,
    context: ActorContext<SummarizerMessage>,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
    this.#budget = new DailyBudget(dependencies.options.dailyBudget);
    this.#journal = new JournalFollower(
      dependencies,
      context,
      (row) => this.#fold(row),
    );
  }

  async recover(): Promise<void> {
    this.#dependencies.bus.subscribe(
      "round_started",
      this.#context.self,
      ({ id }): SummarizerMessage => ({
        kind: "round_started",
        causationId: id,
      }),
    );
    await this.#journal.recover();
    const nowMs = this.#context.clock.nowMs();
    for (const entry of this.#lost.endRows()) {
      const held = this.#budget.reserve(entry.cost, nowMs);
      this.#underWay.set(eventKey(entry), { event: null, held });
      this.#journal.append({
        entry,
        causationId: null,
        correlationId: eventKey(entry),
      });
    }
  }

  receive(message: SummarizerMessage): void {
    switch (message.kind) {
      case "round_started":
        return this.#look(message.causationId);
      case "summary_ended":
        return this.#onEnded(message);
      case "row_committed":
        return this.#onRow(message.row);
      case "appended":
        return;
      case "append_failed":
      case "summary_broke":
        throw message.error;
      default:
        return assertNever(message);
    }
  }

  #onRow(row: JournalRow): void {
    if (!this.#journal.accept(row)) return;
    const { entry } = row;
    switch (entry.kind) {
      case "event_selected":
      case "event_swapped":
        return this.#look(row.causationId ?? entry.marketId);
      case "event_summary_asked":
        return this.#ask(entry, row.causationId);
    }
  }

  /** Those that are over are not asked about any more. */
  #isWanted(id: MarketId): boolean {
    if (!this.#dependencies.onlyEvents) return true;
    const state = this.#chosen.standings.get(id)?.state;
    return state === "pending" || state === "active";
  }

  #fold(row: JournalRow): void {
    const { entry, recordedAtMs } = row;
    this.#events.fold(row);
    this.#lost.fold(entry);
    if (isArenaEvent(entry)) {
      this.#chosen.apply(entry, recordedAtMs);
      return;
    }
    if (
      entry.kind !== "event_summarized" && entry.kind !== "event_summary_failed"
    ) return;
    this.#budget.spend(entry.cost, recordedAtMs);
    // Only now, so that what is spent is counted before it is not set aside any more.
    this.#underWay.get(eventKey(entry))?.held?.release();
    this.#underWay.delete(eventKey(entry));
  }

  #look(causationId: string): void {
    const { summaries, options } = this.#dependencies;
    const nowMs = this.#context.clock.nowMs();
    const isWanted = (id: MarketId) => this.#isWanted(id);
    for (const event of this.#events.due(nowMs, options, isWanted)) {
      if (this.#underWay.size >= UNDER_WAY_MAX) return;
      if (this.#underWay.has(eventKey(event))) continue;
      const held = this.#budget.reserve(summaries.costMax, nowMs);
      if (held === null) return;
      this.#underWay.set(eventKey(event), { event, held });
      const { venue, eventTicker } = event;
      this.#journal.append({
        causationId,
        correlationId: eventKey(event),
        entry: {
          kind: "event_summary_asked",
          venue,
          eventTicker,
          reserved: summaries.costMax,
        },
      });
    }
  }

  /** Only once the journal says so: a crash that cuts it off finds what it may have cost. */
  #ask({ venue, eventTicker }: EventName, causationId: string | null): void {
    const event = this.#underWay.get(eventKey({ venue, eventTicker }))?.event;
    // Of a life before this one.
    if (event === undefined || event === null) return;
    const { clock, abortSignal } = this.#context;
    const question = eventQuestion(event, clock.nowMs());
    const ended = (outcome: SummaryOutcome): SummarizerMessage => ({
      kind: "summary_ended",
      event: { venue, eventTicker },
      causationId,
      outcome,
    });
    this.#context.pipeToSelf(
      this.#dependencies.summaries.summarize(question, abortSignal),
      ended,
      (error) => ({ kind: "summary_broke", error }),
    );
  }

  #onEnded(
    { event, causationId, outcome }: {
      readonly event: EventName;
      readonly causationId: string | null;
      readonly outcome: SummaryOutcome;
    },
  ): void {
    const spent = {
      cost: outcome.cost.amount,
      costSource: outcome.cost.source,
    };
    this.#journal.append({
      causationId,
      correlationId: eventKey(event),
      entry: outcome.kind === "summarized"
        ? {
          kind: "event_summarized",
          ...event,
          ...spent,
          summary: outcome.summary,
        }
        : {
          kind: "event_summary_failed",
          ...event,
          ...spent,
          fault: outcome.fault.kind,
          detail: outcome.fault.detail,
        },
    });
  }
}
