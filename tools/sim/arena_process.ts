import {
  type ArenaOptions,
  type ArenaRefs,
  arenaTree,
} from "../../actors/arena.ts";
import type { Execution } from "../../actors/ports/execution.ts";
import type { MarketData } from "../../actors/ports/market_data.ts";
import type { ResolutionSource } from "../../actors/ports/resolution.ts";
import { arenaOptions } from "../../composition/arena_options.ts";
import { loadSettings } from "../../config.ts";
import { usd } from "../../domain/money.ts";
import type { ArenaPhase } from "../../domain/view.ts";
import type { BoardStream } from "../../actors/ports/board_stream.ts";
import type { CalendarOptions } from "../../actors/calendar/actor.ts";
import type { SeasonTerms } from "../../domain/season.ts";
import { NO_PAUSES } from "../../domain/trading_pauses.ts";
import { contestants, seasonPlan } from "./contestants.ts";
import type { Dice } from "./dice.ts";
import { LiveView } from "./live_view.ts";
import type { Operator } from "./operator.ts";
import { ProcessClock } from "./process_clock.ts";
import { databaseLost, ProcessJournal } from "./process_journal.ts";
import { ProcessWatch } from "./process_watch.ts";
import { WatchedSystem } from "./watched_system.ts";
import { SIMULATED_MINDS } from "./simulated_minds.ts";
import { simulatedModels } from "./simulated_models.ts";
import type { World } from "./world.ts";

/** What a process reaches, all of which outlives it. */
export interface Outside {
  readonly world: World;
  readonly execution: Execution;
  readonly marketData: MarketData;
  readonly resolution: ResolutionSource;
  readonly operator: Operator;
  /** The season beside the open one; `null` where there is none. */
  readonly season: SeasonTerms | null;
  /** Whether both boards are reckoned, and written down by the hour. */
  readonly hasBoards: boolean;
}

/** Which life of the arena this is. */
export interface ProcessOptions {
  /** From 1. */
  readonly number: number;
  /** How far the machine's clock is off, in milliseconds. */
  readonly jumpedMs: number;
}

/** `starting` reads the journal; `ended` came to its end, one way or another. */
export type ProcessState = "starting" | "running" | "ended";

/** Rounds and marks come often, so that a short run holds many of them, and money is so short that it runs out. */
const SETUP = {
  startingBalance: usd("400"),
  roundIntervalMs: 2_000,
  decisionIntervalMs: 3_000,
  equityIntervalMs: 3_000,
  reconciliation: { intervalMs: 10_000, driftMax: usd("1") },
};
/** Longest time that a process takes to stop in order, in milliseconds. */
const STOP_MS_MAX = 5_000;
const CADENCE = {
  flushMs: 1_000,
  wordsFlushMs: 1_000,
  urgentFlushMs: 250,
  inspectMs: 5_000,
};
const TRADING: ArenaPhase = { name: "trading", sentence: "Simulated." };
/** As `start` has it, without events. */
const CALENDAR: CalendarOptions = {
  patterns: { snapshot_boards: "0 * * * *" },
  caughtUp: new Set(["snapshot_boards"]),
};
/** What is written down of the boards is in the journal. */
const NOBODY_READS: BoardStream = { publish() {}, publishDay() {} };
const NEVER = new Promise<never>(() => {});

/** One process of the arena: the real tree on the real kernel, from its start to its crash. */
export class ArenaProcess {
  readonly clock: ProcessClock;
  readonly journal: ProcessJournal;
  readonly system: WatchedSystem;
  readonly view = new LiveView();
  readonly #dice: Dice;
  readonly #outside: Outside;
  #state: ProcessState = "starting";
  #error: Error | null = null;
  #showTree: () => void = () => {};
  #refs: ArenaRefs | null = null;

  constructor(outside: Outside, { number, jumpedMs }: ProcessOptions) {
    const { world } = outside;
    const label = `process ${number}`;
    const dice = world.dice.fork(label);
    this.#outside = outside;
    this.#dice = dice;
    this.clock = new ProcessClock(world.clock, jumpedMs);
    const watch = new ProcessWatch(world, () => this.journal.head().sequence);
    this.journal = new ProcessJournal({
      world,
      clock: this.clock,
      dice: dice.fork("journal"),
      watch,
      onCrash: () => this.crash(),
      // As the composition root does: actors that cannot append may not crash often enough to give up by themselves.
      onFailure: (error) =>
        void this.clock.setTimer(
          () => this.#giveUp(error),
          dice.between(0, STOP_MS_MAX),
        ),
    });
    this.system = new WatchedSystem({
      world,
      clock: this.clock,
      random: world.random.fork(label),
      dice: dice.fork("system"),
      watch,
      onFailure: () => this.#showTree(),
    });
    this.#start();
  }

  get state(): ProcessState {
    return this.#state;
  }

  /** Why it gave up by itself; `null` while it runs, or if it was made to end. */
  get error(): Error | null {
    return this.#error;
  }

