import { simulate } from "./simulation.ts";

/** What the pool hears from a worker: that it is up, or how a seed went. */
export type WorkerReport =
  | { readonly kind: "ready" }
  | {
    readonly kind: "done";
    readonly outcome: Awaited<ReturnType<typeof simulate>>;
  };

declare const self: DedicatedWorker;

/** The part of a worker's global scope that is used here. */
interface DedicatedWorker {
  onmessage: ((event: MessageEvent<number>) => void) | null;
  postMessage(report: WorkerReport): void;
}

self.onmessage = async ({ data: seed }) => {
  self.postMessage({ kind: "done", outcome: await simulate({ seed }) });
};
self.postMessage({ kind: "ready" });
