import { simulate } from "./simulation.ts";
import type { SimulationOutcome } from "./simulation_outcome.ts";
import type { WorldOptions } from "./world.ts";

/** What the pool hears from a worker: that it is up, or how a seed went. */
export type WorkerReport =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly outcome: SimulationOutcome };

declare const self: DedicatedWorker;

/** The part of a worker's global scope that is used here. */
interface DedicatedWorker {
  onmessage: ((event: MessageEvent<WorldOptions>) => void) | null;
  postMessage(report: WorkerReport): void;
}

self.onmessage = async ({ data: options }) => {
  self.postMessage({ kind: "done", outcome: await simulate(options) });
};
self.postMessage({ kind: "ready" });
