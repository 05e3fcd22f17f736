import type { ContestantId } from "../../domain/ids.ts";
import { stateOfStep, stricterState } from "../../domain/trading_state.ts";
import type { SetTradingState } from "./protocol.ts";
import type { TradingStates } from "./trading_states.ts";

/** Returns why a state is not set, in one sentence; `null` if it is. */
export function refusalOf(
  { scope, state, step, cause, by }: SetTradingState,
  states: Pick<TradingStates, "newest" | "within">,
  contestants: ReadonlyMap<ContestantId, unknown>,
): string | null {
  if (scope.kind === "contestant" && !contestants.has(scope.contestantId)) {
    return `Nobody of the name ${scope.contestantId} is enrolled.`;
  }
  if (step !== null && stateOfStep(step) !== state) {
    return `The step ${step} is carried out in the state ${
      stateOfStep(step)
    }, not ${state}.`;
  }
  if (by.trim() === "") return "Whoever sets a state signs it.";
  if (cause === "operator") {
    const isBlocked = step === "flatten" && scope.kind === "contestant" &&
      states.within({ kind: "arena" }).state === "halted";
    return isBlocked ? "Nothing can be sold while the arena is halted." : null;
  }
  const now = states.newest(scope).state;
  if (now === state) return `It is ${state} already.`;
  if (stricterState(now, state) === state) return null;
  return `Only an operator may go from ${now} to ${state}.`;
}
