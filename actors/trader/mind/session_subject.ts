import type {
  ContestantId,
  DecisionId,
  MarketId,
} from "../../../domain/ids.ts";
import type { Snapshot } from "../../../domain/snapshot.ts";
import type { Account } from "../../ports/contestant_account.ts";

/** What a session is about. */
export interface SessionSubject {
  /** The decision that it is to end with. */
  readonly decisionId: DecisionId;
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  readonly causationId: string;
  readonly snapshot: Snapshot;
  readonly account: Account;
  /** The provider's id of the model. */
  readonly model: string;
}
