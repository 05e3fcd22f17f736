import type { TradingPauses } from "../../domain/trading_pauses.ts";
import type { ActorRef } from "../../runtime/mod.ts";
import type { ExecutorMessage } from "../executor/protocol.ts";
import type { FollowedJournal } from "../ports/journal_follower.ts";
import type { RiskLimits } from "./limits.ts";
import type { PerpetualLimits } from "./perpetual_view.ts";

/** What risk works with. */
export interface RiskDependencies extends FollowedJournal {
  readonly executor: ActorRef<ExecutorMessage>;
  readonly limits: RiskLimits;
  /** When the venue of the arena does not trade. @default {it trades around the clock} */
  readonly pauses?: TradingPauses | undefined;
  /** What orders for perpetuals are held to besides; left out where nobody trades them. */
  readonly perpetualLimits?: PerpetualLimits | undefined;
}
