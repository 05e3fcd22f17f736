import type { ArenaOptions } from "../actors/arena.ts";
import { agentContestants } from "./agent_entry.ts";
import type { Settings } from "../config.ts";
import type { VenueId } from "../domain/market.ts";
import { checkModes } from "./live_lineup.ts";
import type { ModelRoster } from "./model_roster.ts";
import { declaredSeasons, seasonLineup } from "./season_plans.ts";
import type { LiveContestant } from "./venue.ts";

/** What a lineup is made from. */
interface LineupSources {
  readonly settings: Settings;
  /** Whose markets are traded. */
  readonly venue: VenueId;
  readonly options: Pick<ArenaOptions, "contestants" | "mind">;
  readonly roster: ModelRoster;
}

/** Everybody who takes part in this process, and who of them trades live. */
export interface ArenaLineup {
  readonly entrants: Pick<
    ArenaOptions,
    "contestants" | "models" | "seasons" | "agents"
  >;
  readonly live: readonly LiveContestant[];
}

/**
 * Returns who takes part, in the open season and in each declared one.
 *
 * @throws {ConfigError} If the seasons, the modes or the agents of the settings do not hold.
 */
export async function arenaLineup(
  { settings, venue, options, roster }: LineupSources,
): Promise<ArenaLineup> {
  const declared = await declaredSeasons(settings);
  const { contestants: controls, mind } = options;
  const agents = agentContestants(settings, [
    ...controls.map(({ id }) => id),
    ...roster.contestants.map((model) => model.contestantId),
  ]);
  checkModes(
    { contestants: controls, models: roster.contestants },
    agents.map((agent) => agent.contestantId),
    settings,
  );
  const { open, plans, live } = seasonLineup(declared, {
    settings,
    venue,
    controls,
    models: roster.contestants,
    agents,
    mind,
    hasSearch: (roster.models?.search ?? null) !== null,
  });
  return { entrants: { ...open, seasons: plans, agents }, live };
}
