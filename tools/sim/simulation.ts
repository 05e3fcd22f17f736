import { FEE_SCHEDULES } from "../../domain/fees.ts";
import { ArenaBooks } from "../../domain/fold.ts";
import { isSettling } from "../../domain/settlement.ts";
import { afterEventLoopTurn } from "../../runtime/clock.ts";
import { PaperExchange } from "../../venues/paper/paper_exchange.ts";
import { ArenaProcess, type Outside } from "./arena_process.ts";
import { booksText } from "./books_text.ts";
import { FaultyExecution } from "./faulty_execution.ts";
import { FaultyResolution } from "./faulty_resolution.ts";
import type { Finding } from "./findings.ts";
import { viewTextOf } from "./live_view.ts";
import { SimulatedVenue, VENUE } from "./simulated_venue.ts";
import { VenueFeed } from "./venue_feed.ts";
import { World, type WorldOptions } from "./world.ts";

/** How one seed went. */
export interface SimulationOutcome {
  readonly seed: number;
  /** `null` if every invariant held. */
  readonly finding: Finding | null;
  /** Hash of the journal's last row, 64 hex digits. */
  readonly hash: string;
  readonly rows: number;
  readonly orders: number;
  readonly fills: number;
  /** Processes that it took. */
  readonly processes: number;
}

/** Between two of the venue's moments, in milliseconds. */
const BEAT_MS = 500;
/** How long the arena has to bring everything to its end once nothing goes wrong any more, in milliseconds. */
const RECOVERY_MS_MAX = 900_000;
/** For this long after that nothing may happen that was over, in milliseconds. */
const AFTERMATH_MS = 15_000;
/** Longer than the site takes to show what is committed, in milliseconds. */
const SILENCE_MS = 3_000;
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
      fees: FEE_SCHEDULES.kalshi,
      latencyMs: 150,
      clock: world.clock,
    });
    this.#venue = new SimulatedVenue(world, (event) => {
      paper.onMarketEvent(event);
      this.#feed.carry(event);
    });
    this.#feed = new VenueFeed(world, () => this.#venue.markets.values());
    this.#execution = new FaultyExecution(world, paper);
    this.#outside = {
      world,
      execution: this.#execution,
      marketData: this.#feed,
      resolution: new FaultyResolution(world, this.#venue.markets),
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
    const recoveredByMs = clock.nowMs() + RECOVERY_MS_MAX;
    await this.#playUntil(() =>
      this.#isAtRest() || clock.nowMs() >= recoveredByMs
    );
    const restAtMs = clock.nowMs();
    await this.#playUntil(() => clock.nowMs() >= restAtMs + AFTERMATH_MS);
    await this.#playUntil(this.#silence());
    if (this.#world.findings.first === null) await this.#checkEnd();
    this.#process.crash();
    return this.#outcome();
  }

  #outcome(): SimulationOutcome {
    const { rows, submitted, fills } = this.#world.disk;
    return {
      seed: this.#seed,
      finding: this.#world.findings.first,
      hash: rows.at(-1)?.hash ?? "",
      rows: rows.length,
      orders: submitted.size,
      fills: fills.size,
      processes: this.#processes,
    };
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
    this.#venue.windDown();
    this.#feed.calm();
  }

  /** Whether everything that was begun has come to its end. */
  #isAtRest(): boolean {
    const { books } = this.#world.disk;
    return this.#process.unrest().length === 0 &&
      books.orders.working.size === 0 &&
      [...this.#venue.markets.values()].every(({ market }) =>
        isSettling(market.phase)
      ) &&
      [...books.markets.values()].every(({ market }) =>
        isSettling(market.phase)
      ) &&
      [...books.positions.all()].every(({ quantity }) => quantity === 0n);
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

  async #checkEnd(): Promise<void> {
    const { findings, disk: { books, rows } } = this.#world;
    const unrest = this.#process.unrest();
    findings.check(
      unrest.length === 0,
      "the arena runs once faults have stopped",
      () => unrest.join("; "),
    );
    findings.check(
      books.orders.working.size === 0,
      "every order comes to its end",
      () => `Still open is ${[...books.orders.working.keys()].join(", ")}`,
    );
    const unsettled = [
      ...[...books.markets.values()].filter(({ market }) =>
        !isSettling(market.phase)
      ).map(({ market }) => `${market.id} is ${market.phase}`),
      ...[...books.positions.all()].filter(({ quantity }) => quantity > 0n)
        .map(({ contestantId, marketId }) =>
          `${contestantId} still holds ${marketId}`
        ),
    ];
    findings.check(
      unsettled.length === 0,
      "every market that is over is settled",
      () => unsettled.join("; "),
    );
    await this.#checkFills();
    const again = new ArenaBooks();
    for (const row of rows) again.apply(row);
    findings.check(
      booksText(again) === booksText(books),
      "live state is the fold of the journal",
      () => "A second fold of all rows comes to other books",
    );
    findings.check(
      this.#process.view.text() === viewTextOf(rows),
      "live state is the fold of the journal",
      () => "The site does not show what a fresh fold of all rows comes to",
    );
  }

  /** The venue's own record and the journal's must be the same fills, to the last fee. */
  async #checkFills(): Promise<void> {
    const { findings, disk } = this.#world;
    const booked = new Map(disk.fills);
    for (const orderId of this.#execution.sent) {
      for (const fill of await this.#execution.fillsOf(orderId)) {
        const ours = booked.get(fill.id);
        booked.delete(fill.id);
        findings.check(
          ours !== undefined && ours.quantity === fill.quantity &&
            ours.price.price === fill.price.price && ours.fee === fill.fee,
          "every fill is booked exactly once",
          () => `Fill ${fill.id} of order ${orderId} is not booked as it was`,
        );
      }
    }
    findings.check(
      booked.size === 0,
      "every fill is booked exactly once",
      () => `The venue knows nothing of ${[...booked.keys()].join(", ")}`,
    );
  }
}
