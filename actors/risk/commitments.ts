import { positionCorrectionsOf } from "../../domain/reset_corrections.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId, MarketId, OrderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { Market } from "../../domain/market.ts";
import {
  type Quantity,
  quantityFromMicros,
  subtract,
  usdFromMicros,
  type UsdMicros,
  ZERO_USD,
} from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import type { Position } from "../../domain/position.ts";
import type { PositionKey } from "../../domain/position_register.ts";
import { underlyingEventOf } from "../../domain/underlying.ts";
import type { RiskView } from "./check.ts";
import { costMax, remaining } from "./exposure.ts";
import { StakeSums } from "./stake_sums.ts";

/** What a review has to know of everything else that is held and open. */
export type Exposure = Pick<
  RiskView,
  | "freeHolding"
  | "positionCost"
  | "accountExposure"
  | "instrumentExposure"
  | "underlyingExposure"
  | "globalExposure"
  | "freeCash"
  | "isReplacedOpen"
>;

/** What commitments are read from. */
export type CommittedBooks = Pick<
  ArenaBooks,
  "contestants" | "markets" | "orders" | "positions"
>;

/** An order that is not over, and what it may still cost. */
interface OpenOrder {
  readonly order: Order;
  readonly costMax: UsdMicros;
}

const NOTHING_OPEN: ReadonlyMap<OrderId, OpenOrder> = new Map();

/**
 * What everybody holds and has open, approved orders that the journal does not know yet included. Sums are kept
 * as they change, so that a review looks at the open orders of one contestant and no more.
 */
export class Commitments {
  readonly #stakes = new StakeSums();
  readonly #open = new Map<ContestantId, Map<OrderId, OpenOrder>>();
  readonly #claimed = new Map<ContestantId, UsdMicros>();
  /** The event under which what is at stake in a market was summed up. */
  readonly #underlyings = new Map<MarketId, string>();
  readonly #books: CommittedBooks;
  #isRecovered = false;

  /** @param books What the journal says, folded before `fold` is told. */
  constructor(books: CommittedBooks) {
    this.#books = books;
  }

  /**
   * Takes everything that is held and open by the books, as `fold` would have row by row: of a long journal most is
   * over again, and only what is left counts.
   */
  recover(): void {
    this.#isRecovered = true;
    for (const position of this.#books.positions.all()) this.#hold(position);
    for (const order of this.#books.orders.working.values()) this.open(order);
  }

  /** Takes a committed row. Before `recover` there is nothing to do for one. */
  fold(entry: JournalEntry): void {
    if (!this.#isRecovered) return;
    switch (entry.kind) {
      case "market_listed":
        return this.#relist(entry.market);
      case "order_submitted":
      case "order_denied":
        return this.#commit(entry.order.id, entry.order.contestantId);
      case "order_filled":
        this.#commit(entry.fill.orderId, entry.fill.contestantId);
        return this.#hold(entry.fill);
      case "order_rejected":
      case "order_canceled":
      case "order_expired": {
        const order = this.#books.orders.get(entry.orderId);
        if (order !== null) this.#commit(order.id, order.contestantId);
        return;
      }
      case "position_settled":
      case "settlement_reversed":
      case "position_corrected":
        return this.#hold(entry);
      case "account_reset":
        for (const of of positionCorrectionsOf(entry)) this.#hold(of);
        return;
    }
  }

  /** Brings what an order claims to what is left of it by the journal. */
  #commit(id: OrderId, contestantId: ContestantId): void {
    const order = this.#books.orders.working.get(id);
    if (order === undefined) this.#close(id, contestantId);
    else this.open(order);
  }

  /** A venue may move a market's close, and with it the event that it is about. */
  #relist({ id }: Market): void {
    const before = this.#underlyings.get(id);
    if (before === undefined || before === this.#underlyingOf(id)) return;
    for (const position of this.#books.positions.in(id)) this.#hold(position);
    for (const orders of this.#open.values()) {
      for (const { order } of orders.values()) {
        if (order.marketId === id) this.open(order);
      }
    }
  }

  #hold(key: PositionKey): void {
    const { contestantId, marketId, outcome, cost } = this.#books.positions
      .get(key);
    this.#stakes.set(`${contestantId} ${marketId} ${outcome}`, {
      contestantId,
      marketId,
      underlying: this.#underlyingOf(marketId),
      amount: cost,
    });
  }

