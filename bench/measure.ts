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
  /** Other libraries that do it, by name. */
  readonly peers: Readonly<Record<string, Contender>>;
  /** More floors, by name: what the platform itself has for the job. */
  readonly floors?: Readonly<Record<string, Contender>>;
  /** Rates measured elsewhere, by name: to get the order of magnitude, not to compete with. */
  readonly anchors?: Readonly<Record<string, number>>;
  /** Whether less is better, as of bytes and milliseconds. @default {false} */
  readonly isCost?: boolean;
  readonly goals?: readonly Goal[];
  /** What differs from the effort of all, asked once it is open: a run that takes seconds needs no warm-up. */
  readonly effort?: () => Partial<Effort>;
  /** Makes ready what the runs of all contenders share. */
  readonly open?: () => Promise<void>;
  /** Gives it back, also where it was not made ready. */
  readonly close?: () => Promise<void>;
}

/** What a workload has to reach. */
export interface Goal {
  /** `floor`, the name of a peer or an anchor, or `value` for ours itself. */
  readonly against: string;
  /** Ours over that, or ours itself, must be this much or more. */
  readonly min?: number;
  /** Ours over that, or ours itself, must be this much or less. */
  readonly max?: number;
}

/** How long and how often to measure. */
export interface Effort {
  /** Rounds in each of which every contender runs once, 3 or more. */
  readonly roundsMax: number;
  /** No round after the third starts later than this, in milliseconds from the first warm-up on. */
  readonly budgetMs: number;
  /** Runs of each contender before the first round, which do not count; slow ones get fewer. @default {1} */
  readonly warmUps?: number;
}

/** What the line `RESULT {…}` holds. Rates are medians, in units per second. */
export interface BenchResult {
  readonly bench: string;
  readonly workload: string;
  readonly unit: string;
  readonly ours: number;
  readonly floor: number;
  readonly peers: Readonly<Record<string, number>>;
  /** Ours over the floor: the median of what it was in each round. */
  readonly ratioFloor: number;
  /** Ours over the best peer, in the same way; `null` without peers. */
  readonly ratioPeer: number | null;
  /** Ours over each peer and further floor, in the same way, and over each anchor. */
  readonly ratios: Readonly<Record<string, number>>;
  readonly floors?: Readonly<Record<string, number>>;
  readonly anchors?: Readonly<Record<string, number>>;
  readonly runs: number;
  /** Interquartile range of ours over its median: how far to trust the line. */
  readonly spread: number;
}

/** Rounds that every workload gets, whatever its budget. */
export const ROUNDS_MIN = 3;

/** After this time no contender warms up any further, in milliseconds. */
const WARM_UP_MS_MAX = 500;

/**
 * Measures a workload in interleaved rounds, so that a slow minute of the machine meets every contender.
 *
 * Warm-up runs come first and do not count; the order turns by one from round to round.
 */
export async function measure(
  workload: Workload,
  { roundsMax, budgetMs, warmUps = 1 }: Effort,
): Promise<BenchResult> {
  const contenders = [
    workload.ours,
    workload.floor,
    ...Object.values(workload.peers),
    ...Object.values(workload.floors ?? {}),
  ];
  const startedMs = performance.now();
  for (const contender of contenders) await warmUp(contender, warmUps);
  const rates: number[][] = contenders.map(() => []);
  for (let round = 0; round < roundsMax; round += 1) {
    const isOver = performance.now() - startedMs > budgetMs;
    if (round >= ROUNDS_MIN && isOver) break;
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const index = (round + turn) % contenders.length;
      collectGarbage();
      rates[index]?.push(await contenders[index]?.run() ?? 0);
    }
  }
  return resultOf(workload, rates);
}

async function warmUp(contender: Contender, runs: number): Promise<void> {
  const startedMs = performance.now();
  for (let run = 0; run < runs; run += 1) {
    await contender.run();
    if (performance.now() - startedMs > WARM_UP_MS_MAX) return;
  }
}

/** Has everybody clean up before the next one runs, where V8 lets us: else one contender pays for another's garbage. */
function collectGarbage(): void {
  const collect: unknown = Reflect.get(globalThis, "gc");
  if (typeof collect === "function") collect({ type: "minor" });
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

/** Returns a line for each goal of a workload: what is asked, what was measured, and whether it held. */
export function goalLines(
  { workload, goals = [] }: Workload,
  result: BenchResult,
): string[] {
  return goals.map(({ against, min = -Infinity, max = Infinity }) => {
    const measured = goalValue(result, against);
    const isHeld = measured >= min && measured <= max;
    const bounds = [
      ...(min === -Infinity ? [] : [`>= ${min}`]),
      ...(max === Infinity ? [] : [`<= ${max}`]),
    ];
    const subject = against === "value" ? result.unit : `x ${against}`;
    return `GOAL ${workload}: ${measured} ${subject}, asked ${
      bounds.join(" and ")
    }: ${isHeld ? "held" : "NOT HELD"}`;
  });
}

function goalValue(result: BenchResult, against: string): number {
  if (against === "value") return result.ours;
  if (against === "floor") return result.ratioFloor;
  return result.ratios[against] ?? NaN;
}

function resultOf(
  workload: Workload,
  [ours = [], floor = [], ...others]: readonly (readonly number[])[],
): BenchResult {
  const { bench, unit, peers, floors = {}, anchors = {} } = workload;
  const names = [...Object.keys(peers), ...Object.keys(floors)];
  const runs = new Map(names.map((name, index) => [name, others[index] ?? []]));
  const rates = new Map(
    [...runs].map(([name, values]) => [name, tidy(median(values))]),
  );
  const of = (group: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.keys(group).map((name) => [name, rates.get(name) ?? NaN]),
    );
  const peerRates = Object.values(of(peers));
  const best = workload.isCost
    ? Math.min(...peerRates)
    : Math.max(...peerRates);
  const bestPeer = Object.keys(peers).find((name) => rates.get(name) === best);
  const rate = median(ours);
  const ratios = Object.fromEntries([
    ...[...runs].map(([name, values]) => [name, ratioOf(ours, values)]),
    ...Object.entries(anchors).map((
      [name, other],
    ) => [name, threeDigits(rate / other)]),
  ]);
  const spread = quantile(ours, 0.75) - quantile(ours, 0.25);
  return {
    bench,
    workload: workload.workload,
    unit,
    ours: tidy(rate),
    floor: tidy(median(floor)),
    peers: of(peers),
    ratioFloor: ratioOf(ours, floor),
    ratioPeer: bestPeer === undefined ? null : ratios[bestPeer] ?? null,
    ratios,
    ...(workload.floors === undefined ? {} : { floors: of(floors) }),
    ...(workload.anchors === undefined ? {} : { anchors }),
    runs: ours.length,
    spread: threeDigits(spread / rate),
  };
}

/**
 * Returns what ours is of another: the median over all rounds of what it was in each. A machine that others share is
 * fast in one round and slow in the next, which both of them meet.
 */
function ratioOf(ours: readonly number[], others: readonly number[]): number {
  return threeDigits(
    median(ours.map((rate, round) => rate / (others[round] ?? NaN))),
  );
}

/** Leaves decimals to small numbers only. */
function tidy(value: number): number {
  return Math.abs(value) < 100 ? threeDigits(value) : Math.round(value);
}

function threeDigits(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
