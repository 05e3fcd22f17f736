import type { Contestant } from "../contestant.ts";
import { fillNotional } from "../fill.ts";
import type { ArenaBooks } from "../fold.ts";
import type { ContestantId, MarketId, SeasonId } from "../ids.ts";
import type { EntryOf, JournalHead, JournalRow } from "../journal.ts";
import { subtract } from "../money.ts";
import { isSettling } from "../settlement.ts";
import { ForecastBoard } from "./forecast_board.ts";
import { HourlyAccount } from "./hourly_account.ts";
import { TradingClasses } from "./trading_classes.ts";

/** Entries that move the money of one contestant in one market. */
type MoneyEntry = EntryOf<
  "order_filled" | "position_settled" | "settlement_reversed"
>;

/** What a season that is over looked like when it ended. */
interface Frozen {
  readonly head: JournalHead;
  readonly newestAtMs: number;
  readonly contestants: ReadonlyMap<ContestantId, Contestant>;
}

/**
 * Both boards of one season, from its first row to the one that concludes it. From then on nothing changes them: what
 * is held counts at its last mark, and what is settled later moves accounts and no board.
 */
export class SeasonBoards {
  readonly id: SeasonId;
  readonly #books: ArenaBooks;
  readonly #forecasting = new ForecastBoard();
  readonly #accounts = new Map<ContestantId, HourlyAccount>();
  readonly #classes = new Map<ContestantId, TradingClasses>();
  #newestAtMs = 0;
  #frozen: Frozen | null = null;

  /** @param books Fold the same rows; each before it is applied here. */
  constructor(id: SeasonId, books: ArenaBooks) {
    this.id = id;
    this.#books = books;
  }

  /** Whether the season is over. */
  get isFinal(): boolean {
    return this.#frozen !== null;
  }

  /** When the newest of what they know happened, Unix milliseconds. */
  get newestAtMs(): number {
    return this.#frozen?.newestAtMs ?? this.#newestAtMs;
  }

  /** Place and hash of the last row that they take into account. */
  get head(): JournalHead {
    return this.#frozen?.head ?? this.#books.head;
  }

  /** Contestants with their exact money, in the order of their enrolment. */
  get contestants(): ReadonlyMap<ContestantId, Contestant> {
    if (this.#frozen !== null) return this.#frozen.contestants;
    const found = new Map<ContestantId, Contestant>();
    for (const id of this.#accounts.keys()) {
      const contestant = this.#books.contestants.get(id);
      if (contestant !== undefined) found.set(id, contestant);
    }
    return found;
  }

  /** Each contestant's account, hour by hour. */
  get accounts(): ReadonlyMap<ContestantId, HourlyAccount> {
    return this.#accounts;
  }

  /** Each contestant's profits by class of market. */
  get classes(): ReadonlyMap<ContestantId, TradingClasses> {
    return this.#classes;
  }

  get forecasting(): Omit<
    ForecastBoard,
    "enroll" | "list" | "decide" | "resolve"
  > {
    return this.#forecasting;
  }

  /** Makes them final as of a row. */
  conclude({ sequence, hash, occurredAtMs }: JournalRow): void {
    this.#frozen = {
      head: { sequence, hash },
      newestAtMs: Math.max(this.#newestAtMs, occurredAtMs),
      contestants: this.contestants,
    };
  }

  /** Applies a row that is news to the books; others' rows change nothing. */
  apply({ entry, occurredAtMs }: JournalRow): void {
    this.#newestAtMs = Math.max(this.#newestAtMs, occurredAtMs);
    switch (entry.kind) {
      case "contestant_enrolled":
        this.#forecasting.enroll(entry.contestantId);
        this.#classes.set(entry.contestantId, new TradingClasses());
        this.#accounts.set(
          entry.contestantId,
          new HourlyAccount(entry.startingBalance, occurredAtMs),
        );
        return;
      case "market_listed":
        return this.#market(entry.market.id);
      case "market_phase_changed":
        return this.#market(entry.marketId);
      case "decision_made":
        return this.#forecasting.decide(entry.decision);
      case "equity_marked":
        for (const { contestantId, equity } of entry.marks) {
          this.#accounts.get(contestantId)?.mark(equity, occurredAtMs);
        }
        return;
      case "capital_moved":
        this.#accounts.get(entry.contestantId)?.moveCapital(entry);
        return;
      case "account_reset": {
        const { contestantId, equityBefore } = entry;
        const contestant = this.#books.contestants.get(contestantId);
        if (contestant === undefined) return;
        const amount = subtract(contestant.startingBalance, equityBefore);
        this.#accounts.get(contestantId)?.moveCapital({ amount, equityBefore });
        return;
      }
      case "order_filled": {
        const { fill } = entry;
        this.#accounts.get(fill.contestantId)
          ?.trade(fillNotional(fill), occurredAtMs);
        return;
      }
    }
  }

  /** Counts what a row did to the money of its contestant, which stood at `before` then. */
  count(entry: MoneyEntry, before: Contestant): void {
    const { contestantId, marketId } = entry.kind === "order_filled"
      ? entry.fill
      : entry;
    const classes = this.#classes.get(contestantId);
    const after = this.#books.contestants.get(contestantId);
    const market = this.#books.markets.get(marketId)?.market;
    if (classes === undefined || after === undefined || market === undefined) {
      return;
    }
    const moved = { before, after };
    if (entry.kind === "order_filled") classes.fill(entry.fill, market, moved);
    else classes.settle(market, moved);
  }

  /**
   * Takes a market in as it stands. Scores are final only while the market is: a dispute takes them back until it is
   * over.
   */
  #market(id: MarketId): void {
    const standing = this.#books.markets.get(id);
    if (standing === undefined) return;
    const { market, resolution } = standing;
    this.#forecasting.list(market);
    this.#forecasting.resolve(id, isSettling(market.phase) ? resolution : null);
  }

  /** Takes in every market that is not over: some were listed before the season began. */
  begin(): void {
    for (const { market } of this.#books.markets.values()) {
      if (!isSettling(market.phase)) this.#forecasting.list(market);
    }
  }
}
