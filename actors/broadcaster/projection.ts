import type { AttributionChange } from "../../domain/attribution.ts";
import { isArenaEvent } from "../../domain/arena_event.ts";
import { assertNever } from "../../domain/assert_never.ts";
import type { Contestant } from "../../domain/contestant.ts";
import { DriftRegister } from "../../domain/drift_register.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId, MarketId, OrderId } from "../../domain/ids.ts";
import type {
  EntryOf,
  JournalEntry,
  JournalRow,
} from "../../domain/journal.ts";
import type { SummaryEntry } from "../../domain/event_summary.ts";
import { isNotice, type NoticeEntry } from "../../domain/notice.ts";
import { summaryView } from "./summary_wire.ts";
import type { ModelEntry } from "../../domain/model_entries.ts";
import { doAllModelsFail } from "../../domain/model_register.ts";
import { isPerpetual } from "../../domain/perpetual_entries.ts";
import type { Quote } from "../../domain/quote.ts";
import { isSettling } from "../../domain/settlement.ts";
import { holdsFor, type TradingScope } from "../../domain/trading_state.ts";
import type { QuoteView, ViewChange } from "../../domain/view_delta.ts";
import type { Thought } from "../ports/topics.ts";
import { EventBoard } from "./event_board.ts";
import { PerpetualBoard, type Placed, titleOf } from "./perpetual_board.ts";
import { noticeChange, type QuietEntry } from "./notice_wire.ts";
import { nextOpenMarket } from "./open_markets.ts";
import { modelView, SessionBoard } from "./session_board.ts";
import * as standing from "./standing_wire.ts";
import { TradeBoard } from "./trade_board.ts";
import * as wire from "./wire.ts";

/** Turns journal rows into changes of the view. The numbers are those of the books that everybody folds. */
export class Projection {
  readonly events: EventBoard;
  readonly perpetuals: PerpetualBoard;
  readonly #books: ArenaBooks;
  readonly #trades: TradeBoard;
  readonly #sessions = new SessionBoard();
  readonly #drifts = new DriftRegister();
  readonly #quotes = new Map<MarketId, QuoteView>();
  readonly #marketOffsets = new Map<MarketId, number>();
  readonly #contestantOffsets = new Map<ContestantId, number>();
  readonly #touched = new Set<ContestantId>();

  /** @param books Empty ones, that nobody else applies rows to by themselves. */
  constructor(books: ArenaBooks) {
    this.#books = books;
    this.#trades = new TradeBoard(books);
    this.events = new EventBoard(books);
    this.perpetuals = new PerpetualBoard(books);
  }

  /**
   * Returns what `row` changes, but for the standings.
   *
   * @throws {Error} If it cannot follow on the rows before it; see `ArenaBooks.apply`.
   */
  fold(row: JournalRow): readonly ViewChange[] {
    if (!this.#books.apply(row)) return [];
    const drifting = this.#drifts.apply(row.entry);
    if (drifting !== null) this.#touch(drifting, row);
    return [
      ...this.#changes(row.entry, row),
      ...this.#trades.apply(row).map((change) => this.#trade(change, row)),
    ];
  }

  /** Returns the standings touched since the last call, as one change; `null` where there is none. */
  takeStandings(): ViewChange | null {
    const contestants = [...this.#touched].flatMap((id) => {
      const contestant = this.#books.contestants.get(id);
      if (contestant === undefined) return [];
      const { controls } = this.#books;
      const offset = this.#contestantOffsets.get(id) ?? 0;
      const parts = this.#trades.sumsOf(id);
      const drift = this.#drifts.of(id);
      const facts = { controls, parts, drift, offset };
      return [standing.contestantView(contestant, facts)];
    });
    this.#touched.clear();
    return contestants.length === 0
      ? null
      : { kind: "standings_changed", contestants };
  }

  /** Takes in what a model says. Returns whether anybody is to hear of it. */
  think(thought: Thought, atMs: number): boolean {
    return this.#sessions.think(thought, atMs);
  }

  /** Returns what models have said since the last call. */
  takeThoughts(): readonly ViewChange[] {
    return this.#sessions.takeThoughts();
  }

