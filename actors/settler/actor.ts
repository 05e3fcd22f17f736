import { ArenaBooks } from "../../domain/fold.ts";
import type { MarketId } from "../../domain/ids.ts";
import type {
  EntryOf,
  JournalEntry,
  JournalRow,
} from "../../domain/journal.ts";
import type { PhaseChange } from "../../domain/market_register.ts";
import type { Quote } from "../../domain/quote.ts";
import {
  canChangePhase,
  isSettling,
  settlementPayout,
} from "../../domain/settlement.ts";
import {
  type Actor,
  type ActorContext,
  assertNever,
} from "../../runtime/mod.ts";
import {
  type FollowedJournal,
  type FreshDraft,
  JournalFollower,
} from "../ports/journal_follower.ts";
import type { ResolutionSource } from "../ports/resolution.ts";
import { EarlyPhases } from "./early_phases.ts";
import { EquityMarks } from "./equity_marks.ts";
import { OverdueMarkets } from "./overdue.ts";
import { PhasesUnderWay } from "./phases_under_way.ts";
import type { SettlerMessage } from "./protocol.ts";

/** What the settler works with. */
export interface SettlerDependencies extends FollowedJournal {
  readonly resolution: ResolutionSource;
  /** Milliseconds between two equity marks. */
  readonly equityIntervalMs: number;
}

const POLL_INTERVAL_MS = 10_000;
const POLL_MARKETS_MAX = 20;

/** Starts the settler: it takes markets through their phases, pays positions out and marks equity. */
export async function startSettler(
  dependencies: SettlerDependencies,
  context: ActorContext<SettlerMessage>,
): Promise<Actor<SettlerMessage>> {
  const settler = new Settler(dependencies, context);
  await settler.recover();
  return settler;
}

class Settler implements Actor<SettlerMessage> {
  readonly #dependencies: SettlerDependencies;
  readonly #context: ActorContext<SettlerMessage>;
  readonly #books = new ArenaBooks();
  readonly #journal: JournalFollower;
  /** Of markets that are not over. */
  readonly #quotes = new Map<MarketId, Quote>();
  readonly #underWay = new PhasesUnderWay();
  readonly #early = new EarlyPhases();
  readonly #overdue = new OverdueMarkets();
  /** Settlements on their way into the journal, as `contestant market outcome`. */
  readonly #settling = new Set<string>();
  readonly #marks = new EquityMarks();

