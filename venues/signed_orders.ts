import type { OrderId } from "../domain/ids.ts";

/** What a venue will know an order by that was signed here. */
export interface SignedOrder {
  readonly orderId: OrderId;
  /** The venue's name for it, known from the signature alone. */
  readonly reference: string;
  /** Up to when the venue can take it, in its own unit, such as a block height; `null` where that never ends. */
  readonly validUntil: string | null;
}

/**
 * Remembers what was signed, for venues that do not know our order ids: after a crash only the signature finds
 * the order again.
 */
export interface SignedOrders {
  /** Returns what was signed for an order, by this process or one before; `null` if nothing was. */
  of(orderId: OrderId): SignedOrder | null;
  /** Returns what the venue knows by `reference`; `null` where nothing of that name was signed here. */
  ofReference(reference: string): SignedOrder | null;
  /**
   * Writes down what is about to be sent.
   *
   * @throws {Error} If that cannot be done now; what was signed must not be sent then.
   */
  record(order: SignedOrder): Promise<void>;
}
