import { SingleBar } from "cli-progress";
import process from "node:process";
import { printLine, runCommand, UsageError } from "./flags.ts";
import { runSeeds } from "./sim/seed_pool.ts";
import { TallySheet } from "./sim/tally.ts";
import { compareWeeks, weekLines } from "./sim/week/compare_weeks.ts";
import { tallyLines, verdictLines } from "./sim/verdict.ts";

const SEED_MAX = 4_294_967_295;

const SPEC = {
  name: "sim",
  summary:
    "Runs the whole arena in simulated worlds full of faults and holds it to its invariants.",
  flags: {
    seeds: {
      kind: "value",
      placeholder: "N",
      text: "How many seeds to run (50)",
    },
    from: { kind: "value", placeholder: "S", text: "The first seed (1)" },
    week: {
      kind: "switch",
      text:
        "Plays a week of daily events instead, with seed S, with and without restarts",
    },
  },
  notes: [
    "The same seed is the same run on every machine. A failure ends with the line that shows it again.",
  ],
} as const;

function parseCount(
  name: "seeds" | "from",
  text: string,
  min: number,
): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= min && count <= SEED_MAX) {
    return count;
  }
  throw new UsageError(
    `Cannot run sim as --${name} must be a whole number from ${min} to ${SEED_MAX}: use --${name}=${
      Math.max(min, 1)
    }`,
  );
}

/** A progress bar on stderr, where that is a terminal. */
function startBar(seeds: number): SingleBar | null {
  if (!Deno.stderr.isTerminal()) return null;
  const bar = new SingleBar({
    format: "{bar} {value} of {total} seeds  {eta_formatted} left",
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(seeds, 0);
  return bar;
}

if (import.meta.main) {
  await runCommand(SPEC, async ({ flags }) => {
    if (flags.week) {
      const weeks = await compareWeeks(
        parseCount("from", flags.from ?? "1", 0),
      );
      for (const line of weekLines(weeks)) printLine(line);
      return weeks.isSame ? 0 : 1;
    }
    const seeds = parseCount("seeds", flags.seeds ?? "50", 1);
    const from = parseCount("from", flags.from ?? "1", 0);
    if (from + seeds - 1 > SEED_MAX) {
      throw new UsageError(
        `Cannot run sim as the last seed must be at most ${SEED_MAX}: use a smaller --from or --seeds`,
      );
    }
    const bar = startBar(seeds);
    const sheet = new TallySheet();
    const failure = await runSeeds({
      from,
      seeds,
      workers: navigator.hardwareConcurrency,
      onProgress: (done) => bar?.update(done),
      onOutcome: ({ tally }) => sheet.add(tally),
    });
    bar?.stop();
    for (const line of tallyLines(sheet.read())) printLine(line);
    for (const line of verdictLines(seeds, failure)) printLine(line);
    return failure === null ? 0 : 1;
  });
}
