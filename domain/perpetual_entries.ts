import { assertNever } from "./assert_never.ts";
import type { DenialCode } from "./denial.ts";
import type { ContestantId, MarketId, OrderId } from "./ids.ts";
import type { PerpetualPosition } from "./perpetual.ts";
import type { PerpetualMarket } from "./perpetual_market.ts";
import type {
  BookedPerpetualFill,
  PerpetualDecision,
  PerpetualOrder,
} from "./perpetual_order.ts";

/** How an order for a perpetual ends; what was filled of it before stays filled. */
export const PERPETUAL_ORDER_ENDS = ["filled", "canceled", "rejected"] as const;

/** Rows about perpetuals; what holding them costs is a `funding_charged`. */
export type PerpetualEntry =
  | { readonly kind: "perpetual_listed"; readonly market: PerpetualMarket }
  | {
    readonly kind: "perpetual_decided";
    readonly decision: PerpetualDecision;
  }
  | {
    readonly kind: "perpetual_order_denied";
    readonly order: PerpetualOrder;
    readonly code: DenialCode;
    readonly detail: string;
  }
  | {
    readonly kind: "perpetual_order_submitted";
    readonly order: PerpetualOrder;
  }
  | {
    readonly kind: "perpetual_filled";
    readonly fill: BookedPerpetualFill;
  }
  | {
    readonly kind: "perpetual_order_closed";
    readonly orderId: OrderId;
    readonly end: typeof PERPETUAL_ORDER_ENDS[number];
    /** The venue's own words; empty where there is nothing to say. */
    readonly reason: string;
  }
  /** A position is what the venue says, and not what it was by the journal. No money moves. */
  | {
    readonly kind: "perpetual_corrected";
    readonly contestantId: ContestantId;
    readonly marketId: MarketId;
    readonly before: PerpetualHolding;
    readonly after: PerpetualHolding;
    readonly reason: string;
  };

/** How much is held, and what it was entered for. */
export type PerpetualHolding = Pick<
  PerpetualPosition,
  "size" | "entryNotional"
>;

const PERPETUAL_KINDS = {
  perpetual_listed: true,
  perpetual_decided: true,
  perpetual_order_denied: true,
  perpetual_order_submitted: true,
  perpetual_filled: true,
  perpetual_order_closed: true,
  perpetual_corrected: true,
} as const satisfies Record<PerpetualEntry["kind"], true>;

/** Whether `entry` is about a perpetual. */
export function isPerpetual<Entry extends { readonly kind: string }>(
  entry: Entry,
): entry is Extract<Entry, PerpetualEntry> {
  return Object.hasOwn(PERPETUAL_KINDS, entry.kind);
}

/** Returns whose figures a row about a perpetual changes; `null` for nobody's. */
export function ownerOf(entry: PerpetualEntry): ContestantId | null {
  switch (entry.kind) {
    case "perpetual_decided":
      return entry.decision.contestantId;
    case "perpetual_order_denied":
    case "perpetual_order_submitted":
      return entry.order.contestantId;
    case "perpetual_filled":
      return entry.fill.contestantId;
    case "perpetual_corrected":
      return entry.contestantId;
    case "perpetual_listed":
    case "perpetual_order_closed":
      return null;
    default:
      return assertNever(entry);
  }
}
