import {
  type ArenaOptions,
  type ArenaRefs,
  arenaTree,
} from "../../actors/arena.ts";
import type { Execution } from "../../actors/ports/execution.ts";
import type { FundingHistory } from "../../actors/ports/funding_history.ts";
import type { Journal } from "../../actors/ports/journal.ts";
import type {
  FrameRejection,
  MarketEvent,
} from "../../actors/ports/market_data.ts";
import type { PerpetualExecution } from "../../actors/ports/perpetual_execution.ts";
import type { OpinionRefusal } from "../../actors/ports/opinion_refusal.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { MarketPhase, Resolution, VenueId } from "../../domain/market.ts";
import { afterEventLoopTurn } from "../../runtime/clock.ts";
import {
  type ActorFailure,
  ActorSystem,
  type Clock,
  ManualDispatcher,
  SeededDispatcher,
  SeededRandom,
  SimulatedClock,
} from "../../runtime/mod.ts";
import { followResets } from "../../venues/paper/follow_resets.ts";
import { PaperExchange } from "../../venues/paper/paper_exchange.ts";
import { PaperPerpetuals } from "../../venues/paper/perpetual_exchange.ts";
import { paperStanding } from "../../venues/paper/paper_standing.ts";
import type { ModelRoster } from "../../composition/model_roster.ts";
import { SteppedModels } from "./stepped_models.ts";
import { SteppedJournal } from "./stepped_journal.ts";
import { TapeMarketData, TapeResolution } from "./tape_ports.ts";

/** What an arena under a simulated clock is made of. */
export interface ArenaStageOptions {
  readonly venue: VenueId;
  readonly journal: Journal;
  readonly arena: Omit<ArenaOptions, "random">;
  readonly paperLatencyMs: number;
  readonly seed: number;
  /** Whether actors take turns first come first served, which a restart does not change; else as the seed draws. @default {false} */
  readonly isInOrder?: boolean;
  /** Opens the model contestants; prices go by the simulated clock. @default {there are none} */
  readonly models?: ((clock: Clock) => Promise<ModelRoster>) | undefined;
  /** Unix milliseconds. */
  readonly startMs: number;
  readonly onRejection?: (rejection: FrameRejection) => void;
  readonly onRefusal?: (refusal: OpinionRefusal) => void;
  readonly onFailure?: (failure: ActorFailure) => void;
  /** What the venue says of hours of perpetuals that are over; none where it is left out, as on a tape. */
  readonly fundingHistory?: FundingHistory | undefined;
  /** Wraps the paper exchange, for tests of what a venue may do. */
  readonly execution?: (paper: PaperExchange) => Execution;
  /** Does the same with the one for perpetuals. */
  readonly perpetualExecution?: (paper: PaperPerpetuals) => PerpetualExecution;
  /** Takes the refs of those that can be spoken to. */
  readonly onRefs?: (refs: ArenaRefs) => void;
}

const TURNS = { quantum: 64, autoRun: false } as const;

const NO_MODELS: ModelRoster = { contestants: [], models: null };

/**
 * The whole arena (its own actors, supervisors and paper exchange) under a simulated clock and a seeded
 * dispatcher. Market events come from the caller; nothing happens between two calls.
 */
export class ArenaStage {
  readonly clock: SimulatedClock;
  readonly system: ActorSystem;
  readonly #journal: SteppedJournal;
  readonly #marketData: TapeMarketData;
  readonly #resolution: TapeResolution;
  readonly #paper: PaperExchange;
  readonly #perpetuals: PaperPerpetuals;
  #models: SteppedModels | null = null;
  #failure: Error | null = null;

