import { assertNever } from "../../domain/assert_never.ts";
import type { JournalRow } from "../../domain/journal.ts";
import type { PerpetualReport } from "../../domain/perpetual_market.ts";
import type { Quote } from "../../domain/quote.ts";
import { NO_PAUSES, type TradingPauses } from "../../domain/trading_pauses.ts";
import type { VenueStatus } from "../../domain/venue_status.ts";
import type { ArenaPhase, ArenaView } from "../../domain/view.ts";
import { compacted } from "../../domain/view_compaction.ts";
import type {
  QuoteView,
  ViewChange,
  ViewDelta,
} from "../../domain/view_delta.ts";
import {
  emptyView,
  reduce,
  type ViewOrigin,
} from "../../domain/view_reducer.ts";
import type {
  Actor,
  ActorContext,
  ActorInspection,
} from "../../runtime/mod.ts";
import { JournalCursor } from "../ports/journal_cursor.ts";
import { type FollowedJournal, openBooks } from "../ports/journal_follower.ts";
import type { OrderTiming } from "../ports/order_timing.ts";
import type { Thought } from "../ports/topics.ts";
import type { ViewStream } from "../ports/view_stream.ts";
import { actorView, compareTrees } from "./actor_view.ts";
import { type Cadence, DEFAULT_CADENCE } from "./cadence.ts";
import { encodeFrame } from "./frame.ts";
import { Projection } from "./projection.ts";
import type { BroadcasterMessage } from "./protocol.ts";
import { venueView, withHours } from "./wire.ts";

/** What the broadcaster reads, and whom it tells. */
export interface BroadcasterDependencies extends FollowedJournal {
  /** When the venue does not trade. @default {it trades around the clock} */
  readonly pauses?: TradingPauses | undefined;
  readonly stream: ViewStream;
  readonly origin: ViewOrigin;
  /** What the arena is doing now; asked at every inspection. */
  readonly phase: () => ArenaPhase;
  /** The supervision tree as it stands. */
  readonly inspect: () => readonly ActorInspection[];
  /** How many streams are open for each event of the arena; asked at every inspection. @default {nobody watches} */
  readonly viewers?: () => ReadonlyMap<string, number>;
  /** Hears where the time of each answered order went. */
  readonly onOrderTimed: (timing: OrderTiming) => void;
  /** @default {flushMs: 100, wordsFlushMs: 40, urgentFlushMs: 20, inspectMs: 500} */
  readonly cadence?: Cadence;
}

/** Changes that are gathered at a start before they go into the view. */
const RECOVERED_CHANGES_MAX = 2_000;

const RECOVERING: ArenaPhase = {
  name: "recovering",
  sentence: "Reading the journal back: every balance is being recomputed.",
};

const THOUGHTLESS: ArenaPhase = {
  name: "degraded",
  sentence:
    "No model answers: the newest call of each failed, and only rules trade until one does.",
};

/** Starts the broadcaster: rebuilds the view from the journal, then publishes every change of it. */
export function startBroadcaster(
  dependencies: BroadcasterDependencies,
  context: ActorContext<BroadcasterMessage>,
): Actor<BroadcasterMessage> {
  return new Broadcaster(dependencies, context);
}

class Broadcaster implements Actor<BroadcasterMessage> {
  readonly #dependencies: BroadcasterDependencies;
  readonly #context: ActorContext<BroadcasterMessage>;
  readonly #cadence: Cadence;
  readonly #cursor: JournalCursor;
  readonly #projection: Projection;
  readonly #epoch: string;
  readonly #quotes = new Map<string, QuoteView>();
  /** While true, rows go straight into the view: whoever watches gets the result as a snapshot. */
  #recovering = true;
  #pending: ViewChange[] = [];
  #view: ArenaView;
  #flushedAtMs = 0;
  /** When the armed flush is due, on the monotonic clock; `null` while none is armed. */
  #flushDueAtMs: number | null = null;

