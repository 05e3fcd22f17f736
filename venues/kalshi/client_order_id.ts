import { type OrderId, orderId } from "../../domain/ids.ts";

const ORDER_PATTERN =
  /^o_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;
const UUID_PATTERN =
  /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/;

/**
 * Returns what Kalshi calls an order of ours: the 128 bits of our id in the form of a UUID, so the same order is
 * always sent under the same name, and nothing needs to be remembered to read it back.
 */
export function clientOrderIdOf(id: OrderId): string {
  const match = ORDER_PATTERN.exec(id);
  return match === null ? id : match.slice(1).join("-");
}

/** Returns the order that a client order id stands for; `null` for an order that was not placed by us. */
export function orderOfClientId(text: string): OrderId | null {
  const match = UUID_PATTERN.exec(text);
  if (match !== null) return orderId(`o_${match.slice(1).join("")}`);
  return text.startsWith("o_") ? orderId(text) : null;
}
