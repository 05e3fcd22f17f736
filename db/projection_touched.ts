import { assertNever } from "../domain/assert_never.ts";
import type { JournalRow } from "../domain/journal.ts";
import type { ProjectionName } from "./projection_tables.ts";

/** A stored row that a journal row builds on. */
export interface TouchedKey {
  readonly name: ProjectionName;
  readonly key: string;
}

/** Returns which stored rows `applyRow` will look at for `row`. */
export function touchedKeys({ entry }: JournalRow): readonly TouchedKey[] {
  switch (entry.kind) {
    case "contestant_enrolled":
      return [{ name: "contestants", key: entry.contestantId }];
    case "market_listed":
      return [{ name: "markets", key: entry.market.id }];
    case "market_phase_changed":
      return [{ name: "markets", key: entry.marketId }];
    case "signal_detected":
      return [{ name: "signals", key: entry.signal.id }];
    case "signal_scored":
      return [{ name: "signals", key: entry.score.signalId }];
    case "decision_made":
      return [
        { name: "contestants", key: entry.decision.contestantId },
        { name: "decisions", key: entry.decision.id },
      ];
    case "order_denied":
    case "order_submitted":
      return [
        { name: "contestants", key: entry.order.contestantId },
        { name: "orders", key: entry.order.id },
      ];
    case "order_accepted":
    case "order_rejected":
    case "order_canceled":
    case "order_expired":
      return [{ name: "orders", key: entry.orderId }];
    case "order_filled":
      return [
        { name: "contestants", key: entry.fill.contestantId },
        { name: "orders", key: entry.fill.orderId },
        { name: "fills", key: entry.fill.id },
      ];
    case "position_settled":
      return [{ name: "contestants", key: entry.contestantId }];
    case "equity_marked":
      return entry.marks.map(({ contestantId }) => ({
        name: "contestants",
        key: contestantId,
      }));
    default:
      return assertNever(entry);
  }
}
