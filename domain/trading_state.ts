import { assertNever } from "./assert_never.ts";
import type { ContestantId, SeasonId } from "./ids.ts";
import { seasonOf } from "./season.ts";

/** Every `TradingState`, the loosest first. */
export const TRADING_STATES = ["active", "reducing", "halted"] as const;

/**
 * What orders pass: in `active` all that keep the limits, in `reducing` only those that make a position
 * smaller, in `halted` none. Cancels always pass.
 */
export type TradingState = typeof TRADING_STATES[number];

/** Whom a trading state is for. */
export type TradingScope =
  | { readonly kind: "arena" }
  | { readonly kind: "season"; readonly seasonId: SeasonId }
  | { readonly kind: "contestant"; readonly contestantId: ContestantId };

/** Why a trading state changed. Closed: the docs table is generated from it. */
export const TRADING_STATE_CAUSES = {
  operator: "An operator asked for it.",
  daily_loss:
    "More was lost since midnight UTC than the limit, marks included.",
  drawdown: "More of the peak equity was lost than the limit.",
  reconcile_mismatch:
    "Journal and venue differ by more than the drift threshold.",
  venue_errors: "The venue failed too often in a row.",
  account_refused:
    "The venue refuses the account: its keys do not hold, or it is closed.",
  journal_lost: "The journal could not be written.",
  season_concluded: "Its season is over.",
  flattened: "Everything that was held is sold.",
} as const;

/** One of the reasons for a change of trading state. */
export type TradingStateCause = keyof typeof TRADING_STATE_CAUSES;

/** Every `WindDownStep`, the mildest first. */
export const WIND_DOWN_STEPS = ["pause", "reduce", "flatten"] as const;

/**
 * The ladder down: `pause` cancels what rests and keeps what is held, `reduce` lets positions only get
 * smaller, `flatten` sells everything at the bid and then halts.
 */
export type WindDownStep = typeof WIND_DOWN_STEPS[number];

/** Returns the state in which a step down is carried out. */
export function stateOfStep(step: WindDownStep): TradingState {
  return step === "pause" ? "halted" : "reducing";
}

/** A trading state, and how it came about. */
export interface TradingStateStanding {
  readonly state: TradingState;
  /** The step of the ladder that led here; `null` where none did. */
  readonly step: WindDownStep | null;
  readonly cause: TradingStateCause;
  /** One sentence for people. */
  readonly detail: string;
  /** Who asked, as it signed; `arena` for what happens by itself. */
  readonly by: string;
  readonly sinceMs: number;
}

/** Returns the stricter of two states. */
export function stricterState(
  left: TradingState,
  right: TradingState,
): TradingState {
  return TRADING_STATES.indexOf(left) >= TRADING_STATES.indexOf(right)
    ? left
    : right;
}

/** Returns a name of `scope` that is unique over all scopes, for maps. */
export function scopeKey(scope: TradingScope): string {
  switch (scope.kind) {
    case "arena":
      return "arena";
    case "season":
      return `season ${scope.seasonId}`;
    case "contestant":
      return `contestant ${scope.contestantId}`;
    default:
      return assertNever(scope);
  }
}

/** Returns whom `scope` is about, as it is named to people. */
export function scopeName(scope: TradingScope): string {
  switch (scope.kind) {
    case "arena":
      return "The arena";
    case "season":
      return `Season ${scope.seasonId}`;
    case "contestant":
      return scope.contestantId;
    default:
      return assertNever(scope);
  }
}

/** Whether what is set for `scope` holds for a contestant. */
export function holdsFor(
  scope: TradingScope,
  contestantId: ContestantId,
): boolean {
  switch (scope.kind) {
    case "arena":
      return true;
    case "season":
      return scope.seasonId === seasonOf(contestantId);
    case "contestant":
      return scope.contestantId === contestantId;
    default:
      return assertNever(scope);
  }
}

/** Returns every scope that a contestant is within, the widest first. */
export function scopesOf(contestantId: ContestantId): readonly TradingScope[] {
  return [
    { kind: "arena" },
    { kind: "season", seasonId: seasonOf(contestantId) },
    { kind: "contestant", contestantId },
  ];
}