  /** Takes an order as it stands now, whether or not the journal has it yet. */
  open(order: Order): void {
    const { id, contestantId, marketId } = order;
    const cost = costMax(order, this.#marketOf(marketId));
    this.#stakes.set(id, {
      contestantId,
      marketId,
      underlying: this.#underlyingOf(marketId),
      amount: cost,
    });
    let orders = this.#open.get(contestantId);
    if (orders === undefined) {
      orders = new Map();
      this.#open.set(contestantId, orders);
    }
    const before = orders.get(id)?.costMax ?? ZERO_USD;
    orders.set(id, { order, costMax: cost });
    this.#claim(contestantId, subtract(cost, before));
  }

  /** Lets go of an order that is over; of one that is not there there is nothing to let go. */
  #close(id: OrderId, contestantId: ContestantId): void {
    const orders = this.#open.get(contestantId);
    const open = orders?.get(id);
    if (orders === undefined || open === undefined) return;
    orders.delete(id);
    this.#stakes.remove(id);
    this.#claim(contestantId, subtract(ZERO_USD, open.costMax));
  }

  /** Whether a contestant has an order of this id that is not over. */
  isOpen(id: OrderId, contestantId: ContestantId): boolean {
    return this.#openOf(contestantId).has(id);
  }

  /** Returns the contracts of a position that are in no open sale. */
  freeOf({ contestantId, marketId, outcome, quantity }: Position): Quantity {
    let free: bigint = quantity;
    for (const { order } of this.#openOf(contestantId).values()) {
      const isSale = order.side === "sell" && order.marketId === marketId &&
        order.outcome === outcome;
      if (isSale) free -= remaining(order);
    }
    return quantityFromMicros(free > 0n ? free : 0n);
  }

  /**
   * Returns what there is beside `order`, counting every open order as if it filled whole, and the one that it
   * replaces as if it were gone.
   */
  beside(order: Order): Exposure {
    const { contestantId, marketId, outcome } = order;
    const { positions, contestants } = this.#books;
    const key = { contestantId, marketId };
    const held = {
      yes: positions.get({ ...key, outcome: "yes" }),
      no: positions.get({ ...key, outcome: "no" }),
    };
    const replaced = this.#replacedBy(order);
    const gone = replaced?.costMax ?? ZERO_USD;
    let claimedContracts = 0n;
    let positionCost = held.yes.cost + held.no.cost;
    for (const open of this.#openOf(contestantId).values()) {
      if (open.order.marketId !== marketId || open === replaced) continue;
      positionCost += open.costMax;
      if (open.order.side === "sell" && open.order.outcome === outcome) {
        claimedContracts += remaining(open.order);
      }
    }
    const free = held[outcome].quantity - claimedContracts;
    const stakes = this.#stakes;
    const underlying = this.#underlyingOf(marketId);
    const claimed = this.#claimed.get(contestantId) ?? ZERO_USD;
    const cash = contestants.get(contestantId)?.cash ?? ZERO_USD;
    return {
      freeHolding: quantityFromMicros(free > 0n ? free : 0n),
      positionCost: usdFromMicros(positionCost),
      accountExposure: subtract(stakes.ofContestant(contestantId), gone),
      instrumentExposure: subtract(stakes.inMarket(marketId), gone),
      underlyingExposure: subtract(stakes.on(underlying), gone),
      globalExposure: subtract(stakes.total, gone),
      freeCash: usdFromMicros(cash - claimed + gone),
      isReplacedOpen: order.replaces === null ? null : replaced !== undefined,
    };
  }

  /** An order makes room for one other of its kind: a second one would want the same contracts once more. */
  #replacedBy(order: Order): OpenOrder | undefined {
    if (order.replaces === null) return undefined;
    const orders = this.#openOf(order.contestantId);
    const replaced = orders.get(order.replaces);
    const isAlike = replaced?.order.marketId === order.marketId &&
      replaced.order.side === order.side &&
      replaced.order.outcome === order.outcome;
    if (!isAlike) return undefined;
    for (const { order: other } of orders.values()) {
      if (other.replaces === order.replaces) return undefined;
    }
    return replaced;
  }

  /** What nobody listed is about itself. */
  #underlyingOf(id: MarketId): string {
    const market = this.#marketOf(id);
    const underlying = market === null ? id : underlyingEventOf(market);
    this.#underlyings.set(id, underlying);
    return underlying;
  }

  #marketOf(id: MarketId): Market | null {
    return this.#books.markets.get(id)?.market ?? null;
  }

  #openOf(contestantId: ContestantId): ReadonlyMap<OrderId, OpenOrder> {
    return this.#open.get(contestantId) ?? NOTHING_OPEN;
  }

  #claim(contestantId: ContestantId, amount: UsdMicros): void {
    const before = this.#claimed.get(contestantId) ?? ZERO_USD;
    this.#claimed.set(contestantId, usdFromMicros(before + amount));
  }
}
