import type { ContestantId } from "../../../domain/ids.ts";
import type { Quantity, UsdMicros } from "../../../domain/money.ts";
import type { ActorRef } from "../../../runtime/mod.ts";
import type { FollowedJournal } from "../../ports/journal_follower.ts";
import type { Models } from "../../ports/model.ts";
import type { RiskMessage } from "../../risk/protocol.ts";
import type { MindOptions } from "./mind_options.ts";

/** A contestant that a model decides for. */
export interface ModelContestant {
  readonly contestantId: ContestantId;
  readonly name: string;
  /** The provider's id of the model, such as `openai/gpt-4o`: what drives the contestant. */
  readonly model: string;
}

/** What one model contestant thinks and trades with. */
export interface MindDependencies extends FollowedJournal, ModelContestant {
  readonly startingBalance: UsdMicros;
  readonly risk: ActorRef<RiskMessage>;
  /** Where its model is opened. */
  readonly models: Models;
  readonly options: MindOptions;
  /** Contracts of one order at most: what a target or stop sells beyond that goes in turns. */
  readonly orderQuantityMax: Quantity;
}
