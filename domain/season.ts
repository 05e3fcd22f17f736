import {
  type ContestantId,
  contestantId,
  type ModelId,
  type SeasonId,
  seasonId,
} from "./ids.ts";
import type { VenueId } from "./market.ts";
import type { UsdMicros } from "./money.ts";
import type { SizingRule } from "./sizing.ts";

/** What becomes of what is held when a season is over: `hold` keeps it to settlement, `flatten` sells it at the bid. */
export const SEASON_ENDINGS = ["hold", "flatten"] as const;

/** One of them. */
export type SeasonEnding = typeof SEASON_ENDINGS[number];

/** What decides for a contestant over a whole season, frozen so that nobody competes as two in one season. */
export type SeasonDriver =
  | {
    readonly kind: "model";
    readonly model: ModelId;
    /** What its provider calls it. */
    readonly release: string;
    /** Of release, prompt, tools, form and bounds: 64 hex digits. */
    readonly releaseHash: string;
  }
  | {
    readonly kind: "control";
    readonly control: string;
    /** Of the code of all controls. */
    readonly codeVersion: string;
  }
  /** Nobody can freeze what a program of somebody else thinks with: only that it takes part. */
  | { readonly kind: "agent"; readonly agent: string };

/** One contestant of a season. */
export interface SeasonMember {
  readonly contestantId: ContestantId;
  readonly name: string;
  readonly driver: SeasonDriver;
}

/** All that a season is held to from its first row to its last. */
export interface SeasonTerms {
  readonly id: SeasonId;
  readonly name: string;
  /** Unix milliseconds; `null` where an operator starts it. */
  readonly startsAtMs: number | null;
  /** Unix milliseconds; `null` where an operator concludes it. */
  readonly endsAtMs: number | null;
  readonly startingBalance: UsdMicros;
  readonly sizing: SizingRule;
  /** Share of Kelly's bet in millionths. */
  readonly kellyFractionMicros: bigint;
  readonly venues: readonly VenueId[];
  readonly mode: "paper" | "live";
  readonly ending: SeasonEnding;
  readonly roster: readonly SeasonMember[];
}

/** The season of everybody who is in no declared one. It has no terms, is always on and never ends. */
export const OPEN_SEASON: SeasonId = seasonId("open");

/** Between the id that somebody has everywhere and the season. No id of a model or control has it. */
const MARK = "@";

/** Returns the id under which somebody competes in a season: as it is in the open one, else followed by the season's. */
export function contestantOf(id: string, season: SeasonId): ContestantId {
  return contestantId(season === OPEN_SEASON ? id : `${id}${MARK}${season}`);
}

/** Returns the season that a contestant competes in. */
export function seasonOf(id: ContestantId): SeasonId {
  const mark = id.lastIndexOf(MARK);
  return mark < 0 ? OPEN_SEASON : id.slice(mark + 1) as SeasonId;
}

/** Returns what a contestant is called without its season. */
function withoutSeason(id: ContestantId): string {
  const mark = id.lastIndexOf(MARK);
  return mark < 0 ? id : id.slice(0, mark);
}

/** Marks the ids of contestants that trade real money: what one did on paper is another one's record. */
export const LIVE_SUFFIX = "-live";

/** Whether a contestant trades real money, by its id. */
export function isLive(id: ContestantId): boolean {
  return withoutSeason(id).endsWith(LIVE_SUFFIX);
}

/** Returns the id of the model or control that decides for a contestant, in whichever season, on paper or live. */
export function driverOf(id: ContestantId): string {
  const name = withoutSeason(id);
  return isLive(id) ? name.slice(0, -LIVE_SUFFIX.length) : name;
}
