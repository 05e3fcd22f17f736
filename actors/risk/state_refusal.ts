import type { ArenaBooks } from "../../domain/fold.ts";
import { OPEN_SEASON, seasonOf } from "../../domain/season.ts";
import {
  stateOfStep,
  stricterState,
  type TradingScope,
} from "../../domain/trading_state.ts";
import type { SetTradingState } from "./protocol.ts";
import type { TradingStates } from "./trading_states.ts";

/** Returns why a state is not set, in one sentence; `null` if it is. */
export function refusalOf(
  { scope, state, step, cause, by }: SetTradingState,
  states: Pick<TradingStates, "newest" | "within">,
  books: Pick<ArenaBooks, "contestants" | "seasons">,
): string | null {
  const stranger = strangerOf(scope, books);
  if (stranger !== null) return stranger;
  if (step !== null && stateOfStep(step) !== state) {
    return `The step ${step} is carried out in the state ${
      stateOfStep(step)
    }, not ${state}.`;
  }
  if (by.trim() === "") return "Whoever sets a state signs it.";
  // A season that is over may have been paused: what it holds is sold all the same where its terms say so.
  if (cause === "season_concluded" && step === "flatten") return null;
  if (cause === "operator") {
    if (scope.kind === "season" && books.seasons.isOver(scope.seasonId)) {
      return `Season ${scope.seasonId} is over.`;
    }
    const blocker = step === "flatten"
      ? around(scope).find((wider) => states.within(wider).state === "halted")
      : undefined;
    if (blocker === undefined) return null;
    return blocker.kind === "arena"
      ? "Nothing can be sold while the arena is halted."
      : "Nothing can be sold while its season is halted.";
  }
  const now = states.newest(scope).state;
  if (now === state) return `It is ${state} already.`;
  if (stricterState(now, state) === state) return null;
  return `Only an operator may go from ${now} to ${state}.`;
}

function strangerOf(
  scope: TradingScope,
  { contestants, seasons }: Pick<ArenaBooks, "contestants" | "seasons">,
): string | null {
  if (scope.kind === "contestant" && !contestants.has(scope.contestantId)) {
    return `Nobody of the name ${scope.contestantId} is enrolled.`;
  }
  if (
    scope.kind === "season" && scope.seasonId !== OPEN_SEASON &&
    !seasons.all.has(scope.seasonId)
  ) return `No season of the name ${scope.seasonId} has started.`;
  return null;
}

/** The scopes that a scope is within. */
function around(scope: TradingScope): readonly TradingScope[] {
  if (scope.kind === "arena") return [];
  const arena: TradingScope = { kind: "arena" };
  if (scope.kind === "season") return [arena];
  return [arena, { kind: "season", seasonId: seasonOf(scope.contestantId) }];
}
