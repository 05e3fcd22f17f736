import type { ArenaRefs } from "./actors/arena.ts";
import type { SeasonReply } from "./actors/seasonkeeper/protocol.ts";
import type { EventReply } from "./actors/curator/protocol.ts";
import type { CapitalReply } from "./actors/settler/protocol.ts";
import type { TradingStateReply } from "./actors/risk/protocol.ts";
import type { OperatorDesk } from "./routes/(_api)/operator_desk.ts";
import {
  ActorStoppedError,
  AskTimeoutError,
  MailboxFullError,
} from "./runtime/mod.ts";

/** How long an operator waits for the journal to have what was asked for, in milliseconds. */
const ANSWER_DEADLINE_MS = 10_000;

/** Returns the desk at which an operator speaks to risk, settler and executor. */
export function openDesk(
  { risk, settler, executor, seasonkeeper, curator }: ArenaRefs,
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
        ? Promise.resolve(null)
        : unlessSilent(seasonkeeper.ask<SeasonReply>((replyTo) => ({
          ...change,
          replyTo,
        }), deadline)),
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
      executor.tell({ ...word, kind: "resolve_dead_letter" }),
  };
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