  constructor(
    dependencies: BroadcasterDependencies,
    context: ActorContext<BroadcasterMessage>,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
    this.#projection = new Projection(openBooks(dependencies));
    this.#cadence = dependencies.cadence ?? DEFAULT_CADENCE;
    this.#view = { ...emptyView(dependencies.origin), phase: RECOVERING };
    this.#cursor = new JournalCursor(
      dependencies.journal,
      (row) => this.#fold(row),
      dependencies.reading,
    );
    this.#epoch = [
      context.clock.nowMs(),
      context.incarnation,
      context.random.integer(2 ** 32),
    ].map((part) => part.toString(36)).join("");
  }

  /** Subscribes before it reads, so that no row falls between the two. */
  async recover(): Promise<void> {
    this.#subscribe();
    // After a restart viewers keep what they see until the view stands again.
    if (this.#context.incarnation === 1) this.#publish([]);
    await this.#cursor.catchUp();
    this.#showRecovered();
    this.#recovering = false;
    this.#publish([]);
    this.#inspect();
    this.#context.schedule(
      { kind: "inspection_due" },
      this.#cadence.inspectMs,
    );
  }

  #subscribe(): void {
    const { bus } = this.#dependencies;
    const { self } = this.#context;
    bus.subscribe(
      "row_committed",
      self,
      (row): BroadcasterMessage => ({ kind: "row_committed", row }),
    );
    bus.subscribe(
      "order_timed",
      self,
      (timing): BroadcasterMessage => ({ kind: "order_timed", timing }),
    );
    bus.subscribe(
      "thought_streamed",
      self,
      (thought): BroadcasterMessage => ({ kind: "thought_streamed", thought }),
    );
    bus.subscribe(
      "quote_changed",
      self,
      (quote): BroadcasterMessage => ({ kind: "quote_changed", quote }),
    );
    bus.subscribe(
      "perpetual_reported",
      self,
      (report): BroadcasterMessage => ({ kind: "perpetual_reported", report }),
    );
    bus.subscribe(
      "venue_status_changed",
      self,
      (status): BroadcasterMessage => ({
        kind: "venue_status_changed",
        status,
      }),
    );
  }

  receive(message: BroadcasterMessage): void {
    switch (message.kind) {
      case "row_committed":
        return this.#onRow(message.row);
      case "quote_changed":
        return this.#onQuote(message.quote);
      case "perpetual_reported":
        return this.#onPerpetual(message.report);
      case "venue_status_changed":
        return this.#onVenueStatus(message.status);
      case "thought_streamed":
        return this.#onThought(message.thought);
      case "order_timed":
        return this.#dependencies.onOrderTimed(message.timing);
      case "tree_changed":
        return this.#inspect();
      case "inspection_due":
        return this.#onInspectionDue();
      case "flush_due":
        return this.#onFlushDue();
      default:
        return assertNever(message);
    }
  }

  #fold(row: JournalRow): void {
    this.#pending.push(...this.#projection.fold(row));
    if (this.#recovering && this.#pending.length >= RECOVERED_CHANGES_MAX) {
      this.#showRecovered();
    }
  }

  /** Whoever watches gets what was recovered as a snapshot: nobody misses a change that others undid. */
  #showRecovered(): void {
    const changes = compacted(this.#pending, this.#view.orders);
    this.#view = this.#deltas(changes).reduce(reduce, this.#view);
    this.#pending = [];
  }

  #onRow(row: JournalRow): void {
    if (!this.#cursor.accept(row)) return;
    const { kind } = row.entry;
    const urgent = kind === "order_filled" || kind === "perpetual_filled" ||
      kind === "position_settled";
    this.#flushWithin(
      urgent ? this.#cadence.urgentFlushMs : this.#cadence.flushMs,
    );
  }

  #onQuote(quote: Quote): void {
    const view = this.#projection.quote(quote);
    if (view === null) return;
    this.#quotes.set(view.id, view);
    this.#flushWithin(this.#cadence.flushMs);
  }

  #onPerpetual(report: PerpetualReport): void {
    if (this.#projection.perpetuals.hear(report)) {
      this.#flushWithin(this.#cadence.flushMs);
    }
  }

  /** Joined until the next flush: eight models that think at once are no more frames than one. */
  #onThought(thought: Thought): void {
    const nowMs = this.#context.clock.nowMs();
    if (this.#projection.think(thought, nowMs)) {
      this.#flushWithin(this.#cadence.wordsFlushMs);
    }
  }

  #onVenueStatus(status: VenueStatus): void {
    const { label } = this.#dependencies.origin.venue;
    const venue = this.#withHours(venueView(status, label));
    const urgent = venue.status !== this.#view.venue.status;
    this.#pending.push({ kind: "venue_changed", venue });
    this.#flushWithin(
      urgent ? this.#cadence.urgentFlushMs : this.#cadence.flushMs,
    );
  }

  #onInspectionDue(): void {
    this.#context.schedule(
      { kind: "inspection_due" },
      this.#cadence.inspectMs,
    );
    this.#inspect();
  }

  /** Compares with the published tree: what is pending is flushed first, so nothing is compared twice. */
  #inspect(): void {
    this.#flush();
    const { change, urgent } = compareTrees(
      this.#view.actors,
      this.#dependencies.inspect().map(actorView),
    );
    if (change !== null) this.#pending.push(change);
    const venue = this.#withHours(this.#view.venue);
    if (venue !== this.#view.venue) {
      this.#pending.push({ kind: "venue_changed", venue });
    }
    const { viewers } = this.#dependencies;
    const watched = viewers && this.#projection.events.watched(viewers());
    if (watched) this.#pending.push(watched);
    const phase = this.#phase();
    const phaseChanged = phase.name !== this.#view.phase.name ||
      phase.sentence !== this.#view.phase.sentence;
    if (phaseChanged) this.#pending.push({ kind: "phase_changed", phase });
    this.#pending.push({
      kind: "clock_ticked",
      nowMs: this.#context.clock.nowMs(),
      journalSequence: this.#cursor.sequence,
    });
    this.#flushWithin(
      urgent || phaseChanged
        ? this.#cadence.urgentFlushMs
        : this.#cadence.flushMs,
    );
  }

  #withHours(venue: ArenaView["venue"]): ArenaView["venue"] {
    const { pauses = NO_PAUSES } = this.#dependencies;
    return withHours(venue, pauses.at(this.#context.clock.nowMs()));
  }

  /** Models that all fail are a state of the arena, not silence. */
  #phase(): ArenaPhase {
    const phase = this.#dependencies.phase();
    return phase.name === "trading" && this.#projection.isThoughtless
      ? THOUGHTLESS
      : phase;
  }

  /** Flushes at once where the last flush is `gapMs` ago, else as soon as it is. */
  #flushWithin(gapMs: number): void {
    const nowMs = this.#context.clock.monotonicMs();
    const dueAtMs = this.#flushedAtMs + gapMs;
    if (dueAtMs <= nowMs) return this.#flush();
    if (this.#flushDueAtMs !== null && this.#flushDueAtMs <= dueAtMs) return;
    this.#flushDueAtMs = dueAtMs;
    this.#context.schedule({ kind: "flush_due" }, dueAtMs - nowMs);
  }

  /** A timer that a more urgent flush overtook finds nothing due and is let go. */
  #onFlushDue(): void {
    if (this.#flushDueAtMs !== null) this.#flush();
  }

  #flush(): void {
    this.#flushDueAtMs = null;
    const shown = new Set(this.#view.markets.map(({ id }) => id));
    const quotes = [...this.#quotes.values()].filter(({ id }) => shown.has(id));
    this.#quotes.clear();
    if (quotes.length > 0) {
      this.#pending.push({ kind: "quotes_changed", quotes });
    }
    const standings = this.#projection.takeStandings();
    if (standings !== null) this.#pending.push(standings);
    this.#pending.push(...this.#projection.takeThoughts());
    this.#pending.push(...this.#projection.perpetuals.takePrices());
    const changes = compacted(this.#pending, this.#view.orders);
    this.#pending = [];
    if (changes.length > 0) this.#publish(changes);
  }

  #publish(changes: readonly ViewChange[]): void {
    const deltas = this.#deltas(changes);
    this.#view = deltas.reduce(reduce, this.#view);
    this.#flushedAtMs = this.#context.clock.monotonicMs();
    this.#dependencies.stream.publish(
      encodeFrame(this.#epoch, this.#view, deltas),
    );
  }

  #deltas(changes: readonly ViewChange[]): readonly ViewDelta[] {
    const { seq } = this.#view;
    return changes.map((change, index) => ({
      ...change,
      seq: seq + 1 + index,
    }));
  }
}
