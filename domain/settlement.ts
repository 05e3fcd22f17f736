import { assertNever } from "./assert_never.ts";
import type { MarketPhase, Outcome, Resolution } from "./market.ts";
import { notional, type Quantity, type UsdMicros, ZERO_USD } from "./money.ts";
import { onScaleOf, yesPriceFromMicros } from "./price.ts";

/**
 * Which phases may follow on a phase; every other pair is an error.
 *
 * Later phases may be reached directly, since a venue's events can be missed while we are disconnected.
 * Only a pause, a dispute and a resolution that is taken back lead back.
 */
const NEXT_PHASES: Readonly<Record<MarketPhase, readonly MarketPhase[]>> = {
  listed: [
    "open",
    "paused",
    "closed",
    "proposed",
    "disputed",
    "final",
    "void",
  ],
  open: ["paused", "closed", "proposed", "disputed", "final", "void"],
  paused: ["open", "closed", "proposed", "disputed", "final", "void"],
  closed: ["proposed", "disputed", "final", "void"],
  proposed: ["disputed", "final", "void"],
  disputed: ["proposed", "final", "void"],
  final: ["proposed", "disputed", "void"],
  void: ["proposed", "disputed", "final"],
};

/** Raised for a change of phase that the table does not have. */
export class InvalidPhaseError extends Error {
  override readonly name = "InvalidPhaseError";
}

/** Whether a market may go from `from` to `to`. */
export function canChangePhase(from: MarketPhase, to: MarketPhase): boolean {
  return NEXT_PHASES[from].includes(to);
}

/** Whether positions of a market are paid out in this phase. */
export function isSettling(phase: MarketPhase): boolean {
  return phase === "final" || phase === "void";
}

/** What is paid out. */
export interface SettledHolding {
  readonly outcome: Outcome;
  readonly quantity: Quantity;
  /** What it cost, without fees; a void market pays it back. */
  readonly cost: UsdMicros;
}

/**
 * Returns what a market's resolution pays for `holding`: a dollar per contract of the side that won, its
 * share of a dollar where the result is scalar (rounded down to the micro-dollar), the cost where the market
 * is void, and nothing else. Fees are never paid back.
 */
export function settlementPayout(
  resolution: Resolution,
  holding: SettledHolding,
): UsdMicros {
  switch (resolution.kind) {
    case "yes":
    case "no":
      return resolution.kind === holding.outcome
        ? notional(yesPriceFromMicros(1_000_000n), holding.quantity, "floor")
        : ZERO_USD;
    case "scalar":
      return notional(
        onScaleOf(holding.outcome, resolution.yesPayout).price,
        holding.quantity,
        "floor",
      );
    case "void":
      return holding.cost;
    default:
      return assertNever(resolution);
  }
}
