import { ownerOf, type PerpetualEntry } from "../domain/perpetual_entries.ts";
import { changeContestant } from "./projection_contestants.ts";
import type { ProjectionState } from "./projection_state.ts";

/**
 * Adds what a row about a perpetual says to the figures of its contestant. The journal repeats none of them: every
 * row is made once, by an id that its maker has checked.
 */
export function countPerpetual(
  state: ProjectionState,
  entry: PerpetualEntry,
  sequence: number,
): void {
  const contestantId = ownerOf(entry);
  if (contestantId === null) return;
  changeContestant(state, contestantId, (contestant) => {
    switch (entry.kind) {
      case "perpetual_decided":
        return { decisions: contestant.decisions + 1, lastSequence: sequence };
      case "perpetual_order_denied":
        return { denied: contestant.denied + 1, lastSequence: sequence };
      case "perpetual_order_submitted":
        return { orders: contestant.orders + 1, lastSequence: sequence };
      case "perpetual_filled":
        return {
          fills: contestant.fills + 1,
          fees: contestant.fees + entry.fill.fee,
          lastSequence: sequence,
        };
      default:
        return {};
    }
  });
}
