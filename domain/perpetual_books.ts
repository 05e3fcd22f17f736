import type { AccountBooks } from "./account_books.ts";
import { assertNever } from "./assert_never.ts";
import { FoldError } from "./fold_error.ts";
import { IdSet } from "./id_set.ts";
import type { DecisionId, MarketId, OrderId } from "./ids.ts";
import type { PerpetualEntry } from "./perpetual_entries.ts";
import type { PerpetualMarket } from "./perpetual_market.ts";
import type { BookedPerpetualFill, PerpetualOrder } from "./perpetual_order.ts";

type Accounts = Pick<
  AccountBooks,
  "contestant" | "put" | "hasFill" | "fillPerpetual" | "correctPerpetual"
>;

/** The perpetuals of the arena, and the orders for them, as the journal's rows move them. */
export class PerpetualBooks {
  readonly #accounts: Accounts;
  #markets = new Map<MarketId, PerpetualMarket>();
  #open = new Map<OrderId, PerpetualOrder>();
  #orderIds = new IdSet<OrderId>();
  #decisionIds = new IdSet<DecisionId>();

  constructor(accounts: Accounts) {
    this.#accounts = accounts;
  }

  /** Returns books of the same perpetuals and orders that go their own way, with accounts of their own. */
  copy(accounts: Accounts): PerpetualBooks {
    const copy = new PerpetualBooks(accounts);
    copy.#markets = new Map(this.#markets);
    copy.#open = new Map(this.#open);
    copy.#orderIds = this.#orderIds.copy();
    copy.#decisionIds = this.#decisionIds.copy();
    return copy;
  }

  /** Perpetuals in the order of their listing. */
  get markets(): ReadonlyMap<MarketId, PerpetualMarket> {
    return this.#markets;
  }

  /** Orders that left and are not over, the oldest first. */
  get open(): ReadonlyMap<OrderId, PerpetualOrder> {
    return this.#open;
  }

  /** Decisions about perpetuals. */
  get decisions(): number {
    return this.#decisionIds.size;
  }

  /** Whether an order was ever seen, whatever became of it. */
  hasOrder(id: OrderId): boolean {
    return this.#orderIds.has(id);
  }

  /**
   * Applies a row; returns `false` for one that only repeats what is known.
   *
   * @throws {FoldError} If it names a contestant or an order that the journal does not know.
   */
  apply(entry: PerpetualEntry): boolean {
    switch (entry.kind) {
      case "perpetual_listed": {
        const isNew = !this.#markets.has(entry.market.id);
        if (isNew) this.#markets.set(entry.market.id, entry.market);
        return isNew;
      }
      case "perpetual_decided":
        return this.#decide(entry.decision);
      case "perpetual_order_denied":
        return this.#receive(entry.order, "denials");
      case "perpetual_order_submitted":
        if (!this.#receive(entry.order, "orders")) return false;
        this.#open.set(entry.order.id, entry.order);
        return true;
      case "perpetual_filled":
        return this.#fill(entry.fill);
      case "perpetual_order_closed":
        this.#checkKnown(entry.orderId);
        return this.#open.delete(entry.orderId);
      case "perpetual_corrected":
        this.#accounts.correctPerpetual(entry);
        return true;
      default:
        return assertNever(entry);
    }
  }

  #decide(
    { id, contestantId }: Extract<
      PerpetualEntry,
      { kind: "perpetual_decided" }
    >["decision"],
  ): boolean {
    if (this.#decisionIds.has(id)) return false;
    const contestant = this.#accounts.contestant(contestantId);
    this.#decisionIds.add(id);
    this.#accounts.put({ ...contestant, decisions: contestant.decisions + 1 });
    return true;
  }

  #receive(
    { id, contestantId }: PerpetualOrder,
    count: "orders" | "denials",
  ): boolean {
    if (this.#orderIds.has(id)) return false;
    const contestant = this.#accounts.contestant(contestantId);
    this.#orderIds.add(id);
    this.#accounts.put({ ...contestant, [count]: contestant[count] + 1 });
    return true;
  }

  #fill(fill: BookedPerpetualFill): boolean {
    if (this.#accounts.hasFill(fill.id)) return false;
    this.#checkKnown(fill.orderId);
    this.#accounts.fillPerpetual(fill);
    return true;
  }

  #checkKnown(id: OrderId): void {
    if (this.#orderIds.has(id)) return;
    throw new FoldError(
      `Cannot fold the journal as an order for a perpetual must be submitted first: current value is "${id}"`,
    );
  }
}
