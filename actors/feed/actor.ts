import type { BookView } from "../../domain/book.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { EntryOf, JournalRow } from "../../domain/journal.ts";
import type { Market } from "../../domain/market.ts";
import type { PerpetualReport } from "../../domain/perpetual_market.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { VenueStatus } from "../../domain/venue_status.ts";
import {
  type Actor,
  type ActorContext,
  type ActorRef,
  assertNever,
} from "../../runtime/mod.ts";
import type { DetectorMessage } from "../detector/protocol.ts";
import {
  type FollowedJournal,
  JournalFollower,
} from "../ports/journal_follower.ts";
import type {
  FrameRejection,
  MarketData,
  MarketEvent,
} from "../ports/market_data.ts";
import type { SettlerMessage } from "../settler/protocol.ts";
import { Listings } from "./listings.ts";
import type { FeedMessage } from "./protocol.ts";
import { boundedRejection } from "./bounded_rejection.ts";
import { VenueMonitor } from "./venue_monitor.ts";

/** What the feed works with, and whom it tells. */
export interface FeedDependencies extends FollowedJournal {
  readonly marketData: MarketData;
  readonly detector: ActorRef<DetectorMessage>;
  readonly settler: ActorRef<SettlerMessage>;
  /** Milliseconds of silence after which an open connection counts as stale. */
  readonly staleAfterMs: number;
  /** Milliseconds between two looks at how the venue stands. @default {1000} */
  readonly statusIntervalMs?: number | undefined;
  /** Hears every frame that did not decode. */
  readonly onRejection: (rejection: FrameRejection) => void;
  /** Hears each time that the venue begins or ceases to be degraded. */
  readonly onDegraded?: (status: VenueStatus) => void;
}

const STATUS_INTERVAL_MS = 1_000;

/** Starts the feed: runs the market data, journals listings and passes the rest on. */
export function startFeed(
  dependencies: FeedDependencies,
  context: ActorContext<FeedMessage>,
): Actor<FeedMessage> {
  return new Feed(dependencies, context);
}

class Feed implements Actor<FeedMessage> {
  readonly #dependencies: FeedDependencies;
  readonly #context: ActorContext<FeedMessage>;
  readonly #journal: JournalFollower;
  readonly #monitor: VenueMonitor;
  readonly #listings = new Listings();
  /** Perpetuals that are in the journal or on their way there. */
  readonly #perpetuals = new Set<MarketId>();
  /** The newest book of each market that is not over. */
  readonly #books = new Map<MarketId, BookView>();
  #published: VenueStatus | null = null;

