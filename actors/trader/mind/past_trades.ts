import { fillNotional } from "../../../domain/fill.ts";
import type { ContestantId, MarketId } from "../../../domain/ids.ts";
import type { JournalEntry } from "../../../domain/journal.ts";
import { printQuantity, printUsd } from "../../../domain/money.ts";
import type { PastTrade } from "../../ports/contestant_account.ts";

/** How many are remembered. */
const KEPT = 20;

/** The newest fills, payouts and denials of one contestant, folded from the journal. */
export class PastTrades {
  readonly #contestantId: ContestantId;
  #trades: readonly PastTrade[] = [];

  constructor(contestantId: ContestantId) {
    this.#contestantId = contestantId;
  }

  /** Newest first. */
  get newest(): readonly PastTrade[] {
    return this.#trades;
  }

  fold(entry: JournalEntry, atMs: number): void {
    const trade = this.#tradeOf(entry, atMs);
    if (trade !== null) this.#trades = [trade, ...this.#trades].slice(0, KEPT);
  }

  #tradeOf(entry: JournalEntry, atMs: number): PastTrade | null {
    switch (entry.kind) {
      case "order_filled": {
        const { fill } = entry;
        if (fill.contestantId !== this.#contestantId) return null;
        return {
          atMs,
          ticker: tickerOf(fill.marketId),
          what: fill.side === "buy" ? "bought" : "sold",
          outcome: fill.outcome,
          contracts: printQuantity(fill.quantity),
          dollars: printUsd(fillNotional(fill)),
          code: null,
        };
      }
      case "order_denied": {
        const { order, code } = entry;
        if (order.contestantId !== this.#contestantId) return null;
        return {
          atMs,
          ticker: tickerOf(order.marketId),
          what: "denied",
          outcome: order.outcome,
          contracts: printQuantity(order.quantity),
          dollars: null,
          code,
        };
      }
      case "position_settled":
      case "settlement_reversed":
        if (entry.contestantId !== this.#contestantId) return null;
        return {
          atMs,
          ticker: tickerOf(entry.marketId),
          what: entry.kind === "position_settled" ? "paid_out" : "taken_back",
          outcome: entry.outcome,
          contracts: printQuantity(entry.quantity),
          dollars: printUsd(entry.payout),
          code: null,
        };
      default:
        return null;
    }
  }
}

function tickerOf(id: MarketId): string {
  return id.slice(id.indexOf(":") + 1);
}
