import { assertNever } from "../../domain/assert_never.ts";
import { printMicros } from "../../domain/decimal.ts";
import type { Fill } from "../../domain/fill.ts";
import type { ContestantId, OrderId } from "../../domain/ids.ts";
import {
  formatUsd,
  printQuantity,
  type Quantity,
  type UsdMicros,
} from "../../domain/money.ts";
import type { PerpetualPosition } from "../../domain/perpetual.ts";
import type { PositionKey } from "../../domain/position_register.ts";

/** Something in which journal and venue do not say the same. */
export type Difference =
  /** It works by the journal and the venue does not list it: a list alone does not prove that it is over. */
  | { readonly kind: "order_unlisted"; readonly orderId: OrderId }
  /** The venue works on it, and by the journal it is over, or was never made. */
  | {
    readonly kind: "order_unexpected";
    readonly orderId: OrderId;
    readonly isOurs: boolean;
    /** Whose own account it is on; `null` where everybody's orders are. */
    readonly owner: ContestantId | null;
  }
  /** A fill that is not in the journal. */
  | {
    readonly kind: "fill_missing";
    readonly fill: Fill;
    /** How its order stands by the journal: `forgotten` is over for too long to be kept, `unknown` never made. */
    readonly order: "working" | "closed" | "forgotten" | "unknown";
  }
  | {
    readonly kind: "position_differs";
    readonly position: PositionKey;
    readonly journal: Quantity;
    readonly venue: Quantity;
  }
  | {
    readonly kind: "perpetual_differs";
    /** By the journal, and by the venue. */
    readonly journal: PerpetualPosition;
    readonly venue: PerpetualPosition;
  }
  | {
    readonly kind: "balance_differs";
    readonly contestantId: ContestantId;
    /** What it should be by the journal. */
    readonly expected: UsdMicros;
    /** What the venue has above that; below 0 where it has less. */
    readonly surplus: UsdMicros;
    /** Whether part of it may be a payout that only one side has booked. */
    readonly isSettling: boolean;
  };

/** Returns whose account a difference is on; `null` where that is not known. */
export function contestantOf(difference: Difference): ContestantId | null {
  switch (difference.kind) {
    case "order_unlisted":
      return null;
    case "order_unexpected":
      return difference.owner;
    case "fill_missing":
      return difference.fill.contestantId;
    case "position_differs":
      return difference.position.contestantId;
    case "perpetual_differs":
      return difference.journal.contestantId;
    case "balance_differs":
      return difference.contestantId;
    default:
      return assertNever(difference);
  }
}

/**
 * Returns a text that is equal for differences that two reports agree on. What both sides moved by in between,
 * they may have.
 */
export function differenceKey(difference: Difference): string {
  switch (difference.kind) {
    case "order_unlisted":
    case "order_unexpected":
      return `${difference.kind} ${difference.orderId}`;
    case "fill_missing":
      return `${difference.kind} ${difference.fill.id}`;
    case "position_differs": {
      const { position: { contestantId, marketId, outcome } } = difference;
      const surplus = difference.venue - difference.journal;
      return `${difference.kind} ${contestantId} ${marketId} ${outcome} ${surplus}`;
    }
    case "perpetual_differs": {
      const { journal: { contestantId, marketId, size }, venue } = difference;
      return `${difference.kind} ${contestantId} ${marketId} ${
        venue.size - size
      }`;
    }
    case "balance_differs":
      return `${difference.kind} ${difference.contestantId} ${difference.surplus}`;
    default:
      return assertNever(difference);
  }
}

/** Returns the differences of the newer report that the older one had as well. */
export function agreedDifferences(
  older: readonly Difference[],
  newer: readonly Difference[],
): readonly Difference[] {
  const keys = new Set(older.map(differenceKey));
  return newer.filter((difference) => keys.has(differenceKey(difference)));
}

/** Returns one sentence for people. */
export function differenceSentence(difference: Difference): string {
  switch (difference.kind) {
    case "order_unlisted":
      return `Order ${difference.orderId} works by the journal and is not listed by the venue.`;
    case "order_unexpected":
      return `The venue works on order ${difference.orderId}, which is ${
        difference.isOurs ? "over by the journal" : "none of ours"
      }.`;
    case "fill_missing":
      return `Fill ${difference.fill.id} of order ${difference.fill.orderId} is not in the journal.`;
    case "position_differs": {
      const { position: { contestantId, marketId, outcome } } = difference;
      return `${contestantId} holds ${
        printQuantity(difference.journal)
      } ${outcome} of ${marketId} by the journal and ${
        printQuantity(difference.venue)
      } by the venue.`;
    }
    case "perpetual_differs": {
      const { journal: { contestantId, marketId, size }, venue } = difference;
      return `${contestantId} holds ${
        printMicros(size)
      } of ${marketId} by the journal and ${
        printMicros(venue.size)
      } by the venue.`;
    }
    case "balance_differs":
      return `The cash of ${difference.contestantId} at the venue differs from the journal's by ${
        formatUsd(difference.surplus)
      }.`;
    default:
      return assertNever(difference);
  }
}
