import {
  type BenchResult,
  type Effort,
  goalLines,
  measure,
  resultLine,
  type Workload,
} from "./measure.ts";

/** Where the lines of a run go. */
export interface BenchOutput {
  /** Takes a line that measurements are read from. */
  readonly printResult: (line: string) => void;
  /** Takes a line for whoever watches. */
  readonly printGoal: (line: string) => void;
}

/**
 * Measures the workloads in turn and prints each as soon as it is known: what became of its goals, then its result, so
 * that a run's last line is a result wherever both go. A workload is closed before the next one opens.
 *
 * @param effortOf Returns the effort for a workload that is open, told how many are left with it, 1 or more.
 */
export async function measureAll(
  workloads: readonly Workload[],
  effortOf: (workloadsLeft: number) => Effort,
  { printResult, printGoal }: BenchOutput,
): Promise<void> {
  for (const [index, workload] of workloads.entries()) {
    const result = await measureOne(
      workload,
      () => effortOf(workloads.length - index),
    );
    for (const line of goalLines(workload, result)) printGoal(line);
    printResult(resultLine(result));
  }
}

async function measureOne(
  workload: Workload,
  effort: () => Effort,
): Promise<BenchResult> {
  try {
    await workload.open?.();
    return await measure(workload, { ...effort(), ...workload.effort?.() });
  } finally {
    await workload.close?.();
  }
}
