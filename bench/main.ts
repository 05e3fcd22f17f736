import {
  printErrorLine,
  printLine,
  runCommand,
  UsageError,
} from "../tools/flags.ts";
import { ingestWorkloads } from "./ingest.ts";
import { kernelWorkloads } from "./kernel/workloads.ts";
import {
  type Effort,
  goalLines,
  measure,
  resultLine,
  type Workload,
} from "./measure.ts";
import { PATH_NOTE, pathWorkloads } from "./path.ts";

/** Every bench by name, in the order of a run without names. */
const BENCHES: Readonly<
  Record<string, () => readonly Workload[] | Promise<readonly Workload[]>>
> = {
  kernel: kernelWorkloads,
  path: pathWorkloads,
  ingest: ingestWorkloads,
};

const WARM_UPS = 6;

const FULL: Effort = { roundsMax: 25, budgetMs: 60_000, warmUps: WARM_UPS };

/** A quick run ends by then, save that each workload gets its three rounds; loading comes on top. */
const QUICK_MS = 42_000;
const QUICK_ROUNDS_MAX = 11;

async function workloadsOf(
  names: readonly string[],
): Promise<readonly Workload[]> {
  const workloads: Workload[] = [];
  for (const name of names) {
    const load = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
    if (load === undefined) {
      throw new UsageError(
        `Cannot run bench as "${name}" is none: use ${
          Object.keys(BENCHES).join(" or ")
        }`,
      );
    }
    try {
      workloads.push(...await load());
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      printErrorLine(`Cannot run ${name} as its recording is not here`);
    }
  }
  return workloads;
}

if (import.meta.main) {
  const spec = {
    name: "bench",
    summary: "Measures ours beside a floor and peers, in interleaved runs.",
    flags: {
      quick: { kind: "switch", text: "Ends within 50 seconds" },
    },
    words: { placeholder: "NAME…" },
    notes: [
      `Names: ${Object.keys(BENCHES).join(", ")} (default: all)`,
      "Rates of kernel are per second of processor time, so that what else runs on the machine does not count",
      PATH_NOTE,
    ],
  } as const;
  await runCommand(spec, async ({ flags, words }) => {
    const names = words.length === 0 ? Object.keys(BENCHES) : words;
    const workloads = await workloadsOf([...new Set(names)]);
    const startedMs = performance.now();
    const goals: string[] = [];
    for (const [index, workload] of workloads.entries()) {
      const leftMs = startedMs + QUICK_MS - performance.now();
      const effort = flags.quick
        ? {
          roundsMax: QUICK_ROUNDS_MAX,
          budgetMs: leftMs / (workloads.length - index),
          warmUps: WARM_UPS,
        }
        : FULL;
      const result = await measure(workload, effort);
      printLine(resultLine(result));
      goals.push(...goalLines(workload, result));
    }
    for (const line of goals) printLine(line);
    return workloads.length === 0 ? 1 : 0;
  });
}
