import { assertNever } from "./assert.ts";
import type { ChildPhase } from "./child.ts";
import type { ActorInspection, ActorStatus } from "./inspection.ts";

/** What is counted of a child over its incarnations. */
interface Counts {
  readonly starts: number;
  readonly failed: number;
  readonly crashError: Error | null;
  readonly lastError: Error | null;
}

/**
 * What is counted of a child over its incarnations, and how that reads from outside.
 *
 * A record never changes: what happens gives the next one. So all children that have never failed share one.
 */
export class ChildRecord {
  readonly #counts: Counts;

  constructor(counts: Counts) {
    this.#counts = counts;
  }

  /** Starts so far: the number of the latest incarnation. */
  get starts(): number {
    return this.#counts.starts;
  }

  /** Why the latest incarnation failed, if it did. */
  get crashError(): Error | null {
    return this.#counts.crashError;
  }

  /** Returns the record after one more start. */
  begin(): ChildRecord {
    if (this === NEVER_STARTED) return STARTED_ONCE;
    return new ChildRecord({
      ...this.#counts,
      starts: this.starts + 1,
      crashError: null,
    });
  }

  /** Returns the record after a failure of the latest incarnation. */
  fail(error: Error): ChildRecord {
    return new ChildRecord({
      starts: this.starts,
      failed: this.#counts.failed + 1,
      crashError: error,
      lastError: error,
    });
  }

  /** Returns the counts, and the status that `phase` has from outside. */
  summarize(
    phase: ChildPhase,
    isStopFinal: boolean,
  ): Pick<ActorInspection, "status" | "failed" | "restarts" | "lastError"> {
    return {
      status: this.#status(phase, isStopFinal),
      failed: this.#counts.failed,
      restarts: Math.max(0, this.starts - 1),
      lastError: this.#counts.lastError?.message ?? null,
    };
  }

  #status(phase: ChildPhase, isStopFinal: boolean): ActorStatus {
    switch (phase) {
      case "down":
        return this.starts === 0 ? "starting" : "restarting";
      case "starting":
        return this.starts === 1 ? "starting" : "restarting";
      case "up":
        return "running";
      case "crashed":
        return "restarting";
      case "stopping":
        return isStopFinal ? "stopping" : "restarting";
      case "ended":
        return this.crashError === null ? "stopped" : "failed";
      default:
        return assertNever(phase);
    }
  }
}

const CLEAN: Counts = {
  starts: 0,
  failed: 0,
  crashError: null,
  lastError: null,
};

/** The record of a child that was never started. */
export const NEVER_STARTED: ChildRecord = new ChildRecord(CLEAN);

const STARTED_ONCE = new ChildRecord({ ...CLEAN, starts: 1 });
