import type { Journal } from "../actors/ports/journal.ts";
import type { Log } from "./log.ts";
import type { ArenaRefs } from "../actors/arena.ts";
import type { SeasonReply } from "../actors/seasonkeeper/protocol.ts";
import type { EventReply } from "../actors/curator/protocol.ts";
import type { DeadLetterReply } from "../actors/executor/protocol.ts";
import type {
  CapitalReply,
  HoldReply,
  ResetReply,
} from "../actors/settler/protocol.ts";
import type { TradingStateReply } from "../actors/risk/protocol.ts";
import type { OperatorDesk } from "../routes/(_api)/operator_desk.ts";
import {
  ActorStoppedError,
  AskTimeoutError,
  type Clock,
  MailboxFullError,
} from "../runtime/mod.ts";

/** How long an operator waits for the journal to have what was asked for, in milliseconds. */
const ANSWER_DEADLINE_MS = 10_000;

interface RecordDependencies {
  readonly journal: Pick<Journal, "append">;
  readonly clock: Pick<Clock, "nowMs">;
  readonly log: Log;
}

/**
 * Returns the desk at which an operator speaks to risk, settler and executor.
 * The desk itself writes down what no actor does.
 */
export function openDesk(
  { risk, settler, executor, seasonkeeper, curator }: ArenaRefs,
  { journal, clock, log }: RecordDependencies,
): OperatorDesk {
  const deadline = { deadlineMs: ANSWER_DEADLINE_MS };
  return {
    setTradingState: (wanted) =>
      unlessSilent(risk.ask<TradingStateReply>((replyTo) => ({
        ...wanted,
        kind: "set_trading_state",
        cause: "operator",
        replyTo,
      }), deadline)),
    changeSeason: (change) =>
      seasonkeeper === null
        ? Promise.resolve({
          kind: "season_kept",
          reason: "No season is declared here: ARENA_SEASONS is not set.",
        })
        : unlessSilent(seasonkeeper.ask<SeasonReply>((replyTo) => ({
          ...change,
          replyTo,
        }), deadline)),
    decideHold: (wanted) =>
      unlessSilent(settler.ask<HoldReply>((replyTo) => ({
        ...wanted,
        kind: "decide_hold",
        replyTo,
      }), deadline)),
    resetAccount: (wanted) => resetAccount(wanted, { risk, settler }),
    recordAct(act) {
      const atMs = clock.nowMs();
      journal.append({
        entry: { kind: "operator_acted", ...act },
        causationId: null,
        correlationId: null,
        occurredAtMs: atMs,
        recordedAtMs: atMs,
      }).catch((error) =>
        log.error({ err: error, act }, "an act was not written down")
      );
    },
    moveCapital: (move) =>
      unlessSilent(settler.ask<CapitalReply>((replyTo) => ({
        kind: "move_capital",
        move,
        replyTo,
      }), deadline)),
    changeEvents: (request) =>
      curator === null
        ? Promise.resolve({
          kind: "events_refused",
          reason: "No events are chosen here: ARENA_EVENTS is off.",
        })
        : unlessSilent(curator.ask<EventReply>((replyTo) => ({
          kind: "change_events",
          request,
          replyTo,
        }), deadline)),
    resolveDeadLetter: (word) =>
      unlessSilent(executor.ask<DeadLetterReply>((replyTo) => ({
        ...word,
        kind: "resolve_dead_letter",
        replyTo,
      }), deadline)),
  };
}

/** Halts first, which has open orders canceled: what is taken off an account may be in none. */
async function resetAccount(
  { contestantId, by, reason }: Parameters<OperatorDesk["resetAccount"]>[0],
  { risk, settler }: Pick<ArenaRefs, "risk" | "settler">,
): Promise<ResetReply | null> {
  const deadline = { deadlineMs: ANSWER_DEADLINE_MS };
  const halted = await unlessSilent(
    risk.ask<TradingStateReply>((replyTo) => ({
      kind: "set_trading_state",
      scope: { kind: "contestant", contestantId },
      state: "halted",
      step: "pause",
      cause: "operator",
      detail: reason,
      by,
      replyTo,
    }), deadline),
  );
  if (halted === null) return null;
  if (halted.kind === "trading_state_kept") {
    return { kind: "reset_refused", reason: halted.reason };
  }
  return await unlessSilent(settler.ask<ResetReply>((replyTo) => ({
    kind: "reset_account",
    contestantId,
    by,
    reason,
    replyTo,
  }), deadline));
}

/** An actor that restarts or is overrun gives no answer, which is no fault of the request. */
export async function unlessSilent<Reply>(
  reply: Promise<Reply>,
): Promise<Reply | null> {
  try {
    return await reply;
  } catch (error) {
    const isSilence = error instanceof AskTimeoutError ||
      error instanceof ActorStoppedError || error instanceof MailboxFullError;
    if (isSilence) return null;
    throw error;
  }
}
