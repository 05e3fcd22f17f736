/**
 * Seasons as they travel.
 *
 * @module
 */
import { z } from "zod";
import type { ArenaBooks } from "./fold.ts";
import { printMicros } from "./decimal.ts";
import { printUsd } from "./money.ts";
import { OPEN_SEASON, type SeasonMember, type SeasonTerms } from "./season.ts";
import { decimal, type Frozen, unixMs } from "./view_fields.ts";

const memberSchema = z.object({
  contestantId: z.string(),
  name: z.string(),
  kind: z.enum(["model", "control", "agent"]),
  /** The model's release, the code version of the controls, or the name of an outside agent. */
  release: z.string(),
  /** Of release, prompt, tools, form and bounds; `null` for anybody but a model. */
  releaseHash: z.string().nullable(),
});

/** One season. What the open one has no terms for is `null`, or empty. */
export const seasonSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** `scheduled` has not begun yet, `missed` never did. */
  status: z.enum(["scheduled", "missed", "on", "paused", "over"]),
  startsAtMs: unixMs.nullable(),
  endsAtMs: unixMs.nullable(),
  startedAtMs: unixMs.nullable(),
  concludedAtMs: unixMs.nullable(),
  startingBalance: decimal.nullable(),
  sizing: z.string().nullable(),
  kellyFraction: decimal.nullable(),
  venues: z.array(z.string()),
  mode: z.enum(["paper", "live"]).nullable(),
  ending: z.enum(["hold", "flatten"]).nullable(),
  roster: z.array(memberSchema),
});

export type SeasonView = Frozen<z.infer<typeof seasonSchema>>;

/** The season that there always is. */
export const OPEN_SEASON_VIEW: SeasonView = {
  id: OPEN_SEASON,
  name: "Open season",
  status: "on",
  startsAtMs: null,
  endsAtMs: null,
  startedAtMs: null,
  concludedAtMs: null,
  startingBalance: null,
  sizing: null,
  kellyFraction: null,
  venues: [],
  mode: null,
  ending: null,
  roster: [],
};

type SeasonBooks = Pick<ArenaBooks, "seasons" | "controls">;

/** Returns the open season as it stands. */
export function openSeasonView({ controls }: SeasonBooks): SeasonView {
  const scope = { kind: "season", seasonId: OPEN_SEASON } as const;
  const isPaused = controls.standing(scope)?.state === "halted";
  return { ...OPEN_SEASON_VIEW, status: isPaused ? "paused" : "on" };
}

/**
 * Returns a season as it stands.
 *
 * @param terms As declared, or as frozen once it has started.
 * @param nowMs Unix milliseconds.
 */
export function seasonView(
  terms: SeasonTerms,
  { seasons, controls }: SeasonBooks,
  nowMs: number,
): SeasonView {
  const standing = seasons.all.get(terms.id);
  const scope = { kind: "season", seasonId: terms.id } as const;
  const { id, name, startsAtMs, endsAtMs } = terms;
  const isMissed = endsAtMs !== null && nowMs >= endsAtMs;
  const isPaused = controls.standing(scope)?.state === "halted";
  return {
    id,
    name,
    status: standing === undefined
      ? (isMissed ? "missed" : "scheduled")
      : standing.concludedAtMs !== null
      ? "over"
      : isPaused
      ? "paused"
      : "on",
    startsAtMs,
    endsAtMs,
    startedAtMs: standing?.startedAtMs ?? null,
    concludedAtMs: standing?.concludedAtMs ?? null,
    startingBalance: printUsd(terms.startingBalance),
    sizing: terms.sizing,
    kellyFraction: printMicros(terms.kellyFractionMicros),
    venues: [...terms.venues],
    mode: terms.mode,
    ending: terms.ending,
    roster: terms.roster.map(memberView),
  };
}

function memberView({ contestantId, name, driver }: SeasonMember) {
  return driver.kind === "model"
    ? {
      contestantId,
      name,
      kind: driver.kind,
      release: driver.release,
      releaseHash: driver.releaseHash,
    }
    : {
      contestantId,
      name,
      kind: driver.kind,
      release: driver.kind === "agent"
        ? driver.agent
        : `${driver.control} ${driver.codeVersion}`,
      releaseHash: null,
    };
}
