import type { EntryOf } from "../domain/journal.ts";
import type { ProjectionState } from "./projection_state.ts";
import type { ProjectionRow } from "./projection_tables.ts";

/** Adds a contestant with its starting balance; one that is there already stays as it is. */
export function enroll(
  state: ProjectionState,
  entry: EntryOf<"contestant_enrolled">,
  sequence: number,
): void {
  const { contestantId, name, strategy, startingBalance } = entry;
  if (state.get("contestants", contestantId) !== undefined) return;
  state.set("contestants", contestantId, {
    contestantId,
    sequence,
    name,
    strategy,
    startingBalance,
    cash: startingBalance,
    positionsAtBid: 0n,
    equity: startingBalance,
    markedAtMs: null,
    decisions: 0,
    orders: 0,
    denied: 0,
    fills: 0,
    fees: 0n,
    settlements: 0,
    settledCost: 0n,
    settledPayout: 0n,
    wins: 0,
    losses: 0,
    netDeposits: 0n,
    funding: 0n,
    inferenceCost: 0n,
    corrected: 0n,
    lastSequence: sequence,
  });
}

type Contestant = ProjectionRow<"contestants">;

/** Changes fields of a contestant. @throws {Error} If it was never enrolled. */
export function changeContestant(
  state: ProjectionState,
  contestantId: string,
  change: (contestant: Contestant) => Partial<Contestant>,
): void {
  const contestant = state.need("contestants", contestantId);
  state.set("contestants", contestantId, {
    ...contestant,
    ...change(contestant),
  });
}
