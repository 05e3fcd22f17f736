import { type ArenaOptions, arenaTree } from "../../actors/arena.ts";
import type { Execution } from "../../actors/ports/execution.ts";
import type { Journal } from "../../actors/ports/journal.ts";
import type {
  FrameRejection,
  MarketEvent,
} from "../../actors/ports/market_data.ts";
import type { OpinionRefusal } from "../../actors/ports/opinion_refusal.ts";
import type { FeeSchedule } from "../../domain/fees.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { MarketPhase, Resolution, VenueId } from "../../domain/market.ts";
import { afterEventLoopTurn } from "../../runtime/clock.ts";
import {
  type ActorFailure,
  ActorSystem,
  SeededDispatcher,
  SeededRandom,
  SimulatedClock,
} from "../../runtime/mod.ts";
import { PaperExchange } from "../../venues/paper/paper_exchange.ts";
import { SteppedJournal } from "./stepped_journal.ts";
import { TapeMarketData, TapeResolution } from "./tape_ports.ts";

/** What an arena under a simulated clock is made of. */
export interface ArenaStageOptions {
  readonly venue: VenueId;
  readonly journal: Journal;
  readonly arena: Omit<ArenaOptions, "random" | "fees">;
  readonly fees: FeeSchedule;
  readonly paperLatencyMs: number;
  readonly seed: number;
  /** Unix milliseconds. */
  readonly startMs: number;
  readonly onRejection?: (rejection: FrameRejection) => void;
  readonly onRefusal?: (refusal: OpinionRefusal) => void;
  readonly onFailure?: (failure: ActorFailure) => void;
  /** Wraps the paper exchange, for tests of what a venue may do. */
  readonly execution?: (paper: PaperExchange) => Execution;
}

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
  #failure: Error | null = null;

  /** Use `open`, which also starts the arena. */
  constructor(options: ArenaStageOptions) {
    const { fees, venue } = options;
    const random = new SeededRandom(options.seed);
    this.clock = new SimulatedClock({ startMs: options.startMs });
    this.system = new ActorSystem({
      clock: this.clock,
      random: random.fork("actors"),
      dispatcher: new SeededDispatcher(random.fork("dispatcher"), {
        quantum: 64,
        autoRun: false,
      }),
      onFailure: options.onFailure ?? (() => {}),
    });
    this.#journal = new SteppedJournal(options.journal);
    this.#marketData = new TapeMarketData(venue);
    this.#resolution = new TapeResolution(venue);
    this.#paper = new PaperExchange({
      venue,
      fees,
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
    const { arena, fees } = options;
    const tree = arenaTree(stage.system, {
      journal: stage.#journal,
      marketData: stage.#marketData,
      execution: options.execution?.(stage.#paper) ?? stage.#paper,
      resolution: stage.#resolution,
      broadcast: null,
      onRejection: options.onRejection ?? (() => {}),
      onRefusal: options.onRefusal ?? (() => {}),
    }, {
      ...arena,
      fees,
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
      this.clock.advanceTo(dueMs);
      await this.settle();
    }
    this.clock.advanceTo(toMs);
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
    while (!isOver) await this.settle();
    await ended;
  }
}
