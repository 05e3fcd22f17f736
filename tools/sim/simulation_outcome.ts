import type { JournalEntry } from "../../domain/journal.ts";
import type { Finding } from "./findings.ts";
import type { Tally } from "./tally.ts";
import type { World } from "./world.ts";

/** How one seed went. */
export interface SimulationOutcome {
  readonly seed: number;
  /** `null` if every invariant held. */
  readonly finding: Finding | null;
  /** Hash of the journal's last row, 64 hex digits. */
  readonly hash: string;
  readonly rows: number;
  readonly orders: number;
  readonly fills: number;
  /** Processes that it took. */
  readonly processes: number;
  /** How often what happened. */
  readonly tally: Tally;
}

/** Returns how a run went that is over. */
export function outcomeOf(
  { tally, findings, disk }: World,
  run: Pick<SimulationOutcome, "seed" | "processes">,
): SimulationOutcome {
  const { rows, submitted, fills, lateFills } = disk;
  tally.count("late fill: booked", lateFills);
  for (const { entry } of rows) tally.count(nameOf(entry));
  return {
    ...run,
    finding: findings.first,
    hash: rows.at(-1)?.hash ?? "",
    rows: rows.length,
    orders: submitted.size,
    fills: fills.size,
    tally: tally.read(),
  };
}

/** Returns the name by which a row is counted. */
function nameOf(entry: JournalEntry): string {
  if (entry.kind !== "trading_state_changed") return entry.kind;
  const { cause, state, step } = entry;
  return `${entry.kind}: ${cause} ${step ?? state}`;
}
