import type { Fill } from "../../domain/fill.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId } from "../../domain/ids.ts";
import type { EntryOf } from "../../domain/journal.ts";
import {
  add,
  subtract,
  usdFromMicros,
  type UsdMicros,
} from "../../domain/money.ts";
import { type Position, releasedCost } from "../../domain/position.ts";
import { hasEnded, venueCash } from "./compare.ts";
import type { JournalSide } from "./journal_side.ts";
import type { Difference } from "./differences.ts";

/** A row that brings the journal to what the venue says. */
export type CorrectionEntry = EntryOf<
  | "order_filled"
  | "position_corrected"
  | "perpetual_corrected"
  | "balance_corrected"
>;

/** What corrections are made for. */
export interface CorrectedSide
  extends Pick<JournalSide, "books" | "fills" | "nowMs"> {
  /** Who is halted for so long that no approved order of theirs is on its way any more. */
  readonly halted: ReadonlySet<ContestantId>;
}

const REASON = "Two reports of the venue agree on it.";

/**
 * Returns the rows that correct differences on which two reports agree, as far as that is safe.
 *
 * The rows must be the next ones after those that `books` holds: no fold takes a correction of what is not held as
 * it says. After them, no row may come that was made without them, so
 *
 * - a position is corrected only in a market that goes on, after a while of halt and where no order is;
 * - a fill is booked only of an order that the executor has forgotten, a sale only of what is held and free, and
 *   one of each contestant at a time, so that none takes away what another one sold;
 * - cash is corrected only where no payout is on its way.
 */
export function correctionsOf(
  differences: readonly Difference[],
  side: CorrectedSide,
): readonly CorrectionEntry[] {
  const rows: CorrectionEntry[] = [];
  const filled = new Set<ContestantId>();
  for (const difference of differences) {
    const row = correctionOf(difference, side);
    if (row === null) continue;
    if (row.kind === "order_filled") {
      const { contestantId } = row.fill;
      if (filled.has(contestantId)) continue;
      filled.add(contestantId);
    }
    rows.push(row);
  }
  return rows;
}

function correctionOf(
  difference: Difference,
  side: CorrectedSide,
): CorrectionEntry | null {
  switch (difference.kind) {
    case "fill_missing":
      return bookedFill(difference, side);
    case "position_differs":
      return correctedPosition(difference, side);
    case "perpetual_differs":
      return correctedPerpetual(difference, side);
    case "balance_differs":
      return correctedBalance(difference, side);
    default:
      return null;
  }
}

/** Whether the executor settles it: it follows the order, or keeps it for fills that come late. */
export function isForExecutor(difference: Difference): boolean {
  return difference.kind === "order_unlisted" ||
    difference.kind === "fill_missing" &&
      (difference.order === "working" || difference.order === "closed");
}

/**
 * Whether nobody may trade before an operator has looked at it. Contracts have no drift: any difference in them
 * counts.
 */
export function needsHalt(difference: Difference, books: ArenaBooks): boolean {
  if (isForExecutor(difference)) return false;
  return difference.kind !== "fill_missing" ||
    difference.order === "unknown" || !isBookable(difference.fill, books);
}

/** Whether every fold would take a row of it. */
function isBookable(fill: Fill, { contestants, positions }: ArenaBooks) {
  const { contestantId, side, outcome, price, quantity, occurredAtMs } = fill;
  const isWhole = Number.isSafeInteger(occurredAtMs) && quantity > 0n &&
    price.outcome === outcome && contestants.has(contestantId);
  return isWhole &&
    (side === "buy" || quantity <= positions.get(fill).quantity);
}

function bookedFill(
  { fill, order }: Extract<Difference, { kind: "fill_missing" }>,
  { books, fills }: CorrectedSide,
): CorrectionEntry | null {
  if (order !== "forgotten" || fills.has(fill.id)) return null;
  const mayOversell = fill.side === "sell" && hasOrders(fill, books);
  return isBookable(fill, books) && !mayOversell
    ? { kind: "order_filled", fill }
    : null;
}

function correctedPosition(
  { position: key, venue, journal }: Extract<
    Difference,
    { kind: "position_differs" }
  >,
  { books, nowMs, halted }: CorrectedSide,
): CorrectionEntry | null {
  const market = books.markets.get(key.marketId)?.market;
  if (market === undefined || hasEnded(market, nowMs)) return null;
  const isStill = halted.has(key.contestantId) &&
    books.controls.stateOf(key.contestantId) === "halted";
  if (!isStill) return null;
  const position = books.positions.get(key);
  if (position.quantity !== journal || hasOrders(key, books)) return null;
  return {
    kind: "position_corrected",
    ...key,
    quantityBefore: journal,
    quantityAfter: venue,
    costAfter: costAfter(position, venue),
    reason: REASON,
  };
}

/** A position is what the venue says it was entered for as well: no money moves by that. */
function correctedPerpetual(
  { journal, venue }: Extract<Difference, { kind: "perpetual_differs" }>,
  { books, halted }: CorrectedSide,
): CorrectionEntry | null {
  const { contestantId, marketId, size } = journal;
  const isStill = halted.has(contestantId) &&
    books.controls.stateOf(contestantId) === "halted";
  const isOut = [...books.perpetualOrders.open.values()].some((order) =>
    order.contestantId === contestantId && order.marketId === marketId
  );
  const now = books.perpetuals.get(journal);
  if (!isStill || isOut || now.size !== size) return null;
  return {
    kind: "perpetual_corrected",
    contestantId,
    marketId,
    before: { size, entryNotional: now.entryNotional },
    after: { size: venue.size, entryNotional: venue.entryNotional },
    reason: REASON,
  };
}

function correctedBalance(
  { contestantId, expected, surplus, isSettling }: Extract<
    Difference,
    { kind: "balance_differs" }
  >,
  { books }: CorrectedSide,
): CorrectionEntry | null {
  const contestant = books.contestants.get(contestantId);
  if (contestant === undefined || isSettling) return null;
  return venueCash(contestant) === expected
    ? {
      kind: "balance_corrected",
      contestantId,
      amount: surplus,
      reason: REASON,
    }
    : null;
}

function hasOrders(
  { contestantId, marketId }: Pick<Position, "contestantId" | "marketId">,
  { orders }: ArenaBooks,
): boolean {
  return [...orders.working.values()].some((order) =>
    order.contestantId === contestantId && order.marketId === marketId
  );
}

/**
 * Returns what is held afterwards cost: the cost leaves pro rata. What contracts cost that turned up nobody knows;
 * it counts as the most that it can have been, a dollar each, so that risk never sees too little.
 */
function costAfter(
  position: Position,
  quantityAfter: Position["quantity"],
): UsdMicros {
  const { quantity, cost } = position;
  if (quantityAfter > quantity) {
    return add(cost, usdFromMicros(quantityAfter - quantity));
  }
  const gone = subtract(quantity, quantityAfter);
  return subtract(cost, releasedCost(position, gone));
}
