import type { ViewChange } from "../../domain/view_delta.ts";

/**
 * Returns changes with each order told once: as it is after all of them, in the place of the first. Most orders are
 * sent, accepted and filled within one flush, and whoever watches sees what is left in the end.
 */
export function withNewestOrders(
  changes: readonly ViewChange[],
): readonly ViewChange[] {
  const newest = new Map<string, ViewChange>();
  for (const change of changes) {
    if (change.kind === "order_changed") newest.set(change.order.id, change);
  }
  return changes.flatMap((change) => {
    if (change.kind !== "order_changed") return [change];
    const told = newest.get(change.order.id);
    newest.delete(change.order.id);
    return told === undefined ? [] : [told];
  });
}
