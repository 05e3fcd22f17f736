import { SeededRandom, SimulatedClock } from "../../runtime/mod.ts";
import { Dice } from "./dice.ts";
import { drawFaults, type FaultOptions, NO_FAULTS } from "./faults.ts";
import { Findings } from "./findings.ts";
import { JournalAuditor } from "./journal_auditor.ts";
import type { PlantedBug } from "./planted_bugs.ts";
import { TallySheet } from "./tally.ts";

/** Any day will do, as long as every seed has the same: an hour ends in each of them, and boards are written down. */
const START_MS = Date.parse("2026-05-28T20:59:20Z");

/** Longer than two questions of the reconciler's with what is between them, in milliseconds. */
const MISLED_MS = 60_000;

/** How a run differs from others. */
export interface WorldOptions {
  /** Whole number from 0 to 4,294,967,295. */
  readonly seed: number;
  /** @default {those that the seed draws} */
  readonly faults?: FaultOptions;
  /** @default {null} */
  readonly planted?: PlantedBug | null;
}

/** What outlives the arena's process: time, the journal's disk, and what goes wrong. */
export class World {
  readonly clock = new SimulatedClock({ startMs: START_MS });
  readonly random: SeededRandom;
  readonly dice: Dice;
  readonly findings = new Findings();
  readonly tally = new TallySheet();
  readonly disk: JournalAuditor;
  readonly planted: PlantedBug | null;
  /** Whether a machine's clock was ever off. */
  hasJumped = false;
  #misledAtMs = -Infinity;
  #faults: FaultOptions;

  constructor({ seed, faults, planted = null }: WorldOptions) {
    this.random = new SeededRandom(seed);
    this.dice = new Dice(this.random.fork("world"));
    this.disk = new JournalAuditor(this.findings, () => this.isMisled);
    this.planted = planted;
    this.#faults = faults ?? drawFaults(this.dice.fork("faults"));
  }

  /** Whether somebody was told how a market stood instead of how it stands, so lately that it may act on that. */
  get isMisled(): boolean {
    return this.clock.nowMs() - this.#misledAtMs < MISLED_MS;
  }

  /** Somebody is told how a market stood. */
  mislead(): void {
    this.#misledAtMs = this.clock.nowMs();
  }

  /** What may go wrong now. */
  get faults(): FaultOptions {
    return this.#faults;
  }

  /** Ends every fault that has not happened yet. */
  calm(): void {
    this.#faults = NO_FAULTS;
  }

  /** Resolves after `ms` on the world's clock. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.clock.setTimer(resolve, ms));
  }
}