  constructor(
    dependencies: FeedDependencies,
    context: ActorContext<FeedMessage>,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
    this.#monitor = new VenueMonitor(
      dependencies.marketData.venue,
      dependencies.staleAfterMs,
    );
    this.#journal = new JournalFollower(
      dependencies,
      context,
      (row) => this.#fold(row),
    );
  }

  async recover(): Promise<void> {
    await this.#journal.recover();
    this.#run();
  }

  #run(): void {
    const { marketData } = this.#dependencies;
    const context = this.#context;
    context.pipeToSelf(
      marketData.run(
        // Asked for each time: once this incarnation has ended, `self` leads what still comes to the dead letters.
        (event) => context.self.tell({ kind: "market_event", event }),
        context.abortSignal,
      ),
      () => ({ kind: "run_ended" }),
      (error) => ({ kind: "run_failed", error }),
    );
    this.#planStatus();
  }

  receive(message: FeedMessage): void {
    switch (message.kind) {
      case "market_event":
        return this.#onEvent(message.event);
      case "row_committed":
        this.#journal.accept(message.row);
        return;
      case "status_due":
        return this.#onStatusDue();
      case "run_ended":
        throw new Error(
          "Cannot go on as market data ended by itself: current value is closed",
        );
      case "run_failed":
      case "append_failed":
        throw message.error;
      case "appended":
        return;
      default:
        return assertNever(message);
    }
  }

  #fold({ entry }: JournalRow): void {
    this.#listings.fold(entry);
    if (entry.kind === "perpetual_listed") {
      this.#perpetuals.add(entry.market.id);
    }
    if (entry.kind === "market_phase_changed" && isSettling(entry.phase)) {
      this.#books.delete(entry.marketId);
    }
  }

  #onEvent(event: MarketEvent): void {
    if (event.kind === "connection_changed") {
      const { status, reason } = event;
      this.#monitor.onConnection(status, reason, this.#context.clock.nowMs());
      return this.#publishStatus();
    }
    if (event.kind === "frame_rejected") {
      const rejection = boundedRejection(event.rejection);
      this.#monitor.onRejected(rejection, this.#context.clock.nowMs());
      return this.#dependencies.onRejection(rejection);
    }
    const isForeign = event.kind === "spot_printed" && event.isForeign === true;
    if (!isForeign) this.#monitor.onEvent(this.#context.clock.nowMs());
    this.#passOn(event);
  }

  #passOn(
    event: Exclude<
      MarketEvent,
      { kind: "connection_changed" | "frame_rejected" }
    >,
  ): void {
    const { bus, detector } = this.#dependencies;
    switch (event.kind) {
      case "market_listed":
        return this.#onListed(event.market);
      case "market_phase_changed":
        return this.#onPhase(event);
      case "quote_changed":
        detector.tell({ kind: "quote_changed", quote: event.quote });
        return bus.publish("quote_changed", event.quote);
      case "trade_printed":
        return detector.tell({ kind: "trade_printed", trade: event.trade });
      case "book_changed":
        this.#showBook(event.book);
        return detector.tell({ kind: "depth_changed", depth: event.depth });
      case "spot_printed":
        return this.#onSpot(event);
      case "perpetual_reported":
        return this.#onPerpetual(event.report);
      default:
        return assertNever(event);
    }
  }

  #onSpot(event: Extract<MarketEvent, { kind: "spot_printed" }>): void {
    const { symbol, price, occurredAtMs } = event;
    this.#monitor.onReference({ symbol, price, occurredAtMs });
  }

  #onListed(market: Market): void {
    const news = this.#listings.take(market);
    if (news !== null) this.#append({ kind: "market_listed", market: news });
  }

  #onPerpetual(report: PerpetualReport): void {
    const { bus } = this.#dependencies;
    if (report.kind !== "listed") {
      return bus.publish("perpetual_reported", report);
    }
    const { market } = report;
    if (this.#perpetuals.has(market.id)) return;
    this.#perpetuals.add(market.id);
    this.#append({ kind: "perpetual_listed", market });
  }

  #append(entry: EntryOf<"market_listed" | "perpetual_listed">): void {
    const { id } = entry.market;
    this.#journal.append({ entry, causationId: null, correlationId: id });
  }

  #onPhase(
    event: Extract<MarketEvent, { kind: "market_phase_changed" }>,
  ): void {
    const { marketId, phase, resolution, occurredAtMs } = event;
    const change = { marketId, phase, resolution };
    this.#dependencies.settler.tell({
      kind: "phase_reported",
      change,
      occurredAtMs,
    });
  }

  /** Whoever has the live book needs no other before the venue starts a new one. */
  #showBook(book: BookView): void {
    if (this.#books.get(book.marketId) === book) return;
    this.#books.set(book.marketId, book);
    this.#dependencies.bus.publish("book_shown", book);
  }

  #planStatus(): void {
    this.#context.schedule(
      { kind: "status_due" },
      this.#dependencies.statusIntervalMs ?? STATUS_INTERVAL_MS,
    );
  }

  #onStatusDue(): void {
    this.#monitor.check(this.#context.clock.nowMs());
    this.#publishStatus();
    for (const book of this.#books.values()) {
      this.#dependencies.bus.publish("book_shown", book);
    }
    this.#planStatus();
  }

  #tellDegraded(status: VenueStatus, wasDegraded: boolean): void {
    const isDegraded = status.status === "degraded";
    if (isDegraded || wasDegraded) {
      this.#dependencies.bus.publish("venue_degraded", status);
    }
    if (isDegraded !== wasDegraded) this.#dependencies.onDegraded?.(status);
  }

  #publishStatus(): void {
    const { status } = this.#monitor;
    if (status === this.#published && status.status !== "degraded") return;
    const wasDegraded = this.#published?.status === "degraded";
    this.#published = this.#monitor.status;
    this.#tellDegraded(this.#published, wasDegraded);
    this.#dependencies.bus.publish("venue_status_changed", this.#published);
  }
}
