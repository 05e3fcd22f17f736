import type { PlantedBug } from "./planted_bugs.ts";
import type { Finding } from "./findings.ts";
import type { SimulationOutcome } from "./simulation_outcome.ts";
import type { WorkerReport } from "./worker.ts";

/** A seed in which an invariant did not hold. */
export interface SeedFailure {
  readonly seed: number;
  readonly finding: Finding;
}

/** Which seeds are run, and by how many workers. */
export interface SeedPoolOptions {
  /** The first one. */
  readonly from: number;
  /** 1 or more. */
  readonly seeds: number;
  /** 1 or more. */
  readonly workers: number;
  /** A bug to plant in every seed. @default {null} */
  readonly planted?: PlantedBug;
  readonly onProgress: (done: number) => void;
  /** Hears how every seed went, in the order in which they end. */
  readonly onOutcome?: (outcome: SimulationOutcome) => void;
}

/**
 * Runs seeds side by side, one at a time per worker, and stops at the first that fails.
 *
 * @returns The failure of the lowest seed that failed, so that the number of workers does not change it; `null` if
 * all passed.
 */
export function runSeeds(
  options: SeedPoolOptions,
): Promise<SeedFailure | null> {
  const pool = new SeedPool(options);
  return pool.run();
}

class SeedPool {
  readonly #options: SeedPoolOptions;
  readonly #end = Promise.withResolvers<SeedFailure | null>();
  #next: number;
  #until: number;
  #done = 0;
  #running = 0;
  #failure: SeedFailure | null = null;

  constructor(options: SeedPoolOptions) {
    this.#options = options;
    this.#next = options.from;
    this.#until = options.from + options.seeds;
  }

  async run(): Promise<SeedFailure | null> {
    const { workers, seeds } = this.#options;
    const started = Array.from(
      { length: Math.min(workers, seeds) },
      () => this.#startWorker(),
    );
    try {
      return await this.#end.promise;
    } finally {
      for (const worker of started) worker.terminate();
    }
  }

  #startWorker(): Worker {
    const url = new URL("./worker.ts", import.meta.url);
    const worker = new Worker(url, { type: "module" });
    this.#running += 1;
    worker.onmessage = ({ data: report }: MessageEvent<WorkerReport>) => {
      if (report.kind === "done") this.#onOutcome(report.outcome);
      this.#feed(worker);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end.reject(
        new Error(
          `Cannot go on as every worker must run: current value is ${event.message}`,
        ),
      );
    };
    return worker;
  }

  #feed(worker: Worker): void {
    if (this.#next < this.#until) {
      const { planted = null } = this.#options;
      worker.postMessage({ seed: this.#next, planted });
      this.#next += 1;
      return;
    }
    this.#running -= 1;
    if (this.#running === 0) this.#end.resolve(this.#failure);
  }

  /** Seeds below one that failed are already under way: they are waited for, and no new ones begin. */
  #onOutcome(outcome: SimulationOutcome): void {
    this.#done += 1;
    this.#options.onProgress(this.#done);
    this.#options.onOutcome?.(outcome);
    const { seed, finding } = outcome;
    if (finding === null) return;
    this.#until = 0;
    if (this.#failure === null || seed < this.#failure.seed) {
      this.#failure = { seed, finding };
    }
  }
}
