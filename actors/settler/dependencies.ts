import type { FundingHistory } from "../ports/funding_history.ts";
import type { FollowedJournal } from "../ports/journal_follower.ts";
import type { ResolutionSource } from "../ports/resolution.ts";
import type { SettlementCheckOptions } from "./settlement_checks.ts";

/** What the settler works with. */
export interface SettlerDependencies extends FollowedJournal {
  readonly resolution: ResolutionSource;
  /** Milliseconds between two equity marks. */
  readonly equityIntervalMs: number;
  /** How results are checked before they are paid on; left out where they are not, as in a replay. */
  readonly settlementCheck?: SettlementCheckOptions | undefined;
  /** Whether the venue is asked when the calendar says so, instead of every ten seconds. @default {false} */
  readonly asksByCalendar?: boolean;
  /** Whether perpetuals are traded, which cost or bring funding. @default {false} */
  readonly hasPerpetuals?: boolean;
  /** Rates of hours that ended while nobody listened; left out where the venue tells none, as in a replay. */
  readonly fundingHistory?: FundingHistory | undefined;
}
