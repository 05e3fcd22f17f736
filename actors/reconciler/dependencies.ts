import type { UsdMicros } from "../../domain/money.ts";
import type { ActorRef } from "../../runtime/mod.ts";
import type { ExecutorMessage } from "../executor/protocol.ts";
import type { Execution } from "../ports/execution.ts";
import type { FollowedJournal } from "../ports/journal_follower.ts";
import type { PerpetualExecution } from "../ports/perpetual_execution.ts";
import type { ResolutionSource } from "../ports/resolution.ts";
import type { SetTradingState } from "../risk/protocol.ts";
import type { SettlerMessage } from "../settler/protocol.ts";

/** How journal and venue are compared. */
export interface ReconciliationOptions {
  /** Between two passes, in milliseconds, 10,000 or more. */
  readonly intervalMs: number;
  /** Up to this much of a contestant's cash may differ. */
  readonly driftMax: UsdMicros;
}

/** What the reconciler works with. */
export interface ReconcilerDependencies
  extends FollowedJournal, ReconciliationOptions {
  readonly execution: Execution;
  /** Asked for positions in perpetuals; left out where nobody trades them. */
  readonly perpetuals?: PerpetualExecution | undefined;
  /** Asked about a market before a holding that the venue says is gone counts as lost: it may have been paid out. */
  readonly resolution: ResolutionSource;
  /** Who settles what became of orders that it follows. */
  readonly executor: ActorRef<ExecutorMessage>;
  /** Who is told how a market stands that the venue was asked about. */
  readonly settler: ActorRef<SettlerMessage>;
  /** Who halts the arena. */
  readonly risk: ActorRef<SetTradingState>;
}
