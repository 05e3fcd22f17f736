import { assertNever } from "../../domain/assert_never.ts";
import type { Contestant } from "../../domain/contestant.ts";
import { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId, MarketId, OrderId } from "../../domain/ids.ts";
import type {
  EntryOf,
  JournalEntry,
  JournalRow,
} from "../../domain/journal.ts";
import type { Quote } from "../../domain/quote.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { MarketView } from "../../domain/view.ts";
import type { QuoteView, ViewChange } from "../../domain/view_delta.ts";
import { VIEW_LIMITS } from "../../domain/view_limits.ts";
import * as wire from "./wire.ts";

/** Turns journal rows into changes of the view. The numbers are those of the books that everybody folds. */
export class Projection {
  readonly #books = new ArenaBooks();
  readonly #quotes = new Map<MarketId, QuoteView>();
  readonly #marketOffsets = new Map<MarketId, number>();
  readonly #contestantOffsets = new Map<ContestantId, number>();
  readonly #touched = new Set<ContestantId>();

  /**
   * Returns what `row` changes, but for the standings.
   *
   * @throws {Error} If it cannot follow on the rows before it; see `ArenaBooks.apply`.
   */
  fold(row: JournalRow): readonly ViewChange[] {
    return this.#books.apply(row) ? this.#changes(row.entry, row) : [];
  }

  /** Returns the standings touched since the last call, as one change; `null` where there is none. */
  takeStandings(): ViewChange | null {
    const contestants = [...this.#touched].flatMap((id) => {
      const contestant = this.#books.contestants.get(id);
      const offset = this.#contestantOffsets.get(id) ?? 0;
      return contestant === undefined
        ? []
        : [wire.contestantView(contestant, offset)];
    });
    this.#touched.clear();
    return contestants.length === 0
      ? null
      : { kind: "standings_changed", contestants };
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
        this.#touch(entry.contestantId, row);
        return [];
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
        return [{ kind: "decision_made", decision }];
      }
      case "order_denied":
      case "order_submitted":
        return this.#order(entry.order.id, row);
      case "order_accepted":
      case "order_rejected":
      case "order_canceled":
      case "order_expired":
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
        return assertNever(entry);
    }
  }

  #touch(contestantId: ContestantId, row: JournalRow): Contestant | undefined {
    this.#touched.add(contestantId);
    this.#contestantOffsets.set(contestantId, row.sequence);
    return this.#books.contestants.get(contestantId);
  }

  #title(marketId: MarketId): string {
    return this.#books.markets.get(marketId)?.market.title ?? marketId;
  }

  /** Everything that a contestant does also moves its standing. */
  #labels(
    item: {
      readonly contestantId: ContestantId;
      readonly marketId: MarketId;
    },
    row: JournalRow,
  ): wire.Labels {
    return {
      contestantName: this.#touch(item.contestantId, row)?.name ??
        item.contestantId,
      marketTitle: this.#title(item.marketId),
      offset: row.sequence,
    };
  }

  #market(marketId: MarketId, row: JournalRow): readonly ViewChange[] {
    this.#marketOffsets.set(marketId, row.sequence);
    const market = this.#marketView(marketId);
    return market === null ? [] : [{ kind: "market_changed", market }];
  }

  #marketView(marketId: MarketId): MarketView | null {
    const standing = this.#books.markets.get(marketId);
    if (standing === undefined) return null;
    const offset = this.#marketOffsets.get(marketId) ?? 0;
    const view = wire.marketView(standing, offset);
    return { ...view, ...this.#quotes.get(marketId) };
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
    const open = [...this.#books.markets.values()]
      .map(({ market }) => market)
      .filter((market) => !isSettling(market.phase))
      .sort((left, right) => left.closesAtMs - right.closesAtMs);
    const next = open[VIEW_LIMITS.openMarkets - 1];
    const market = next === undefined ? null : this.#marketView(next.id);
    return market === null ? [] : [{ kind: "market_changed", market }];
  }

  #order(orderId: OrderId, row: JournalRow): readonly ViewChange[] {
    const order = this.#books.orders.get(orderId);
    if (order === null) return [];
    const denialCode = row.entry.kind === "order_denied"
      ? row.entry.code
      : null;
    const labels = this.#labels(order, row);
    return [{
      kind: "order_changed",
      order: wire.orderView(order, labels, denialCode),
    }];
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