  /** Does what can be done at this instant without waiting for promises. Returns whether there was anything. */
  turn(): boolean {
    if (this.#state === "ended") return false;
    const turns = this.system.turn();
    return this.journal.pump() || turns > 0;
  }

  /** Lets the machine and the database go wrong, if they are to do so now. */
  beat(): void {
    const { faults } = this.#outside.world;
    const dice = this.#dice;
    if (dice.happens(faults.clockJump)) {
      this.#outside.world.hasJumped = true;
      this.clock.jumpBy(dice.between(-600_000, 600_000));
    }
    if (dice.happens(faults.databaseLoss)) this.journal.fail(databaseLost());
    if (dice.happens(faults.actorCrash)) this.#crashActor();
    if (dice.happens(faults.cancelRequest)) this.#takeBack();
    if (dice.happens(faults.processCrash)) this.crash();
  }

  /** Ends it at once, with everything that it was about to do. */
  crash(): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#outside.operator.attend(null);
    this.journal.stop();
    this.clock.stop();
    this.system.kill();
  }

  /** Returns what keeps it from resting: parts that do not run, rows that wait. Empty where every part runs. */
  unrest(): readonly string[] {
    if (this.#state !== "running") return [`The process is ${this.#state}`];
    return [
      ...(this.journal.isBusy ? ["Rows wait for their commit"] : []),
      ...(this.journal.hasFailed ? ["The journal takes no rows"] : []),
      ...(this.journal.isFenced ? ["The journal is fenced off"] : []),
      ...this.system.inspect()
        .filter(({ status }) => status !== "running")
        .map(({ path, status, lastError }) =>
          `${path} is ${status} after ${lastError}`
        ),
    ];
  }

  #start(): void {
    const { world, operator, season, hasBoards } = this.#outside;
    const dice = this.#dice.fork("contestants");
    const options: ArenaOptions = {
      ...arenaOptions(loadSettings({})),
      pauses: NO_PAUSES,
      ...SETUP,
      contestants: contestants(world, dice),
      ...(season === null
        ? {}
        : { seasons: [seasonPlan(season, world, dice)] }),
      ...(hasBoards ? { calendar: CALENDAR } : {}),
      models: SIMULATED_MINDS,
      random: world.random.fork("contestants"),
    };
    const tree = arenaTree(this.system, {
      ...this.#guardedPorts(),
      journal: this.journal,
      models: simulatedModels(world, this.clock, this.#dice.fork("models")),
      broadcast: {
        stream: this.view,
        origin: this.view.origin,
        phase: () => TRADING,
        onOrderTimed: () => {},
        cadence: CADENCE,
        onTreeChanged: (listener) => this.#showTree = listener,
      },
      ...(hasBoards ? { boards: NOBODY_READS } : {}),
      onRejection: () => {},
      onRefusal: () => {},
      onRefs: (refs) => this.#refs = refs,
    }, options);
    this.system.start(tree).then(
      () => {
        if (this.#state !== "starting") return;
        this.#state = "running";
        operator.attend(this.#refs);
      },
      (error) => this.#giveUp(error),
    );
    this.system.done.then((outcome) => {
      if (outcome.reason === "failed") this.#giveUp(outcome.error);
    });
  }

  #giveUp(error: Error): void {
    if (this.#state === "ended") return;
    this.#error = error;
    this.crash();
  }

  /** A handler that goes on after the process has died reaches nobody. */
  #guardedPorts() {
    const { execution, marketData, resolution } = this.#outside;
    const { venue } = execution;
    const isDead = () => this.#state === "ended";
    return {
      execution: {
        venue,
        mode: execution.mode,
        arrivesWithinMs: execution.arrivesWithinMs,
        submit: (order, signal, onSigned) =>
          isDead() ? NEVER : execution.submit(order, signal, onSigned),
        query: (id, signal) => isDead() ? NEVER : execution.query(id, signal),
        cancel: (id, signal) => isDead() ? NEVER : execution.cancel(id, signal),
        account: (sinceMs, signal) =>
          isDead() ? NEVER : execution.account(sinceMs, signal),
        onReport: (listener) =>
          execution.onReport((id, report) => {
            if (!isDead()) listener(id, report);
          }),
      } satisfies Execution,
      marketData: {
        venue,
        run: (listener, signal) =>
          isDead() ? NEVER : marketData.run(listener, signal),
      } satisfies MarketData,
      resolution: {
        venue,
        resolve: (id, signal) =>
          isDead() ? NEVER : resolution.resolve(id, signal),
      } satisfies ResolutionSource,
    };
  }

  /** Takes some order back on nobody's behalf, as a kill switch does. */
  #takeBack(): void {
    const { working } = this.#outside.world.disk.books.orders;
    if (this.#state !== "running" || working.size === 0) return;
    this.#refs?.executor.tell({
      kind: "cancel_order",
      orderId: this.#dice.pick([...working.keys()]),
      reason: "The simulation takes it back.",
    });
  }

  #crashActor(): void {
    const running = this.system.inspect().filter(({ kind, status }) =>
      kind === "actor" && status === "running"
    );
    if (running.length === 0) return;
    const { path } = this.#dice.pick(running);
    this.system.injectFailure(
      path,
      new Error(
        `Cannot go on as "${path}" must be left alone: current value is a crash of the simulation's`,
      ),
    );
  }
}
