import { Stopwatch } from "./kernel/stopwatch.ts";
import type { Workload } from "./measure.ts";
import { ArenaPath } from "./path/arena_path.ts";
import { DirectPath } from "./path/direct_path.ts";
import {
  type FeedOptions,
  type PlayedFeed,
  playFeed,
} from "./path/played_feed.ts";
import { completedPaths, type PathFact } from "./path/setup.ts";

/** What a run is counted in. */
type CountOf = (feed: PlayedFeed, paths: number) => number;

interface PathSpec {
  readonly workload: string;
  readonly unit: string;
  /** As long as gives either workload about a third of a second per run. */
  readonly feed: FeedOptions;
  readonly countOf: CountOf;
}

const SPECS: readonly PathSpec[] = [
  {
    workload: "market_events",
    unit: "events/s",
    feed: { durationMs: 3_000_000, spacingMs: 1_000 },
    countOf: ({ events }) => events,
  },
  {
    workload: "signal_to_fill",
    unit: "paths/s",
    feed: { durationMs: 9_000_000, spacingMs: 10_000 },
    countOf: (_feed, paths) => paths,
  },
];

/** Says what the bench measures, for `--help`. */
export const PATH_NOTE =
  "path: the whole arena on simulated markets, signal to decision to order to fill with a journal in memory, beside the same rules called one after the other without actors or journal; both per second of processor time";

/**
 * Returns the workloads: the whole arena (its actors, supervisors, journal in memory and paper exchange) from a market
 * event to a fill.
 *
 * - `market_events` has 240 events to one signal: the rate at which a market is followed.
 * - `signal_to_fill` has 24 events to one signal, and each signal makes four contestants trade: the rate of orders that
 *   went the whole way.
 *
 * Nothing waits for a clock: time is simulated. The floor comes to the same facts by calls of the same rules.
 */
export function pathWorkloads(): readonly Workload[] {
  return SPECS.map(({ workload, unit, feed: options, countOf }) => {
    // Made with the first run, so that it weighs on no bench before this one.
    let played: PlayedFeed | null = null;
    const feed = (): PlayedFeed => played ??= playFeed(options);
    return {
      bench: "path",
      workload,
      unit,
      ours: { run: () => measureArena(feed(), countOf) },
      floor: { run: () => Promise.resolve(measureDirect(feed(), countOf)) },
      peers: {},
    };
  });
}

async function measureArena(
  feed: PlayedFeed,
  countOf: CountOf,
): Promise<number> {
  const path = await ArenaPath.open(feed);
  try {
    const stopwatch = new Stopwatch();
    await path.play(feed);
    const perSecond = stopwatch.perSecond(1);
    return perSecond * countOf(feed, checkedPaths(await path.facts()));
  } finally {
    await path.close();
  }
}

function measureDirect(feed: PlayedFeed, countOf: CountOf): number {
  const path = new DirectPath(feed);
  const stopwatch = new Stopwatch();
  path.play(feed);
  const perSecond = stopwatch.perSecond(1);
  return perSecond * countOf(feed, checkedPaths(path.facts));
}

function checkedPaths(facts: readonly PathFact[]): number {
  const paths = completedPaths(facts);
  if (paths === 0) {
    throw new Error(
      "Cannot measure paths as orders must be filled: current value is 0",
    );
  }
  return paths;
}
