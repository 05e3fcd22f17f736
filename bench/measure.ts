/** One way of doing a workload's job. */
export interface Contender {
  /** Does the job once and returns units per second; set-up and tear-down are outside of its own timing. */
  run(): Promise<number>;
}

/** A job that ours, a floor and peers all do, timed side by side. */
export interface Workload {
  readonly bench: string;
  readonly workload: string;
  /** What is counted per second. */
  readonly unit: string;
  readonly ours: Contender;
  /** The least code that could do the job, without what makes it safe. */
  readonly floor: Contender;
  /** Other libraries that do it, by name and version. */
  readonly peers: Readonly<Record<string, Contender>>;
}

/** How long and how often to measure. */
export interface Effort {
  /** Rounds in each of which every contender runs once, 3 or more. */
  readonly roundsMax: number;
  /** No round after the third starts later than this, in milliseconds. */
  readonly budgetMs: number;
}

/** What the line `RESULT {…}` holds. Rates are medians, in units per second. */
export interface BenchResult {
  readonly bench: string;
  readonly workload: string;
  readonly unit: string;
  readonly ours: number;
  readonly floor: number;
  readonly peers: Readonly<Record<string, number>>;
  /** `ours` over `floor`. */
  readonly ratioFloor: number;
  /** `ours` over the best peer; `null` without peers. */
  readonly ratioPeer: number | null;
  readonly runs: number;
  /** Interquartile range of ours over its median: how far to trust the line. */
  readonly spread: number;
}

const ROUNDS_MIN = 3;

/**
 * Measures a workload in interleaved rounds, so that a slow minute of the machine meets every contender.
 *
 * A first round warms up and does not count; the order turns by one from round to round.
 */
export async function measure(
  workload: Workload,
  { roundsMax, budgetMs }: Effort,
): Promise<BenchResult> {
  const contenders = [
    workload.ours,
    workload.floor,
    ...Object.values(workload.peers),
  ];
  for (const contender of contenders) await contender.run();
  const rates: number[][] = contenders.map(() => []);
  const startedMs = performance.now();
  for (let round = 0; round < roundsMax; round += 1) {
    const isOver = performance.now() - startedMs > budgetMs;
    if (round >= ROUNDS_MIN && isOver) break;
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const index = (round + turn) % contenders.length;
      rates[index]?.push(await contenders[index]?.run() ?? 0);
    }
  }
  return resultOf(workload, rates);
}

/** Returns the middle of `values`, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Returns the `share` quantile of `values`, between neighbors by straight line; `share` is 0 to 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** Returns the line that measurements are read from. */
export function resultLine(result: BenchResult): string {
  return `RESULT ${JSON.stringify(result)}`;
}

function resultOf(
  { bench, workload, unit, peers }: Workload,
  [ours = [], floor = [], ...others]: readonly (readonly number[])[],
): BenchResult {
  const peerRates = Object.keys(peers).map((name, index) =>
    [name, Math.round(median(others[index] ?? []))] as const
  );
  const best = Math.max(...peerRates.map(([, rate]) => rate));
  const rate = median(ours);
  return {
    bench,
    workload,
    unit,
    ours: Math.round(rate),
    floor: Math.round(median(floor)),
    peers: Object.fromEntries(peerRates),
    ratioFloor: threeDigits(rate / median(floor)),
    ratioPeer: peerRates.length === 0 ? null : threeDigits(rate / best),
    runs: ours.length,
    spread: threeDigits((quantile(ours, 0.75) - quantile(ours, 0.25)) / rate),
  };
}

function threeDigits(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
