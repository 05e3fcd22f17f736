import type { Contestant } from "../contestant.ts";
import { fillNotional } from "../fill.ts";
import { ArenaBooks } from "../fold.ts";
import type { ContestantId, MarketId } from "../ids.ts";
import type { JournalHead, JournalRow } from "../journal.ts";
import { isSettling } from "../settlement.ts";
import { ForecastBoard } from "./forecast_board.ts";
import { HourlyAccount } from "./hourly_account.ts";

/**
 * Both boards as a fold of the journal, from the same decisions: who trades well, and who forecasts well. A row costs
 * the same however long the history is; intervals are reckoned elsewhere, when somebody wants them.
 */
export class ArenaBoards {
  readonly #books = new ArenaBooks();
  readonly #forecasting = new ForecastBoard();
  readonly #accounts = new Map<ContestantId, HourlyAccount>();

  #newestAtMs = 0;

  /** When the newest of what they know happened, Unix milliseconds. */
  get newestAtMs(): number {
    return this.#newestAtMs;
  }

  /** Place and hash of the last row applied. */
  get head(): JournalHead {
    return this.#books.head;
  }

  /** Contestants with their exact money, in the order of their enrolment. */
  get contestants(): ReadonlyMap<ContestantId, Contestant> {
    return this.#books.contestants;
  }

  /** Each contestant's account, hour by hour. */
  get accounts(): ReadonlyMap<ContestantId, HourlyAccount> {
    return this.#accounts;
  }

  get forecasting(): Omit<
    ForecastBoard,
    "enroll" | "list" | "decide" | "resolve"
  > {
    return this.#forecasting;
  }

  /**
   * Applies a committed row. Returns `false` where it changes nothing.
   *
   * @throws {Error} If it cannot follow on the rows before it; see `ArenaBooks.apply`.
   */
  apply(row: JournalRow): boolean {
    if (!this.#books.apply(row)) return false;
    const { entry, occurredAtMs } = row;
    this.#newestAtMs = Math.max(this.#newestAtMs, occurredAtMs);
    switch (entry.kind) {
      case "contestant_enrolled":
        this.#forecasting.enroll(entry.contestantId);
        this.#accounts.set(
          entry.contestantId,
          new HourlyAccount(entry.startingBalance, occurredAtMs),
        );
        return true;
      case "market_listed":
        this.#forecasting.list(entry.market);
        this.#resolve(entry.market.id);
        return true;
      case "market_phase_changed":
        this.#resolve(entry.marketId);
        return true;
      case "decision_made":
        this.#forecasting.decide(entry.decision);
        return true;
      case "equity_marked":
        for (const { contestantId, equity } of entry.marks) {
          this.#accounts.get(contestantId)?.mark(equity, occurredAtMs);
        }
        return true;
      case "capital_moved":
        this.#accounts.get(entry.contestantId)?.moveCapital(entry);
        return true;
      case "order_filled": {
        const { fill } = entry;
        this.#accounts.get(fill.contestantId)
          ?.trade(fillNotional(fill), occurredAtMs);
        return true;
      }
      default:
        return true;
    }
  }

  /** Scores are final only while the market is: a dispute takes them back until it is over. */
  #resolve(id: MarketId): void {
    const standing = this.#books.markets.get(id);
    if (standing === undefined) return;
    const { market, resolution } = standing;
    this.#forecasting.resolve(id, isSettling(market.phase) ? resolution : null);
  }
}
