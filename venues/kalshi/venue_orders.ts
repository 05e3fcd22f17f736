import type { OrderId } from "../../domain/ids.ts";
import { answerStatus } from "../net/venue_error.ts";
import { clientOrderIdOf, orderOfClientId } from "./client_order_id.ts";
import type { KalshiPortfolio } from "./portfolio_rest.ts";
import type { KalshiOrder } from "./portfolio_schema.ts";

/** Orders whose names are remembered; others are looked for again. */
const NAMES_MAX = 100_000;
const NOT_FOUND = 404;

/**
 * Which order of ours is which of the venue's.
 *
 * The venue answers by its own ids alone, so an order whose answer was lost is looked for in the lists of the
 * account, those that are open first and the venue's history last.
 */
export class VenueOrders {
  readonly #portfolio: KalshiPortfolio;
  readonly #venueIds = new Map<OrderId, string>();
  /** `null` for an order that was not placed by us. */
  readonly #ourIds = new Map<string, OrderId | null>();

  constructor(portfolio: KalshiPortfolio) {
    this.#portfolio = portfolio;
  }

  /** Learns the venue's id of an order of ours. */
  learn(orderId: OrderId, venueId: string): void {
    remember(this.#venueIds, orderId, venueId);
    remember(this.#ourIds, venueId, orderId);
  }

  /** Returns an order of ours as the venue has it now; `null` if it is in none of its lists. */
  async find(
    orderId: OrderId,
    signal: AbortSignal,
  ): Promise<KalshiOrder | null> {
    const venueId = this.#venueIds.get(orderId);
    if (venueId !== undefined) {
      try {
        return await this.#portfolio.order(venueId, signal);
      } catch (error) {
        // A row that moved to the history, or is not there yet: the lists tell.
        if (answerStatus(error) !== NOT_FOUND) throw error;
      }
    }
    for (const status of ["resting", "executed", "canceled"] as const) {
      const row = await this.#among(
        this.#portfolio.orders({ status }, signal),
        orderId,
      );
      if (row !== null) return row;
    }
    // Rows move there about two weeks after their end: an arena that was away for longer looks nowhere else.
    return await this.#among(
      this.#portfolio.orders({}, signal, "history"),
      orderId,
    );
  }

  async #among(
    pages: AsyncIterable<readonly KalshiOrder[]>,
    orderId: OrderId,
  ): Promise<KalshiOrder | null> {
    const clientId = clientOrderIdOf(orderId);
    for await (const rows of pages) {
      this.#learnAll(rows);
      const row = rows.find(({ client_order_id: id }) => id === clientId);
      if (row !== undefined) return row;
    }
    return null;
  }

  /** Lists the orders that the venue works on. */
  async resting(signal: AbortSignal): Promise<readonly KalshiOrder[]> {
    const orders: KalshiOrder[] = [];
    for await (
      const rows of this.#portfolio.orders({ status: "resting" }, signal)
    ) {
      this.#learnAll(rows);
      orders.push(...rows);
    }
    return orders;
  }

  /** Returns whose order the venue means; `null` if it is none of ours. */
  async ourId(venueId: string, signal: AbortSignal): Promise<OrderId | null> {
    const known = this.#ourIds.get(venueId);
    if (known !== undefined) return known;
    try {
      this.#learnAll([await this.#portfolio.order(venueId, signal)]);
    } catch (error) {
      if (answerStatus(error) !== NOT_FOUND) throw error;
      return null;
    }
    return this.#ourIds.get(venueId) ?? null;
  }

  #learnAll(rows: readonly KalshiOrder[]): void {
    for (const { order_id: venueId, client_order_id: clientId } of rows) {
      const orderId = orderOfClientId(clientId);
      if (orderId !== null) this.learn(orderId, venueId);
      else remember(this.#ourIds, venueId, null);
    }
  }
}

function remember<Key, Value>(
  names: Map<Key, Value>,
  key: Key,
  value: Value,
): void {
  names.set(key, value);
  const oldest = names.keys().next().value;
  if (names.size > NAMES_MAX && oldest !== undefined) names.delete(oldest);
}
