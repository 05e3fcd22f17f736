import { marketId } from "../../../domain/ids.ts";
import type {
  Market,
  MarketPhase,
  Resolution,
} from "../../../domain/market.ts";
import { quantityFromMicros } from "../../../domain/money.ts";
import { CENT_GRID } from "../../../domain/price.ts";
import { SeededRandom } from "../../../runtime/mod.ts";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const DAYS = 7;
/** A Monday's midnight, UTC. */
export const MONDAY_MS = Date.parse("2026-06-01T00:00:00Z");
export const VENUE = "kalshi";
/** The last results come after the last day. */
export const END_MS = MONDAY_MS + DAYS * DAY_MS + 12 * HOUR_MS;

/** What markets of a day are sorted under: more of them, and more of some, than events are chosen. */
const CATEGORIES = [
  "politics",
  "politics",
  "sports",
  "sports",
  "weather",
  "economics",
  "science",
  "companies",
] as const;

/** Between two quotes and two looks of the calendar, where nothing is under way. */
const QUIET_MS = 150_000;

/** How long before its day a market is listed, in milliseconds; those of the first day when the arena starts. */
const LISTED_BEFORE_MS = 600_000;
/** From the close of a market to its result, in milliseconds. */
const SETTLED_AFTER_MS = 2 * HOUR_MS;

/** What a venue says of a market at a time. */
export interface PlannedPhase {
  readonly atMs: number;
  readonly phase: MarketPhase;
  readonly resolution: Resolution | null;
}

/** A market of the week, from its listing to its end. */
export interface PlannedMarket {
  readonly market: Market;
  readonly listedAtMs: number;
  /** In order of time. */
  readonly phases: readonly PlannedPhase[];
  /** Whether the venue tells no result by itself, but has to be asked. */
  readonly isSilent: boolean;
  /** How likely YES is in truth: what prices stray around. */
  readonly chance: number;
}

/**
 * Returns the markets of the whole week, as a function of the seed. The last market to close, which is always chosen,
 * is disputed and resolved anew on the third day, and void on the fifth.
 */
export function planWeek(seed: number): readonly PlannedMarket[] {
  const random = new SeededRandom(seed).fork("week");
  const days = Array.from({ length: DAYS }, (_, day) => {
    const markets = CATEGORIES.map((category, index) =>
      planMarket(random.fork(`${day} ${index}`), { day, category, index })
    );
    const lastMs = Math.max(...markets.map(({ market }) => market.closesAtMs));
    const last = markets.find(({ market }) => market.closesAtMs === lastMs);
    return markets.map((planned) =>
      planned === last ? withTrouble(planned, day) : planned
    );
  });
  return [...days.flat(), firstOfNextWeek(random)];
}

/** The last thing that happens is the same however often the arena was started: what is later is later for everybody. */
function firstOfNextWeek(random: SeededRandom): PlannedMarket {
  const planned = planMarket(random, { day: DAYS, category: "art", index: 0 });
  const closesAtMs = END_MS + DAY_MS;
  return {
    ...planned,
    market: { ...planned.market, opensAtMs: END_MS, closesAtMs },
    listedAtMs: END_MS,
    phases: [],
  };
}

function withTrouble(planned: PlannedMarket, day: number): PlannedMarket {
  const [closed, final] = planned.phases;
  if (closed === undefined || final === undefined) return planned;
  const { atMs, resolution } = final;
  if (day === 4) {
    const result = { kind: "void" } as const;
    return {
      ...planned,
      isSilent: false,
      phases: [closed, { atMs, phase: "void", resolution: result }],
    };
  }
  if (day !== 2) return planned;
  const other = { kind: resolution?.kind === "yes" ? "no" : "yes" } as const;
  return {
    ...planned,
    isSilent: false,
    phases: [
      closed,
      final,
      { atMs: atMs + 3 * HOUR_MS, phase: "disputed", resolution },
      { atMs: atMs + 6 * HOUR_MS, phase: "final", resolution: other },
    ],
  };
}

function planMarket(
  random: SeededRandom,
  { day, category, index }: {
    readonly day: number;
    readonly category: string;
    readonly index: number;
  },
): PlannedMarket {
  const opensAtMs = day === 0
    ? MONDAY_MS + 2 * QUIET_MS
    : MONDAY_MS + day * DAY_MS - LISTED_BEFORE_MS;
  const closesAtMs = MONDAY_MS + day * DAY_MS +
    (8 + random.integer(15)) * HOUR_MS;
  const chance = 0.1 + 0.8 * random.next();
  const ticker = `KXWEEK-${day}-${index}`;
  const market: Market = {
    id: marketId(VENUE, ticker),
    venue: VENUE,
    ticker,
    eventTicker: ticker,
    title: `Will event ${index} of day ${day} happen?`,
    phase: "open",
    opensAtMs,
    closesAtMs,
    strike: null,
    priceRanges: CENT_GRID,
    quantityMin: quantityFromMicros(1_000_000n),
    category,
  };
  const isYes = random.next() < chance;
  return {
    market,
    listedAtMs: opensAtMs,
    phases: [
      { atMs: closesAtMs, phase: "closed", resolution: null },
      {
        atMs: closesAtMs + SETTLED_AFTER_MS,
        phase: "final",
        resolution: { kind: isYes ? "yes" : "no" },
      },
    ],
    isSilent: index % 2 === 1,
    chance,
  };
}

/**
 * Returns a moment in the middle of each phase of each day's events, in order: while they are pending, while they are
 * active, and for the first that closes, while it is closed and when it is settled.
 */
export function middlesOf(plan: readonly PlannedMarket[]): readonly number[] {
  return Array.from({ length: DAYS }, (_, day) => {
    const midnightMs = MONDAY_MS + day * DAY_MS;
    const closes = plan.map(({ market }) => market.closesAtMs)
      .filter((atMs) => atMs > midnightMs && atMs < midnightMs + DAY_MS);
    const firstMs = Math.min(...closes);
    return [
      midnightMs,
      midnightMs + 6 * HOUR_MS,
      firstMs + HOUR_MS,
      firstMs + 2.5 * HOUR_MS,
    ].map((atMs) => atMs + QUIET_MS);
  }).flat().sort((left, right) => left - right);
}
