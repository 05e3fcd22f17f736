import { assertNever } from "../domain/assert_never.ts";
import type { EntryOf, JournalRow } from "../domain/journal.ts";
import { printQuantity } from "../domain/money.ts";
import { changeContestant } from "./projection_contestants.ts";
import type { ProjectionState } from "./projection_state.ts";
import type { ProjectionRow } from "./projection_tables.ts";

/** Entries that move money without a fill or a settlement. */
export type TransferEntry = EntryOf<
  | "capital_moved"
  | "funding_charged"
  | "inference_charged"
  | "position_corrected"
  | "balance_corrected"
  | "account_reset"
>;

type Sums = Pick<
  ProjectionRow<"contestants">,
  "netDeposits" | "funding" | "inferenceCost" | "corrected"
>;

/** Adds a transfer, and its amount to the sums of the contestant. */
export function transfer(
  state: ProjectionState,
  entry: TransferEntry,
  { sequence, occurredAtMs }: JournalRow,
): void {
  const { contestantId } = entry;
  state.set("transfers", String(sequence), {
    sequence,
    contestantId,
    marketId: "marketId" in entry ? entry.marketId : null,
    kind: entry.kind,
    amount: cashGained(entry),
    detail: detailOf(entry),
    movedAtMs: occurredAtMs,
  });
  changeContestant(state, contestantId, (contestant) => ({
    ...sumAfter(contestant, entry),
    lastSequence: sequence,
  }));
}

function cashGained(entry: TransferEntry): bigint | null {
  switch (entry.kind) {
    case "capital_moved":
    case "balance_corrected":
    case "account_reset":
      return entry.amount;
    case "funding_charged":
    case "inference_charged":
      return -entry.amount;
    case "position_corrected":
      return null;
    default:
      return assertNever(entry);
  }
}

function detailOf(entry: TransferEntry): string {
  switch (entry.kind) {
    case "capital_moved":
    case "balance_corrected":
    case "account_reset":
      return entry.reason;
    case "funding_charged":
      return entry.marketId;
    case "inference_charged":
      return entry.model;
    case "position_corrected":
      return `${printQuantity(entry.quantityBefore)} to ${
        printQuantity(entry.quantityAfter)
      } ${entry.outcome}: ${entry.reason}`;
    default:
      return assertNever(entry);
  }
}

function sumAfter(sums: Sums, entry: TransferEntry): Partial<Sums> {
  switch (entry.kind) {
    case "capital_moved":
      return { netDeposits: sums.netDeposits + entry.amount };
    case "funding_charged":
      return { funding: sums.funding + entry.amount };
    case "inference_charged":
      return { inferenceCost: sums.inferenceCost + entry.amount };
    case "balance_corrected":
    case "account_reset":
      return { corrected: sums.corrected + entry.amount };
    case "position_corrected":
      return {};
    default:
      return assertNever(entry);
  }
}
