import { z } from "zod";
import type { SeasonPlan } from "../actors/arena.ts";
import { releaseHash } from "../actors/ports/model.ts";
import { ratioMicros } from "../actors/detector/thresholds.ts";
import type { AgentContestant } from "../actors/trader/agent/dependencies.ts";
import type { ModelContestant } from "../actors/trader/mind/dependencies.ts";
import type { MindOptions } from "../actors/trader/mind/mind_options.ts";
import { seasonRequest } from "../actors/trader/mind/session.ts";
import { ConfigError, type Settings } from "../config.ts";
import { parseMicros } from "../domain/decimal.ts";
import { seasonIdField, usdField } from "../domain/field_schemas.ts";
import { type ContestantId, contestantId, modelId } from "../domain/ids.ts";
import { VENUE_IDS, type VenueId } from "../domain/market.ts";
import {
  contestantOf,
  driverOf,
  OPEN_SEASON,
  SEASON_ENDINGS,
  type SeasonMember,
} from "../domain/season.ts";
import { SIZING_RULES } from "../domain/sizing.ts";
import { type Lineup, lineup } from "./live_lineup.ts";
import type { Strategy } from "../strategies/strategy.ts";
import { CONTROLS_VERSION } from "../strategies/versions.ts";
import type { LiveContestant } from "./venue.ts";

const instant = z.iso.datetime({ offset: true })
  .transform((text) => Date.parse(text));

const seasonSchema = z.strictObject({
  id: seasonIdField.refine(
    (id) => id !== OPEN_SEASON,
    "must not be the name of the open season",
  ),
  name: z.string().min(1).max(100),
  startsAt: instant.nullable(),
  endsAt: instant.nullable(),
  startingBalance: usdField.refine((amount) => amount > 0n, "must be above 0")
    .default(parseMicros("100000") as z.output<typeof usdField>),
  sizing: z.enum(SIZING_RULES).default("seed"),
  kellyFraction: z.number().min(0.01).max(1).default(0.25),
  venues: z.array(z.enum(VENUE_IDS)).min(1),
  mode: z.enum(["paper", "live"]).default("paper"),
  ending: z.enum(SEASON_ENDINGS).default("hold"),
  models: z.union([z.literal("all"), z.array(z.string())]).default("all"),
  agents: z.union([z.literal("all"), z.array(z.string())]).default([]),
}).refine(
  ({ startsAt, endsAt }) =>
    startsAt === null || endsAt === null || startsAt < endsAt,
  { message: "must be after startsAt", path: ["endsAt"] },
);

/** The file that `ARENA_SEASONS` names. */
const fileSchema = z.strictObject({
  /** Whether everybody competes in the open season too. */
  openSeason: z.boolean().default(false),
  seasons: z.array(seasonSchema).min(1).max(20),
}).superRefine(({ seasons }, context) => {
  const ids = seasons.map(({ id }) => id);
  const twice = ids.findIndex((id, at) => ids.indexOf(id) !== at);
  if (twice < 0) return;
  context.addIssue({
    code: "custom",
    path: ["seasons", twice, "id"],
    message: "must not be taken by another season",
  });
});

/** Seasons as an operator declares them. */
export type DeclaredSeasons = z.output<typeof fileSchema>;

type Declared = DeclaredSeasons["seasons"][number];

/** Without `ARENA_SEASONS` there is the open season alone. */
const NONE: DeclaredSeasons = { openSeason: true, seasons: [] };

/**
 * Returns the seasons that the settings declare.
 *
 * @throws {ConfigError} If the file cannot be read or does not hold; one sentence with the rule.
 */
export async function declaredSeasons(
  { ARENA_SEASONS: path }: Pick<Settings, "ARENA_SEASONS">,
): Promise<DeclaredSeasons> {
  if (path === null) return NONE;
  let written: unknown;
  try {
    written = JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    throw new ConfigError(
      `Cannot start as ARENA_SEASONS must name a JSON file: current value is ${path} (${
        error instanceof Error ? error.message : String(error)
      })`,
      { cause: error },
    );
  }
  return parseSeasons(written);
}

/** Returns declared seasons as they were written. @throws {ConfigError} If they do not hold. */
export function parseSeasons(written: unknown): DeclaredSeasons {
  const parsed = fileSchema.safeParse(written);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  throw new ConfigError(
    `Cannot start as ${
      path.join(".") || "the file"
    } of ARENA_SEASONS must fit its schema (${issue?.message}): current value is ${
      found(written, path)
    }`,
  );
}

function found(written: unknown, path: readonly PropertyKey[]): string {
  const value = path.reduce<unknown>(
    (from, key) =>
      typeof from === "object" && from !== null ? Reflect.get(from, key) : from,
    written,
  );
  return (JSON.stringify(value) ?? "missing").slice(0, 80);
}

/** Who could compete in a season, and where. */
export interface SeasonSurroundings {
  readonly settings: Pick<Settings, "ARENA_MODE" | "ARENA_VENUE">;
  /** Whose markets are traded. */
  readonly venue: VenueId;
  readonly controls: readonly Strategy[];
  /** Models that can be asked, under the ids that the catalog gives them. */
  readonly models: readonly ModelContestant[];
  /** Outside agents that are let in, under their ids in the open season. */
  readonly agents: readonly AgentContestant[];
  readonly mind: MindOptions;
  readonly hasSearch: boolean;
}

