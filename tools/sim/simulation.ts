import { afterEventLoopTurn } from "../../runtime/clock.ts";
import { followResets } from "../../venues/paper/follow_resets.ts";
import { PaperExchange } from "../../venues/paper/paper_exchange.ts";
import { ArenaProcess, type Outside } from "./arena_process.ts";
import {
  checkEnd,
  type EndedRun,
  isAtRest,
  misjudgedMarkets,
} from "./end_checks.ts";
import { FaultyExecution } from "./faulty_execution.ts";
import { FaultyResolution } from "./faulty_resolution.ts";
import {
  FLATTEN,
  Flattening,
  isReady,
  ON_ITS_WAY_MS_MAX,
} from "./flattening.ts";
import { Operator } from "./operator.ts";
import { drawSeason } from "./simulated_season.ts";
import { SimulatedVenue, VENUE } from "./simulated_venue.ts";
import { outcomeOf, type SimulationOutcome } from "./simulation_outcome.ts";
import { VenueFeed } from "./venue_feed.ts";
import { World, type WorldOptions } from "./world.ts";

/** Between two of the venue's moments, in milliseconds. */
const BEAT_MS = 500;
/** How likely it is that a seed has its boards reckoned. */
const HAS_BOARDS = 0.3;
/** How long the arena has to bring everything to its end once nothing goes wrong any more, in milliseconds. */
const RECOVERY_MS_MAX = 900_000;
/** For this long after that, at least, nothing may happen that was over, in milliseconds. */
const AFTERMATH_MS = 15_000;
/** Longer than that takes at its slowest, in milliseconds. */
const RECONCILED_MS_MAX = 150_000;
/** Longer than the site takes to show what is committed, in milliseconds. */
const SILENCE_MS = 3_000;
/** How likely it is that everything is sold before the markets close. */
const WIND_DOWN = 0.3;
/** How long the arena has to be ready for that, in milliseconds. */
const READY_MS_MAX = 300_000;
/** How long it waits for a moment at which it could go wrong, in milliseconds. */
const BEGINS_MS_MAX = 10_000;
/** Longer than all rounds of sales take, in milliseconds. */
const FLATTEN_MS_MAX = 90_000;
/** How many processes in a row may fail to get up before it is no bad luck, in the absence of faults. */
const FAILED_PROCESSES_MAX = 5;

/** Runs one seed from its first listing to the last settlement, through whatever goes wrong on the way. */
export async function simulate(
  options: WorldOptions,
): Promise<SimulationOutcome> {
  return await new Simulation(options).run();
}

class Simulation {
  readonly #world: World;
  readonly #seed: number;
  readonly #venue: SimulatedVenue;
  readonly #feed: VenueFeed;
  readonly #execution: FaultyExecution;
  readonly #operator: Operator;
  readonly #outside: Outside;
  #process: ArenaProcess;
  #beatAtMs: number;
  #processes = 1;
  #restartAtMs: number | null = null;
  #isCalm = false;
  #failedInCalm = 0;

