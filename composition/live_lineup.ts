import type { ModelContestant } from "../actors/trader/mind/dependencies.ts";
import { ConfigError, type Settings } from "../config.ts";
import { contestantId } from "../domain/ids.ts";
import { LIVE_SUFFIX } from "../domain/season.ts";
import type { Strategy } from "../strategies/strategy.ts";
import type { LiveContestant } from "./venue.ts";

/** Who could take part. */
export interface Entrants {
  /** Those that rules decide for. */
  readonly contestants: readonly Strategy[];
  /** Those that models decide for. */
  readonly models: readonly ModelContestant[];
}

/** Contestants as they take part, and those of them that trade live. */
export interface Lineup extends Entrants {
  readonly live: readonly LiveContestant[];
}

type Modes = Pick<Settings, "ARENA_MODE">;

/**
 * Returns who takes part: everybody on paper, and beside whoever trades live one contestant more, which does so in its
 * place and is named as such. What one of the two does is no part of the other one's record.
 */
export function lineup(
  { contestants, models }: Entrants,
  { ARENA_MODE: { everybody, byContestant } }: Modes,
): Lineup {
  const live: LiveContestant[] = [];
  const enter = (account: string): string | null => {
    const mode = byContestant.get(account) ?? everybody;
    if (mode === "paper") return null;
    const id = `${account}${LIVE_SUFFIX}`;
    live.push({ contestantId: contestantId(id), account });
    return id;
  };
  return {
    contestants: contestants.flatMap((strategy) => {
      const id = enter(strategy.id);
      if (id === null) return [strategy];
      return [strategy, { ...strategy, id, name: liveName(strategy) }];
    }),
    models: models.flatMap((model) => {
      const id = enter(model.contestantId);
      if (id === null) return [model];
      const name = liveName(model);
      return [model, { ...model, contestantId: contestantId(id), name }];
    }),
    live,
  };
}

function liveName({ name }: { readonly name: string }): string {
  return `${name} (live)`;
}

/**
 * Holds the names in `ARENA_MODE` to those that there are.
 *
 * @param entrants Everybody who could trade live.
 * @param agents Ids of outside agents: programs of others never trade real money of ours.
 * @throws {ConfigError} If it names somebody who is not there, or has an outside agent trade live.
 */
export function checkModes(
  { contestants, models }: Entrants,
  agents: readonly string[],
  { ARENA_MODE: { byContestant } }: Modes,
): void {
  const ids = new Set<string>([
    ...contestants.map(({ id }) => id),
    ...models.map((model) => model.contestantId),
  ]);
  for (const [id, mode] of byContestant) {
    if (ids.has(id)) continue;
    if (!agents.includes(id)) {
      throw new ConfigError(
        `Cannot start as ARENA_MODE must name contestants of ${
          [...ids, ...agents].join(", ")
        }: current value is ${id}`,
      );
    }
    if (mode === "live") {
      throw new ConfigError(
        `Cannot start as an outside agent trades on paper alone, whoever runs it: current value is ARENA_MODE=${id}=live`,
      );
    }
  }
}
