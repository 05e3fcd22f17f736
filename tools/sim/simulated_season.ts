import { type SeasonId, seasonId } from "../../domain/ids.ts";
import type { VenueId } from "../../domain/market.ts";
import { usd } from "../../domain/money.ts";
import {
  contestantOf,
  SEASON_ENDINGS,
  type SeasonTerms,
} from "../../domain/season.ts";
import type { Dice } from "./dice.ts";

/** The season that some seeds have beside the open one. */
export const CUP: SeasonId = seasonId("cup");

/** Who competes in it: contestants that trade in every round. */
const MEMBERS = ["eager-3", "eager-4"];

/** How likely it is that a seed has it. */
const HAS_SEASON = 0.4;

/**
 * Returns the terms of the season of one seed, the same for all its processes; `null` where it has none.
 *
 * @param startMs When the first process starts, Unix milliseconds.
 */
export function drawSeason(
  dice: Dice,
  startMs: number,
  venue: VenueId,
): SeasonTerms | null {
  if (!dice.happens(HAS_SEASON)) return null;
  const startsAtMs = startMs + dice.between(0, 20_000);
  const endsAtMs = startsAtMs + dice.between(10_000, 90_000);
  return {
    id: CUP,
    name: "Cup",
    startsAtMs: dice.happens(0.7) ? startsAtMs : null,
    endsAtMs: dice.happens(0.5) ? endsAtMs : null,
    startingBalance: usd("300"),
    sizing: "seed",
    kellyFractionMicros: 250_000n,
    venues: [venue],
    mode: "paper",
    ending: dice.pick(SEASON_ENDINGS),
    roster: MEMBERS.map((name) => ({
      contestantId: contestantOf(name, CUP),
      name,
      driver: { kind: "control", control: name, codeVersion: "1" },
    })),
  };
}
