import type { AccountReset } from "./account_reset.ts";
import type { EntryOf } from "./journal.ts";
import { ZERO_QUANTITY, ZERO_USD } from "./money.ts";

/** Returns the corrections of positions that a reset is made of. */
export function positionCorrectionsOf(
  { contestantId, positions, reason }: AccountReset,
): readonly EntryOf<"position_corrected">[] {
  return positions.map(({ marketId, outcome, quantity }) => ({
    kind: "position_corrected",
    contestantId,
    marketId,
    outcome,
    quantityBefore: quantity,
    quantityAfter: ZERO_QUANTITY,
    costAfter: ZERO_USD,
    reason,
  }));
}
