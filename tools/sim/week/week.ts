import { arenaOptions } from "../../../composition/arena_options.ts";
import { loadSettings } from "../../../config.ts";
import { dailyOptions } from "../../../composition/daily_options.ts";
import { SILENT_LOG } from "../../../db/log.ts";
import { MemoryJournal } from "../../../db/memory_journal.ts";
import { BASE_RATE } from "../../../strategies/base_rate.ts";
import { FADE_THE_LEADER } from "../../../strategies/fade_the_leader.ts";
import { HOLD_CASH } from "../../../strategies/hold.ts";
import { MARKET_MIRROR } from "../../../strategies/market_mirror.ts";
import { SEEDED_RANDOM } from "../../../strategies/seeded_random.ts";
import { ArenaStage } from "../../replay/stage.ts";
import { WEEK_MINDS, weekModels } from "./week_minds.ts";
import { END_MS, HOUR_MS, MONDAY_MS, planWeek, VENUE } from "./week_plan.ts";
import { type WeekResult, weekResult } from "./week_result.ts";
import { QUOTE_STEP_MS, WeekVenue } from "./week_venue.ts";
import { NO_PAUSES } from "../../../domain/trading_pauses.ts";

/** Those that remember nothing but the journal: what momentum saw of prices ends with its process. */
const CONTROLS = [
  MARKET_MIRROR,
  SEEDED_RANDOM,
  HOLD_CASH,
  BASE_RATE,
  FADE_THE_LEADER,
];

/** Hours between looks, as in seed 004, and not seconds; no signals, whose windows end with their process. */
const SETTINGS = {
  ARENA_VENUE: "kalshi",
  ARENA_STARTING_BALANCE: "100000",
  ARENA_ROUND_INTERVAL_MS: "3600000",
  ARENA_EQUITY_INTERVAL_MS: "3600000",
  ARENA_RECONCILE_INTERVAL_MS: "3600000",
  ARENA_MODEL_INTERVAL_MS: "21600000",
  ARENA_MODEL_SESSIONS_MAX: "5",
  // Not at the full hour, so that what is chosen at midnight is pending for a while.
  ARENA_SCHEDULE_ACTIVATE: "5-59/5 * * * *",
  ARENA_PRICE_SWING_MIN: "10",
  ARENA_IMBALANCE_HIGH: "1000",
  ARENA_IMBALANCE_LOW: "0.001",
};

const STATUS_INTERVAL_MS = 300_000;

/** Everybody is marked at half past each hour, apart from rounds, for the first time before the first day. */
const START_MS = MONDAY_MS - 1.5 * HOUR_MS;

/** How a week is played. */
export interface WeekOptions {
  /** Whole number from 0 to 4,294,967,295. */
  readonly seed: number;
  /** When the arena is killed and started again, Unix milliseconds, in order; between two quotes. */
  readonly restartsAtMs: readonly number[];
}

/** Plays a week of the whole arena under a simulated clock. @throws {Error} If an actor fails. */
export async function playWeek(options: WeekOptions): Promise<WeekResult> {
  return await new Week(options).play();
}

class Week {
  readonly #options: WeekOptions;
  readonly #journal = new MemoryJournal(SILENT_LOG);
  readonly #models: ReturnType<typeof weekModels>;
  readonly #venue: WeekVenue;
  #restarts = 0;
  #failure: Error | null = null;

  constructor(options: WeekOptions) {
    this.#options = options;
    this.#models = weekModels(options.seed);
    this.#venue = new WeekVenue(planWeek(options.seed), options.seed);
  }

  async play(): Promise<WeekResult> {
    const restarts = [...this.#options.restartsAtMs];
    let stage = await this.#open(START_MS);
    for (let atMs = START_MS; atMs < END_MS; atMs += QUOTE_STEP_MS) {
      const nextMs = atMs + QUOTE_STEP_MS;
      const [restartAtMs = Infinity] = restarts;
      if (restartAtMs < nextMs) {
        restarts.shift();
        await stage.advanceTo(restartAtMs);
        stage = await this.#restart(restartAtMs);
      }
      // Prices first, so that whoever decides at the full minute has fresh ones.
      await stage.advanceTo(nextMs - 1);
      await stage.emit(this.#venue.quotes(nextMs - 1));
      await stage.advanceTo(nextMs);
      this.#answer(stage, nextMs);
      await stage.emit(this.#venue.told(atMs, nextMs));
      if (this.#failure !== null) throw this.#failure;
    }
    await stage.close();
    return await weekResult(this.#journal, this.#restarts);
  }

  /** Ends the process as `kill -9` does: nobody stops anything, and only the journal is left. */
  async #restart(atMs: number): Promise<ArenaStage> {
    this.#restarts += 1;
    const stage = await this.#open(atMs);
    const listed = this.#venue.standings(atMs)
      .map(({ market }) => ({ kind: "market_listed", market } as const));
    this.#answer(stage, atMs);
    await stage.emit([...listed, ...this.#venue.newestQuotes(atMs)]);
    return stage;
  }

  /** Lets the venue answer whoever asks how a market stands. */
  #answer(stage: ArenaStage, atMs: number): void {
    for (const { market, standing } of this.#venue.standings(atMs)) {
      if (standing !== null) stage.resolve(market.id, standing);
    }
  }

  async #open(startMs: number): Promise<ArenaStage> {
    const settings = loadSettings(SETTINGS);
    return await ArenaStage.open({
      venue: VENUE,
      journal: this.#journal,
      arena: {
        ...arenaOptions(settings),
        pauses: NO_PAUSES,
        ...dailyOptions(settings),
        contestants: CONTROLS,
        statusIntervalMs: STATUS_INTERVAL_MS,
      },
      models: () =>
        Promise.resolve({ contestants: WEEK_MINDS, models: this.#models }),
      paperLatencyMs: 150,
      seed: this.#options.seed,
      isInOrder: true,
      startMs,
      onFailure: ({ path, error }) =>
        this.#failure ??= new Error(`${path}: ${error.message}`),
    });
  }
}
