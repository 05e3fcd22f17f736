import { assertNever } from "../../domain/assert_never.ts";
import { canonicalJson } from "../../domain/canonical_json.ts";
import type { SeasonMember, SeasonTerms } from "../../domain/season.ts";
import type { SeasonStanding } from "../../domain/season_register.ts";

/**
 * Holds what is declared to what each season that is on has frozen.
 *
 * @returns The first difference in one sentence; `null` where there is none.
 */
export function brokenTerms(
  started: Iterable<SeasonStanding>,
  declared: readonly SeasonTerms[],
): string | null {
  for (const { terms, concludedAtMs } of started) {
    if (concludedAtMs !== null) continue;
    const now = declared.find(({ id }) => id === terms.id);
    if (now === undefined) {
      return `Cannot start as season "${terms.id}" must stay declared in ARENA_SEASONS until it is over: current value is no such season`;
    }
    const broken = brokenMember(terms, now) ?? brokenField(terms, now);
    if (broken !== null) return broken;
  }
  return null;
}

function brokenMember(frozen: SeasonTerms, now: SeasonTerms): string | null {
  const current = new Map(now.roster.map((one) => [one.contestantId, one]));
  for (const member of frozen.roster) {
    const found = current.get(member.contestantId);
    if (found === undefined) {
      return `Cannot start as season "${frozen.id}" froze "${member.contestantId}" in its roster: current value is nobody who can compete under that name`;
    }
    if (driverText(found) !== driverText(member)) {
      return `Cannot start as season "${frozen.id}" froze "${member.contestantId}" at ${
        driverText(member)
      }: current value is ${driverText(found)}`;
    }
  }
  const stranger = now.roster.find(({ contestantId }) =>
    !frozen.roster.some((member) => member.contestantId === contestantId)
  );
  return stranger === undefined
    ? null
    : `Cannot start as season "${frozen.id}" froze its roster of ${frozen.roster.length}: current value is one with "${stranger.contestantId}"`;
}

function driverText({ driver }: SeasonMember): string {
  switch (driver.kind) {
    case "model":
      return `release ${driver.release} with hash ${driver.releaseHash}`;
    case "control":
      return `${driver.control} of code version ${driver.codeVersion}`;
    case "agent":
      return `outside agent ${driver.agent}`;
    default:
      return assertNever(driver);
  }
}

function brokenField(frozen: SeasonTerms, now: SeasonTerms): string | null {
  for (const name of Object.keys(frozen) as (keyof SeasonTerms)[]) {
    const [was, is] = [frozen, now].map((terms) => canonicalJson(terms[name]));
    if (was !== is) {
      return `Cannot start as season "${frozen.id}" froze its ${name} at ${was}: current value is ${is}`;
    }
  }
  return null;
}
