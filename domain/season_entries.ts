import type { SeasonId } from "./ids.ts";
import type { SeasonTerms } from "./season.ts";

/** Why a season is over. */
export const SEASON_END_CAUSES = ["end_date", "operator"] as const;

/** What the journal says of seasons. */
export type SeasonEntry =
  | {
    readonly kind: "season_started";
    readonly seasonId: SeasonId;
    readonly terms: SeasonTerms;
    /** Who started it, as it signed; `arena` where its time had come. */
    readonly by: string;
    readonly reason: string;
  }
  | {
    readonly kind: "season_concluded";
    readonly seasonId: SeasonId;
    readonly cause: typeof SEASON_END_CAUSES[number];
    readonly by: string;
    readonly reason: string;
  };
