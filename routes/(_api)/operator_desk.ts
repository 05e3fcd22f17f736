import type { AuditAct } from "../../domain/audit.ts";
import type {
  CapitalMove,
  CapitalReply,
  DecideHold,
  HoldReply,
  ResetAccount,
  ResetReply,
} from "../../actors/settler/protocol.ts";
import type {
  EventReply,
  SignedEventRequest,
} from "../../actors/curator/protocol.ts";
import type {
  DeadLetterReply,
  ResolveDeadLetter,
} from "../../actors/executor/protocol.ts";
import type {
  ChangeSeason,
  SeasonReply,
} from "../../actors/seasonkeeper/protocol.ts";
import type {
  SetTradingState,
  TradingStateReply,
} from "../../actors/risk/protocol.ts";

/** What an operator asks for. Each answers once the arena has it in its journal; `null`: it did not answer in time. */
export interface OperatorDesk {
  /** Halts, winds down or lifts; only an operator lifts. */
  setTradingState(
    wanted: Omit<SetTradingState, "kind" | "cause" | "replyTo">,
  ): Promise<TradingStateReply | null>;
  /** Starts or concludes a season. */
  changeSeason(
    change: Omit<ChangeSeason, "replyTo">,
  ): Promise<SeasonReply | null>;
  /** Halts a contestant and resets its account. */
  resetAccount(
    wanted: Omit<ResetAccount, "kind" | "replyTo">,
  ): Promise<ResetReply | null>;
  /** Releases or keeps the hold on a result. */
  decideHold(
    wanted: Omit<DecideHold, "kind" | "replyTo">,
  ): Promise<HoldReply | null>;
  /** Writes down what an operator did that no other row tells of. */
  recordAct(act: AuditAct): void;
  /** Makes a deposit or withdrawal, once per move id. */
  moveCapital(move: CapitalMove): Promise<CapitalReply | null>;
  /** Chooses, swaps or activates events of the arena. */
  changeEvents(request: SignedEventRequest): Promise<EventReply | null>;
  /** Says what is to become of a dead-lettered order; the notices tell what came of it. */
  resolveDeadLetter(
    word: Omit<ResolveDeadLetter, "kind" | "replyTo">,
  ): Promise<DeadLetterReply | null>;
}