/** Everybody who takes part in any season. */
export interface SeasonLineup {
  /** Of the open season; nobody where it rests. */
  readonly open: Pick<SeasonPlan, "contestants" | "models">;
  readonly plans: readonly SeasonPlan[];
  readonly live: readonly LiveContestant[];
}

/**
 * Returns who takes part in which season: every control in each of them, and of the models and
 * outside agents those that it names.
 *
 * @throws {ConfigError} If a season names a model that cannot be asked, an agent that is not let in, or no venue that is traded on, or if one
 * account would trade real money in two seasons.
 */
export function seasonLineup(
  { openSeason, seasons }: DeclaredSeasons,
  surroundings: SeasonSurroundings,
): SeasonLineup {
  const { controls, models, settings } = surroundings;
  const open: Lineup = openSeason
    ? lineup({ contestants: controls, models }, settings)
    : { contestants: [], models: [], live: [] };
  const played = seasons.map((season) => seasonOf(season, surroundings));
  const live = [open, ...played].flatMap((one) => one.live);
  const accounts = live.map(({ account }) => account);
  const shared = accounts.find((one, at) => accounts.indexOf(one) !== at);
  if (shared !== undefined) {
    throw new ConfigError(
      `Cannot start as only one season may trade the real money of an account: current value is several with ${shared}`,
    );
  }
  return {
    open: {
      contestants: open.contestants,
      models: open.models,
    },
    plans: played.map(({ plan }) => plan),
    live,
  };
}

function seasonOf(
  season: Declared,
  surroundings: SeasonSurroundings,
): { readonly plan: SeasonPlan; readonly live: readonly LiveContestant[] } {
  const { venue, controls, settings, mind } = surroundings;
  const { id, sizing, mode } = season;
  if (!season.venues.includes(venue)) {
    throw new ConfigError(
      `Cannot start as season "${id}" must name ${venue}, whose markets are traded: current value is ${
        season.venues.join(", ")
      }`,
    );
  }
  const kellyFractionMicros = ratioMicros(season.kellyFraction);
  const entrants = {
    contestants: controls,
    models: membersOf(season, surroundings.models),
  };
  const { contestants, models, live } = mode === "live"
    ? lineup(entrants, settings)
    : { ...entrants, live: [] };
  const members = contestants.map((strategy) => ({
    ...strategy,
    id: contestantOf(strategy.id, id),
  }));
  const minds = models.map((model) => ({
    ...model,
    contestantId: contestantOf(model.contestantId, id),
  }));
  const agents = programsOf(season, surroundings.agents).map((agent) => ({
    ...agent,
    contestantId: contestantOf(agent.contestantId, id),
  }));
  const options = { ...mind, sizing, kellyFractionMicros };
  return {
    plan: {
      terms: {
        id,
        name: season.name,
        startsAtMs: season.startsAt,
        endsAtMs: season.endsAt,
        startingBalance: season.startingBalance,
        sizing,
        kellyFractionMicros,
        venues: season.venues,
        mode,
        ending: season.ending,
        roster: [
          ...minds.map((one) => modelMember(one, { options, ...surroundings })),
          ...members.map(controlMember),
          ...agents.map(agentMember),
        ],
      },
      contestants: members,
      models: minds,
      agents,
    },
    live: live.map(({ contestantId, account }) => ({
      contestantId: contestantOf(contestantId, id),
      account,
    })),
  };
}

/** Returns the models that a season names, in the catalog's order. */
function membersOf(
  { id, models: wanted }: Declared,
  models: readonly ModelContestant[],
): readonly ModelContestant[] {
  if (wanted === "all") return models;
  const known = new Set<string>(models.map((model) => model.contestantId));
  const stranger = wanted.find((name) => !known.has(name));
  if (stranger !== undefined) {
    throw new ConfigError(
      `Cannot start as season "${id}" must name models that can be asked: current value is ${stranger}`,
    );
  }
  return models.filter((model) => wanted.includes(model.contestantId));
}

/** Returns the outside agents that a season names, in the order of the settings. */
function programsOf(
  { id, agents: wanted }: Declared,
  agents: readonly AgentContestant[],
): readonly AgentContestant[] {
  if (wanted === "all") return agents;
  const stranger = wanted.find((name) =>
    agents.every((agent) => agent.name !== name)
  );
  if (stranger !== undefined) {
    throw new ConfigError(
      `Cannot start as season "${id}" must name agents of ARENA_AGENT_TOKENS: current value is ${stranger}`,
    );
  }
  return agents.filter(({ name }) => wanted.includes(name));
}

function modelMember(
  { contestantId, name, model }: ModelContestant,
  { options, hasSearch }: {
    readonly options: MindOptions;
    readonly hasSearch: boolean;
  },
): SeasonMember {
  return {
    contestantId,
    name,
    driver: {
      kind: "model",
      model: modelId(driverOf(contestantId)),
      release: model,
      releaseHash: releaseHash(seasonRequest(model, { options, hasSearch })),
    },
  };
}

function controlMember({ id, name }: Strategy): SeasonMember {
  const member: ContestantId = contestantId(id);
  return {
    contestantId: member,
    name,
    driver: {
      kind: "control",
      control: driverOf(member),
      codeVersion: CONTROLS_VERSION,
    },
  };
}

function agentMember({ contestantId, name }: AgentContestant): SeasonMember {
  return { contestantId, name, driver: { kind: "agent", agent: name } };
}