  constructor(options: WorldOptions) {
    const world = new World(options);
    this.#world = world;
    this.#seed = options.seed;
    this.#beatAtMs = world.clock.nowMs();
    const paper = new PaperExchange({
      venue: VENUE,
      latencyMs: 150,
      clock: world.clock,
    });
    followResets(world.disk, paper);
    this.#venue = new SimulatedVenue(world, (event) => {
      paper.onMarketEvent(event);
      this.#feed.carry(event);
    });
    this.#feed = new VenueFeed(world, () => this.#venue.markets.values());
    this.#execution = new FaultyExecution(world, paper);
    this.#operator = new Operator(world);
    this.#outside = {
      world,
      operator: this.#operator,
      execution: this.#execution,
      marketData: this.#feed,
      resolution: new FaultyResolution(world, this.#venue.markets),
      season: drawSeason(world.dice.fork("season"), this.#beatAtMs, VENUE),
      hasBoards: world.dice.fork("boards").happens(HAS_BOARDS),
    };
    this.#process = new ArenaProcess(this.#outside, {
      number: 1,
      jumpedMs: 0,
    });
  }

  async run(): Promise<SimulationOutcome> {
    const { clock, dice } = this.#world;
    const stormEndMs = clock.nowMs() + dice.between(30_000, 120_000);
    await this.#playUntil(() => clock.nowMs() >= stormEndMs);
    this.#calm();
    if (dice.happens(WIND_DOWN)) await this.#flatten();
    if (dice.happens(0.5)) this.#operator.liftAll();
    this.#venue.windDown();
    const recoveredByMs = clock.nowMs() + RECOVERY_MS_MAX;
    await this.#playUntil(() =>
      this.#isOver() || clock.nowMs() >= recoveredByMs
    );
    await this.#reconcile(2);
    await this.#playUntil(this.#silence());
    if (this.#world.findings.first === null) await checkEnd(this.#ended);
    this.#process.crash();
    return outcomeOf(this.#world, {
      seed: this.#seed,
      processes: this.#processes,
    });
  }

  /** Lets journal and venue be compared: the first time it may have begun before now, and so prove nothing. */
  async #reconcile(times: number): Promise<void> {
    const { clock, disk } = this.#world;
    const wanted = disk.reconciliations + times;
    const afterMs = clock.nowMs() + AFTERMATH_MS;
    const endMs = clock.nowMs() + RECONCILED_MS_MAX;
    await this.#playUntil(() =>
      clock.nowMs() >= endMs ||
      disk.reconciliations >= wanted && clock.nowMs() >= afterMs
    );
  }

  /** Has everything sold that somebody holds, once nothing stands in the way. */
  async #flatten(): Promise<void> {
    const { clock, tally } = this.#world;
    this.#venue.becomeGenerous();
    this.#operator.liftAll();
    const flattening = new Flattening(this.#ended, this.#operator.anyScope());
    const readyByMs = clock.nowMs() + READY_MS_MAX;
    await this.#playUntil(() =>
      isReady(this.#ended) || clock.nowMs() >= readyByMs
    );
    if (!isReady(this.#ended)) return tally.count("wind-down: not begun");
    await this.#reconcile(2);
    const beginsByMs = clock.nowMs() + BEGINS_MS_MAX;
    await this.#playUntil(() =>
      flattening.isTempting || clock.nowMs() >= beginsByMs
    );
    this.#operator.restrict(flattening.scope, FLATTEN);
    const endsByMs = clock.nowMs() + FLATTEN_MS_MAX;
    await this.#playUntil(() => flattening.isOver || clock.nowMs() >= endsByMs);
    const filledByMs = clock.nowMs() + ON_ITS_WAY_MS_MAX;
    await this.#playUntil(() => clock.nowMs() >= filledByMs);
    flattening.check();
  }

  get #ended(): EndedRun {
    return {
      world: this.#world,
      venue: this.#venue,
      execution: this.#execution,
      process: this.#process,
    };
  }

  /** Whether nothing is left to wait for, answers to the operator included. */
  #isOver(): boolean {
    const world = this.#world;
    return isAtRest(this.#ended) && this.#operator.unansweredMoves === 0 &&
      (world.hasJumped || misjudgedMarkets(world, this.#venue).length === 0);
  }

  /** Plays beat by beat and timer by timer; what one sets off is over before the next one comes. */
  async #playUntil(isOver: () => boolean): Promise<void> {
    const { clock, findings } = this.#world;
    while (findings.first === null && !isOver()) {
      const timerAtMs = clock.nextTimerAtMs() ?? Infinity;
      clock.advanceTo(Math.min(this.#beatAtMs, timerAtMs));
      if (clock.nowMs() >= this.#beatAtMs) {
        this.#beatAtMs += BEAT_MS;
        this.#beat();
      }
      await this.#settle();
      this.#superviseProcess();
    }
  }

  #beat(): void {
    const { faults, dice } = this.#world;
    this.#venue.beat();
    if (dice.happens(faults.tradeBurst)) {
      this.#venue.burst(dice.between(300, 1_500));
    }
    this.#feed.beat();
    if (this.#isCalm) this.#operator.pursue();
    else this.#operator.beat();
    this.#process.beat();
  }

  /** Runs until nothing is left to do at this instant: messages, commits, and what follows from them. */
  async #settle(): Promise<void> {
    for (;;) {
      const hasTurned = this.#process.turn();
      await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
      if (!hasTurned && !this.#process.turn()) return;
      if (this.#world.findings.first !== null) return;
    }
  }

  /** Does what a service manager does: a process that has ended is started again a little later. */
  #superviseProcess(): void {
    const { clock, dice, findings } = this.#world;
    if (this.#process.state !== "ended") return;
    this.#feed.hangUp();
    if (this.#restartAtMs === null) {
      this.#restartAtMs = clock.nowMs() + dice.between(500, 5_000);
      const { error } = this.#process;
      if (this.#isCalm && error !== null) {
        this.#failedInCalm += 1;
        findings.check(
          this.#failedInCalm < FAILED_PROCESSES_MAX,
          "the arena starts from its journal",
          () => `It gave up ${this.#failedInCalm} times: ${error}`,
        );
      }
    }
    if (clock.nowMs() < this.#restartAtMs) return;
    this.#restartAtMs = null;
    this.#processes += 1;
    this.#process = new ArenaProcess(this.#outside, {
      number: this.#processes,
      jumpedMs: this.#isCalm ? 0 : this.#process.clock.jumpedMs,
    });
  }

  #calm(): void {
    const { clock, journal } = this.#process;
    this.#world.calm();
    this.#isCalm = true;
    clock.jumpBy(-clock.jumpedMs);
    if (journal.isFenced) this.#process.crash();
    this.#feed.calm();
  }

  /** Returns what tells whether no row has come for a while: then the site has shown the last one. */
  #silence(): () => boolean {
    const { clock, disk } = this.#world;
    let [rows, sinceMs] = [-1, 0];
    return () => {
      if (disk.rows.length !== rows) {
        [rows, sinceMs] = [disk.rows.length, clock.nowMs()];
      }
      return clock.nowMs() - sinceMs >= SILENCE_MS;
    };
  }
}