  /** Whether there are models and none of them answers. */
  get isThoughtless(): boolean {
    return doAllModelsFail(this.#books.models.values());
  }

  /** Remembers the newest prices of a market that still trades. Returns them as they travel. */
  quote(quote: Quote): QuoteView | null {
    const market = this.#books.markets.get(quote.marketId)?.market;
    if (market === undefined || isSettling(market.phase)) return null;
    const view = wire.quoteView(quote);
    this.#quotes.set(quote.marketId, view);
    return view;
  }

  #changes(entry: JournalEntry, row: JournalRow): readonly ViewChange[] {
    switch (entry.kind) {
      case "contestant_enrolled":
        return this.#quiet(entry.contestantId, row);
      case "market_listed":
        return this.#market(entry.market.id, row);
      case "market_phase_changed":
        return this.#phase(entry, row);
      case "signal_detected":
        return [{
          kind: "signal_detected",
          signal: wire.signalView(entry.signal, {
            marketTitle: this.#title(entry.signal.marketId),
            offset: row.sequence,
          }),
        }];
      case "signal_scored": {
        const { signalId, verdict } = entry.score;
        return [{ kind: "signal_scored", signalId, verdict }];
      }
      case "decision_made": {
        const labels = this.#labels(entry.decision, row);
        const decision = wire.decisionView(entry.decision, labels);
        return [
          { kind: "decision_made", decision },
          ...this.#sessions.decide(entry.decision, row),
        ];
      }
      case "order_denied":
      case "order_submitted":
        return this.#order(entry.order.id, row);
      case "order_accepted":
      case "order_rejected":
      case "order_canceled":
      case "order_expired":
      case "order_cancel_requested":
      case "order_cancel_rejected":
      case "order_signed":
        return this.#order(entry.orderId, row);
      case "order_filled":
        return this.#fill(entry, row);
      case "position_settled":
        return [{
          kind: "position_settled",
          settlement: wire.settlementView(
            entry,
            this.#labels(entry, row),
            row,
          ),
        }];
      case "equity_marked":
        for (const mark of entry.marks) this.#touch(mark.contestantId, row);
        return [{
          kind: "equity_marked",
          point: wire.equityPoint(entry.marks, row),
        }];
      default:
        if (isPerpetual(entry)) {
          const labelsOf = (of: Placed) => this.#labels(of, row);
          return this.perpetuals.changes(entry, row, labelsOf);
        }
        return isArenaEvent(entry)
          ? this.events.changes(entry, row)
          : this.#rest(entry, row);
    }
  }

