import { isSameResolution } from "../../domain/market.ts";
import type { PhaseChange } from "../../domain/market_register.ts";
import { canChangePhase, isSettling } from "../../domain/settlement.ts";

/** A phase and when the venue says that it began, in Unix milliseconds. */
export interface ReportedPhase {
  readonly change: PhaseChange;
  readonly occurredAtMs: number;
}

/**
 * Whether a report says something new about a market, rather than repeating what is known or coming late.
 *
 * What leads on is news whenever it comes. What leads back from an end, or puts another result in the place of
 * one, is news only if the venue dates it later than what is known: an old frame must not undo a payment.
 */
export function isNews(known: ReportedPhase, reported: ReportedPhase): boolean {
  const { phase, resolution } = reported.change;
  if (isSettling(phase) && resolution === null) return false;
  const { phase: from, resolution: before } = known.change;
  const isLater = reported.occurredAtMs > known.occurredAtMs;
  if (from === phase) {
    return isLater && resolution !== null &&
      !isSameResolution(before, resolution);
  }
  return canChangePhase(from, phase) && (isLater || !isSettling(from));
}

/**
 * Whether a venue that was asked anew about a market that is over takes its word back: it disputes the result
 * or names another. Anything else is an answer that lags behind what the venue has already said.
 */
export function takesBack(known: PhaseChange, answered: PhaseChange): boolean {
  const { phase, resolution } = answered;
  if (phase === "disputed") return true;
  return isSettling(phase) && resolution !== null &&
    !isSameResolution(known.resolution, resolution);
}