  /** Use `open`, which also starts the arena. */
  constructor(options: ArenaStageOptions) {
    const { venue } = options;
    const random = new SeededRandom(options.seed);
    this.clock = new SimulatedClock({ startMs: options.startMs });
    this.system = new ActorSystem({
      clock: this.clock,
      random: random.fork("actors"),
      dispatcher: options.isInOrder
        ? new ManualDispatcher(TURNS)
        : new SeededDispatcher(random.fork("dispatcher"), TURNS),
      onFailure: options.onFailure ?? (() => {}),
    });
    this.#journal = new SteppedJournal(options.journal);
    this.#marketData = new TapeMarketData(venue);
    this.#resolution = new TapeResolution(venue);
    this.#paper = new PaperExchange({
      venue,
      pauses: options.arena.pauses,
      latencyMs: options.paperLatencyMs,
      clock: this.clock,
    });
    this.#perpetuals = new PaperPerpetuals({
      latencyMs: options.paperLatencyMs,
      clock: this.clock,
    });
    this.system.done.then((outcome) => {
      if (outcome.reason === "failed") this.#failure = outcome.error;
    });
  }

  /** Starts the arena. @throws {Error} If an actor's first start fails. */
  static async open(options: ArenaStageOptions): Promise<ArenaStage> {
    const stage = new ArenaStage(options);
    const { arena } = options;
    const standing = await paperStanding(options.journal);
    stage.#paper.restore(standing);
    stage.#perpetuals.restore(standing.perpetuals);
    followResets(stage.#journal, stage.#paper);
    const roster = await options.models?.(stage.clock) ?? NO_MODELS;
    if (roster.models !== null) {
      stage.#models = new SteppedModels(roster.models, stage.clock);
    }
    const tree = arenaTree(stage.system, {
      journal: stage.#journal,
      marketData: stage.#marketData,
      execution: options.execution?.(stage.#paper) ?? stage.#paper,
      perpetuals: options.perpetualExecution?.(stage.#perpetuals) ??
        stage.#perpetuals,
      fundingHistory: options.fundingHistory,
      resolution: stage.#resolution,
      broadcast: null,
      models: stage.#models,
      onRejection: options.onRejection ?? (() => {}),
      onRefusal: options.onRefusal ?? (() => {}),
      onRefs: options.onRefs ?? (() => {}),
    }, {
      ...arena,
      models: roster.contestants,
      random: new SeededRandom(options.seed).fork("contestants"),
    });
    await stage.#alongside(stage.system.start(tree));
    return stage;
  }

  /**
   * Has the venue say `events` and runs until all that follows from them at this instant has happened.
   *
   * @throws {Error} If the arena has given up.
   */
  async emit(events: readonly MarketEvent[]): Promise<void> {
    if (!this.emitAtOnce(events)) await this.settle();
    if (this.#failure !== null) throw this.#failure;
  }

  /** Does the same without a promise; returns `false` where `emit([])` has to finish it. */
  emitAtOnce(events: readonly MarketEvent[]): boolean {
    for (const event of events) {
      this.#paper.onMarketEvent(event);
      this.#perpetuals.onMarketEvent(event);
      this.#resolution.onMarketEvent(event);
      this.#marketData.emit(event);
    }
    this.system.runUntilIdle();
    return this.#journal.waitingRows === 0 && this.#failure === null;
  }

  /** Says how a market stands when the venue is asked, without an event of its own. */
  resolve(
    marketId: MarketId,
    standing: {
      readonly phase: MarketPhase;
      readonly resolution: Resolution | null;
    },
  ): void {
    this.#resolution.set(marketId, standing);
  }

  /** Lets the database be gone, or come back: until then no row is committed, and none is lost. */
  async holdJournal(isHeld: boolean): Promise<void> {
    this.#journal.isHeld = isHeld;
    await this.settle();
  }

  /** Whether no timer is due until `toMs`; then time has moved there. */
  advanceAtOnce(toMs: number): boolean {
    const dueMs = this.clock.nextTimerAtMs();
    if (dueMs !== null && dueMs <= toMs) return false;
    this.clock.advanceTo(toMs);
    return true;
  }

  /** Moves time on timer by timer: what one sets off is over before the next one fires. */
  async advanceTo(toMs: number): Promise<void> {
    for (;;) {
      const dueMs = this.clock.nextTimerAtMs();
      if (dueMs === null || dueMs > toMs) break;
      if (this.#models !== null) await this.#hearModels(this.#models, dueMs);
      this.clock.advanceTo(dueMs);
      await this.settle();
    }
    this.clock.advanceTo(toMs);
  }

  /** Nothing may be left to do while a provider is waited for: how long that takes would show in the order of things. */
  async #hearModels(models: SteppedModels, dueMs: number): Promise<void> {
    await this.settle();
    await models.arrived(dueMs);
  }

  /** Runs until nothing is left to do at this instant: messages, commits, and what follows from them. */
  async settle(): Promise<void> {
    for (;;) {
      const handled = this.system.runUntilIdle();
      const hasRows = this.#journal.waitingRows > 0;
      if (hasRows) await this.#journal.flush();
      await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
      if (handled === 0 && !hasRows && this.system.runUntilIdle() === 0) return;
    }
  }

  /** Stops every actor in reverse order. */
  async close(): Promise<void> {
    await this.#alongside(this.system.stop());
  }

  /** Starting and stopping read the journal, which takes turns of the event loop, and timers. */
  async #alongside(work: Promise<void>): Promise<void> {
    let isOver = false;
    const ended = work.finally(() => isOver = true);
    // It may fail while others are still being heard: the failure is for whoever awaits it below.
    ended.catch(() => {});
    while (!isOver) await this.settle();
    await ended;
  }
}