  #rest(
    entry: NoticeEntry | QuietEntry | ModelEntry | SummaryEntry,
    row: JournalRow,
  ): readonly ViewChange[] {
    switch (entry.kind) {
      case "funding_charged":
      case "inference_charged":
        return this.#quiet(entry.contestantId, row);
      case "settlement_reversed":
        return [{
          kind: "position_settled",
          settlement: wire.settlementView(
            wire.contraOf(entry),
            this.#labels(entry, row),
            row,
          ),
        }, noticeChange(entry, row)];
      case "settlement_checked":
      case "settlement_hold_decided":
        return [...this.#market(entry.marketId, row), noticeChange(entry, row)];
      case "capital_moved":
      case "position_corrected":
      case "balance_corrected":
      case "account_reset":
        this.#touch(entry.contestantId, row);
        return [noticeChange(entry, row)];
      case "trading_state_changed":
        this.#touchScope(entry.scope, row);
        return [standing.controlsChange(this.#books), noticeChange(entry, row)];
      case "venue_circuit_changed":
      case "order_dead_lettered":
      case "dead_letter_resolved":
        return [standing.controlsChange(this.#books), noticeChange(entry, row)];
      case "reconciliation_completed":
        return isNotice(entry) ? [noticeChange(entry, row)] : [];
      case "kill_switch_acknowledged":
      case "season_started":
      case "season_concluded":
      case "operator_acted":
      case "twin_filled":
      case "exit_triggered":
      case "payout_reported":
        return [noticeChange(entry, row)];
      case "model_asked":
      case "model_answered":
      case "decision_failed":
        return this.#model(entry, row);
      case "event_summarized": {
        const summary = summaryView(entry, this.#books.markets, row);
        return [{ kind: "event_summarized", summary }];
      }
      case "boards_snapshotted":
      case "redemption_signed":
      case "redemption_failed":
      case "event_summary_asked":
      case "event_summary_failed":
        return [];
      default:
        return assertNever(entry);
    }
  }

  #model(entry: ModelEntry, row: JournalRow): readonly ViewChange[] {
    const { contestantId } = entry;
    const told = this.#sessions.apply(
      entry,
      row,
      (marketId) => this.#labels({ contestantId, marketId }, row),
    );
    const standing = this.#books.models.get(contestantId);
    return standing === undefined ? told : [...told, {
      kind: "model_changed",
      model: modelView(contestantId, standing),
    }];
  }

  #trade(change: AttributionChange, row: JournalRow): ViewChange {
    if (change.kind === "retracted") {
      return { kind: "trade_retracted", tradeId: change.tradeId };
    }
    const { attribution } = change;
    const trade = standing.tradeView(
      attribution,
      this.#labels(attribution, row),
    );
    return { kind: "trade_attributed", trade };
  }

  #touchScope(scope: TradingScope, row: JournalRow): void {
    for (const id of this.#books.contestants.keys()) {
      if (holdsFor(scope, id)) this.#touch(id, row);
    }
  }

  /** What changes a standing alone. */
  #quiet(contestantId: ContestantId | null, row: JournalRow): [] {
    if (contestantId !== null) this.#touch(contestantId, row);
    return [];
  }

  #touch(contestantId: ContestantId, row: JournalRow): Contestant | undefined {
    this.#touched.add(contestantId);
    this.#contestantOffsets.set(contestantId, row.sequence);
    return this.#books.contestants.get(contestantId);
  }

  #title(marketId: MarketId): string {
    return titleOf(marketId, this.#books);
  }

  /** Everything that a contestant does also moves its standing. */
  #labels(
    { contestantId, marketId }: Placed,
    row: JournalRow,
  ): wire.Labels {
    return {
      contestantName: this.#touch(contestantId, row)?.name ?? contestantId,
      marketTitle: this.#title(marketId),
      offset: row.sequence,
    };
  }

  #market(marketId: MarketId, row: JournalRow): readonly ViewChange[] {
    this.#marketOffsets.set(marketId, row.sequence);
    return this.#shown(marketId);
  }

  #shown(marketId: MarketId): readonly ViewChange[] {
    const standing = this.#books.markets.get(marketId);
    if (standing === undefined) return [];
    const view = wire.marketView(standing, {
      hold: this.#books.holds.about(marketId, standing.resolution),
      offset: this.#marketOffsets.get(marketId) ?? 0,
    });
    const market = { ...view, ...this.#quotes.get(marketId) };
    return [{ kind: "market_changed", market }];
  }

  #phase(
    entry: EntryOf<"market_phase_changed">,
    row: JournalRow,
  ): readonly ViewChange[] {
    const changes = this.#market(entry.marketId, row);
    if (!isSettling(entry.phase)) return changes;
    this.#quotes.delete(entry.marketId);
    return [...changes, ...this.#promote()];
  }

  /** A resolved market leaves room among the open ones: the soonest that had none comes in. */
  #promote(): readonly ViewChange[] {
    const next = nextOpenMarket(this.#books.markets.values());
    return next === null ? [] : this.#shown(next);
  }

  #order(orderId: OrderId, row: JournalRow): readonly ViewChange[] {
    const order = this.#books.orders.get(orderId);
    if (order === null) return [];
    const { entry } = row;
    const code = entry.kind === "order_denied" ? entry.code : null;
    const view = wire.orderView(order, this.#labels(order, row), code);
    return [{ kind: "order_changed", order: view }];
  }

  #fill(
    { fill }: EntryOf<"order_filled">,
    row: JournalRow,
  ): readonly ViewChange[] {
    return [...this.#order(fill.orderId, row), {
      kind: "order_filled",
      fill: wire.fillView(fill, this.#labels(fill, row)),
    }];
  }
}