  constructor(
    dependencies: SettlerDependencies,
    context: ActorContext<SettlerMessage>,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
    this.#journal = new JournalFollower(
      dependencies,
      context,
      (row) => this.#fold(row),
    );
  }

  async recover(): Promise<void> {
    this.#dependencies.bus.subscribe(
      "quote_changed",
      this.#context.self,
      (quote): SettlerMessage => ({ kind: "quote_changed", quote }),
    );
    await this.#journal.recover();
    this.#marks.recover(this.#books.contestants.values());
    const held = [...this.#books.positions.all()];
    for (const id of new Set(held.map(({ marketId }) => marketId))) {
      this.#settle(id);
    }
    this.#poll();
    this.#planMark();
  }

  receive(message: SettlerMessage): void {
    switch (message.kind) {
      case "phase_reported":
        return this.#onPhase(message.change, message.occurredAtMs);
      case "quote_changed":
        return this.#onQuote(message.quote);
      case "row_committed":
        return this.#onRow(message.row);
      case "mark_due":
        this.#mark();
        return this.#planMark();
      case "poll_due":
        return this.#poll();
      case "resolution_reported": {
        const { marketId, phase, resolution } = message.report;
        this.#overdue.answered(marketId);
        return this.#onPhase(
          { marketId, phase, resolution },
          this.#context.clock.nowMs(),
        );
      }
      case "resolution_failed":
        return this.#overdue.answered(message.marketId);
      case "appended":
        return;
      case "append_failed":
        throw message.error;
      default:
        return assertNever(message);
    }
  }

  #fold(row: JournalRow): void {
    this.#books.apply(row);
    this.#overdue.fold(row.entry);
  }

  /** A quote that comes after a market's end is late and would be kept for good. */
  #onQuote(quote: Quote): void {
    const { marketId } = quote;
    const phase = this.#books.markets.get(marketId)?.market.phase;
    if (phase !== undefined && isSettling(phase)) return;
    this.#quotes.set(marketId, quote);
  }

  /** Journals a phase that is news and that the market may go to; anything else is a repetition or late. */
  #onPhase(change: PhaseChange, occurredAtMs: number): void {
    const { marketId, phase, resolution } = change;
    const standing = this.#books.markets.get(marketId);
    if (standing === undefined) {
      return this.#early.add({ change, occurredAtMs });
    }
    const from = this.#underWay.last(marketId) ?? standing.market.phase;
    if (
      !canChangePhase(from, phase) || (isSettling(phase) && resolution === null)
    ) return;
    this.#underWay.add(marketId, phase);
    this.#append(
      { kind: "market_phase_changed", marketId, phase, resolution },
      { correlationId: marketId, occurredAtMs },
    );
  }

  #onRow(row: JournalRow): void {
    if (!this.#journal.accept(row)) return;
    const { entry } = row;
    switch (entry.kind) {
      case "market_listed":
        return this.#onListed(entry.market.id);
      case "market_phase_changed":
        this.#underWay.committed(entry.marketId);
        return this.#settle(entry.marketId);
      case "position_settled":
        this.#settling.delete(settlementKey(entry));
        return;
      case "order_filled":
        return this.#settle(entry.fill.marketId);
      case "order_rejected":
      case "order_canceled":
      case "order_expired": {
        const order = this.#books.orders.get(entry.orderId);
        if (order !== null) this.#settle(order.marketId);
        return;
      }
    }
  }

  #onListed(marketId: MarketId): void {
    const early = this.#early.take(marketId);
    if (early !== undefined) this.#onPhase(early.change, early.occurredAtMs);
  }

  /**
   * Pays out what is held in a market that is over. It waits for orders there that are still open: their
   * fills would change what has to be paid.
   */
  #settle(marketId: MarketId): void {
    const standing = this.#books.markets.get(marketId);
    if (standing === undefined || !isSettling(standing.market.phase)) return;
    this.#quotes.delete(marketId);
    const { resolution } = standing;
    if (resolution === null || this.#hasWorkingOrder(marketId)) return;
    for (
      const { contestantId, outcome, quantity, cost } of this.#books
        .positions.in(marketId)
    ) {
      const key = settlementKey({ contestantId, marketId, outcome });
      if (quantity === 0n || this.#settling.has(key)) continue;
      this.#settling.add(key);
      const payout = settlementPayout(resolution, { outcome, quantity, cost });
      this.#append({
        kind: "position_settled",
        contestantId,
        marketId,
        outcome,
        quantity,
        cost,
        payout,
        resolution,
      }, { correlationId: marketId });
    }
  }

  #hasWorkingOrder(marketId: MarketId): boolean {
    for (const order of this.#books.orders.working.values()) {
      if (order.marketId === marketId) return true;
    }
    return false;
  }

  #mark(): void {
    const { contestants, positions } = this.#books;
    const quoteOf = (market: MarketId) => this.#quotes.get(market) ?? null;
    const marks = this.#marks.next({ contestants, positions, quoteOf });
    if (marks.length === 0) return;
    this.#append({ kind: "equity_marked", marks }, { correlationId: null });
  }

  #planMark(): void {
    this.#context.schedule(
      { kind: "mark_due" },
      this.#dependencies.equityIntervalMs,
    );
  }

  /** Asks the venue about markets whose end nobody reported, such as those that closed while we were down. */
  #poll(): void {
    const { resolution } = this.#dependencies;
    const nowMs = this.#context.clock.nowMs();
    for (const marketId of this.#overdue.take(nowMs, POLL_MARKETS_MAX)) {
      this.#context.pipeToSelf(
        resolution.resolve(marketId, this.#context.abortSignal),
        (report) => ({ kind: "resolution_reported", report }),
        (error) => ({ kind: "resolution_failed", marketId, error }),
      );
    }
    this.#context.schedule({ kind: "poll_due" }, POLL_INTERVAL_MS);
  }

  #append(
    entry: JournalEntry,
    context: Pick<FreshDraft, "correlationId" | "occurredAtMs">,
  ): void {
    this.#journal.append({
      entry,
      causationId: context.correlationId,
      ...context,
    });
  }
}

function settlementKey(
  { contestantId, marketId, outcome }: Pick<
    EntryOf<"position_settled">,
    "contestantId" | "marketId" | "outcome"
  >,
): string {
  return `${contestantId} ${marketId} ${outcome}`;
}
