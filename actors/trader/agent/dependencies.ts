import type { ContestantId } from "../../../domain/ids.ts";
import type { Quantity, UsdMicros } from "../../../domain/money.ts";
import type { ActorRef } from "../../../runtime/mod.ts";
import type { FollowedJournal } from "../../ports/journal_follower.ts";
import type { RiskMessage } from "../../risk/protocol.ts";
import type { MindOptions } from "../mind/mind_options.ts";

/** A contestant that a program outside of the arena decides for. */
export interface AgentContestant {
  readonly contestantId: ContestantId;
  readonly name: string;
}

/** What one outside agent trades with. */
export interface AgentDependencies extends FollowedJournal, AgentContestant {
  readonly startingBalance: UsdMicros;
  readonly risk: ActorRef<RiskMessage>;
  /** The season's rules, the same as for models. */
  readonly options: MindOptions;
  /** Contracts of one order at most. */
  readonly orderQuantityMax: Quantity;
  /** Milliseconds in which a snapshot can be decided from. */
  readonly windowMs: number;
}
