import type { Contender } from "../measure.ts";
import type { OpenStage, Stage } from "./stage.ts";

/** The jobs, one copy for each contender. */
export type Jobs = typeof import("./jobs.ts");

/** How long a run of a job should take, in seconds: as long for slow contenders as for fast ones. */
const RUN_S = 0.02;

let copies = 0;

/**
 * Returns a contender that opens a stage, does a job on it, and stops it.
 *
 * It gets its own copy of the jobs, so that the engine optimizes the calls of each contender by themselves: with one
 * copy for all, the first to run would be the fastest.
 */
export async function contender<S extends Stage>(
  open: () => Promise<S>,
  run: (jobs: Jobs, stage: S) => Promise<number>,
): Promise<Contender> {
  copies += 1;
  const jobs: Jobs = await import(`./jobs.ts?copy=${copies}`);
  return {
    async run() {
      const stage = await open();
      try {
        return await run(jobs, stage);
      } finally {
        await stage.stop();
      }
    },
  };
}

/** Returns contenders by the names of their stages. */
export async function contenders(
  stages: Readonly<Record<string, OpenStage>>,
  run: (jobs: Jobs, stage: Stage) => Promise<number>,
): Promise<Record<string, Contender>> {
  const entries: [string, Contender][] = [];
  for (const [name, open] of Object.entries(stages)) {
    entries.push([name, await contender(open, run)]);
  }
  return Object.fromEntries(entries);
}

/** How often a job is done per run: at first, and at most. */
export interface Counts {
  readonly first: number;
  readonly most: number;
}

/**
 * Returns what runs `job` as often as fits a run, going by the run before.
 *
 * The first run, which warms up and does not count, is short.
 */
export function calibrated<S extends Stage>(
  job: (jobs: Jobs, stage: S, count: number) => Promise<number>,
  { first, most }: Counts,
): (jobs: Jobs, stage: S) => Promise<number> {
  const counts = new Map<Jobs, number>();
  return async (jobs, stage) => {
    const rate = await job(jobs, stage, counts.get(jobs) ?? first);
    const fitting = Math.ceil(rate * RUN_S);
    counts.set(jobs, Math.min(most, Math.max(Math.min(first, 1_000), fitting)));
    return rate;
  };
}
