import type { OrderId } from "../../domain/ids.ts";
import type { ExecutorMessage } from "../executor/protocol.ts";
import type { VenueAccountReport } from "../ports/execution.ts";
import type { Difference } from "./differences.ts";

/**
 * Returns what the executor is to be told of differences that are for it to settle, once for each order: to ask
 * about one that it follows, as a list proves nothing, and of fills that came after one was over.
 */
export function executorMessages(
  differences: readonly Difference[],
  report: VenueAccountReport,
): readonly ExecutorMessage[] {
  const messages = new Map<OrderId, ExecutorMessage>();
  for (const difference of differences) {
    if (difference.kind === "order_unlisted") {
      const { orderId } = difference;
      messages.set(orderId, { kind: "ask_due", orderId });
    }
    if (difference.kind !== "fill_missing") continue;
    const { fill: { orderId }, order } = difference;
    if (order === "working") {
      messages.set(orderId, { kind: "ask_due", orderId });
    }
    if (order === "closed") {
      const fills = report.fills.filter((fill) => fill.orderId === orderId);
      messages.set(orderId, {
        kind: "order_pushed",
        orderId,
        report: { status: "canceled", fills },
      });
    }
  }
  return [...messages.values()];
}
