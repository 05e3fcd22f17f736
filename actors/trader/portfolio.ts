import { AccountBooks } from "../../domain/account_books.ts";
import type { Contestant } from "../../domain/contestant.ts";
import type { ContestantId, MarketId } from "../../domain/ids.ts";
import type { EntryOf, JournalEntry } from "../../domain/journal.ts";
import type { Market } from "../../domain/market.ts";
import { type Quantity, type UsdMicros, ZERO_USD } from "../../domain/money.ts";
import {
  type SeriesRecord,
  SeriesRecords,
} from "../../domain/series_records.ts";
import type { Position } from "../../domain/position.ts";
import { isSettling } from "../../domain/settlement.ts";
import { OwnOrders } from "./own_orders.ts";

/**
 * What one contestant may know of itself and of the markets, folded from the journal: its own money by the
 * same books as the arena's, the markets that are not over, and how those of each series resolved.
 */
export class Portfolio {
  /** Orders of this contestant that have not ended. */
  readonly orders: Pick<
    OwnOrders,
    "all" | "working" | "get" | "isUnsettled" | "giveUp" | "drop"
  >;
  readonly #contestantId: ContestantId;
  readonly #orders: OwnOrders;
  readonly #account = new AccountBooks();
  readonly #markets = new Map<MarketId, Market>();
  readonly #records = new SeriesRecords();

  constructor(contestantId: ContestantId) {
    this.#contestantId = contestantId;
    this.#orders = new OwnOrders(contestantId);
    this.orders = this.#orders;
  }

  get cash(): UsdMicros {
    return this.#account.contestants.get(this.#contestantId)?.cash ?? ZERO_USD;
  }

  /** How the contestant stands; `null` before it is enrolled. */
  get standing(): Contestant | null {
    return this.#account.contestants.get(this.#contestantId) ?? null;
  }

  /** All that it holds. */
  get positions(): readonly Position[] {
    return [...this.#account.positions.of(this.#contestantId)];
  }

  get isEnrolled(): boolean {
    return this.#account.contestants.has(this.#contestantId);
  }

  /** Markets that take orders. */
  openMarkets(): readonly Market[] {
    return [...this.#markets.values()].filter(({ phase }) => phase === "open");
  }

  market(id: MarketId): Market | undefined {
    return this.#markets.get(id);
  }

  held(marketId: MarketId): { readonly yes: Quantity; readonly no: Quantity } {
    const contestantId = this.#contestantId;
    const { positions } = this.#account;
    return {
      yes: positions.get({ contestantId, marketId, outcome: "yes" }).quantity,
      no: positions.get({ contestantId, marketId, outcome: "no" }).quantity,
    };
  }

  record(market: Market): SeriesRecord {
    return this.#records.of(market.ticker);
  }

  /** Folds a row that was recorded for a time in Unix milliseconds. */
  fold(entry: JournalEntry, atMs: number): void {
    const isRepeat = entry.kind === "order_filled" &&
      this.#account.hasFill(entry.fill.id);
    if (isRepeat) return;
    this.#orders.fold(entry);
    switch (entry.kind) {
      case "market_listed":
        return this.#onListed(entry.market);
      case "market_phase_changed":
        return this.#changePhase(entry);
      default:
        return this.#foldMoney(entry, atMs);
    }
  }

  /** Others' rows would fail here, as they are not enrolled. */
  #foldMoney(entry: JournalEntry, atMs: number): void {
    const account = this.#account;
    switch (entry.kind) {
      case "contestant_enrolled":
        if (this.#isOwn(entry)) account.enroll(entry, atMs);
        return;
      case "order_filled":
        if (this.#isOwn(entry.fill)) account.fill(entry.fill);
        return;
      case "position_settled":
        if (this.#isOwn(entry)) account.settle(entry, atMs);
        return;
      case "settlement_reversed":
        if (this.#isOwn(entry)) account.reverse(entry);
        return;
      case "capital_moved":
        if (this.#isOwn(entry)) account.moveCapital(entry);
        return;
      case "funding_charged":
      case "inference_charged":
        if (this.#isOwn(entry)) account.charge(entry);
        return;
      case "position_corrected":
        if (this.#isOwn(entry)) account.correctPosition(entry);
        return;
      case "balance_corrected":
        if (this.#isOwn(entry)) account.correctBalance(entry);
        return;
      case "account_reset":
        if (this.#isOwn(entry)) account.reset(entry, atMs);
        return;
    }
  }

  #isOwn({ contestantId }: { readonly contestantId: ContestantId }): boolean {
    return contestantId === this.#contestantId;
  }

  #onListed(market: Market): void {
    if (isSettling(market.phase)) return;
    // Listed again, it is of other terms, such as a finer tick.
    const { phase } = this.#markets.get(market.id) ?? market;
    this.#markets.set(market.id, { ...market, phase });
  }

  #changePhase(entry: EntryOf<"market_phase_changed">): void {
    const market = this.#markets.get(entry.marketId);
    if (market === undefined) return;
    if (!isSettling(entry.phase)) {
      this.#markets.set(market.id, { ...market, phase: entry.phase });
      return;
    }
    this.#markets.delete(market.id);
    this.#records.count(market.ticker, entry.resolution);
  }
}
