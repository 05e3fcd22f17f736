import { type Fill, fillNotional } from "../../domain/fill.ts";
import type { ContestantId, OrderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { VenueId } from "../../domain/market.ts";
import {
  add,
  type Quantity,
  subtract,
  type UsdMicros,
  ZERO_USD,
} from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import type { VenueBalances } from "../ports/topics.ts";

interface Funds {
  readonly cash: UsdMicros;
  /** What orders cost, or may cost, that passed since the venue said so: it cannot have known of them. */
  spent: UsdMicros;
}

/** An order that passed since the venue's word and is not over. */
interface Spending {
  readonly funds: Funds;
  readonly costMax: UsdMicros;
  /** What its fills cost so far. */
  cost: UsdMicros;
  /** Contracts that are not filled yet. */
  left: Quantity;
}

/** What each venue last said that each contestant may spend there, less what went since. */
export class VenueFunds {
  readonly #funds = new Map<VenueId, Map<ContestantId, Funds>>();
  readonly #spendings = new Map<OrderId, Spending>();

  /** Takes a venue's word; whoever is not in it is not known there any more. */
  report({ venue, balances }: VenueBalances): void {
    const replaced = new Set(this.#funds.get(venue)?.values());
    for (const [id, { funds }] of this.#spendings) {
      if (replaced.has(funds)) this.#spendings.delete(id);
    }
    this.#funds.set(
      venue,
      new Map(balances.map(({ contestantId, cash }) => [contestantId, {
        cash,
        spent: ZERO_USD,
      }])),
    );
  }

  /** Takes what an order may cost off what is there, until it is over and only its fills count. */
  spend(
    { id, contestantId, quantity: left, venue }:
      & Pick<Order, "id" | "contestantId" | "quantity">
      & { readonly venue: VenueId },
    costMax: UsdMicros,
  ): void {
    const funds = this.#funds.get(venue)?.get(contestantId);
    if (funds === undefined) return;
    funds.spent = add(funds.spent, costMax);
    this.#spendings.set(id, { funds, costMax, cost: ZERO_USD, left });
  }

  /** Takes a committed row: what an order that is over did not cost is there again. */
  fold(entry: JournalEntry): void {
    switch (entry.kind) {
      case "order_denied":
        return this.#end(entry.order.id);
      case "order_rejected":
      case "order_canceled":
      case "order_expired":
        return this.#end(entry.orderId);
      case "order_filled":
        return this.#fill(entry.fill);
    }
  }

  /** Returns what is left; `null` where the venue said nothing of this contestant. */
  free(venue: VenueId, contestantId: ContestantId): UsdMicros | null {
    const funds = this.#funds.get(venue)?.get(contestantId);
    return funds === undefined ? null : subtract(funds.cash, funds.spent);
  }

  #fill(fill: Fill): void {
    const spending = this.#spendings.get(fill.orderId);
    if (spending === undefined) return;
    spending.cost = add(spending.cost, add(fillNotional(fill), fill.fee));
    spending.left = subtract(spending.left, fill.quantity);
    if (spending.left <= 0n) this.#end(fill.orderId);
  }

  #end(id: OrderId): void {
    const spending = this.#spendings.get(id);
    if (spending === undefined) return;
    this.#spendings.delete(id);
    const { funds, costMax, cost } = spending;
    funds.spent = add(subtract(funds.spent, costMax), cost);
  }
}
