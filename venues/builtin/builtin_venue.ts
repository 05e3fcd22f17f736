import type { Clock } from "../../runtime/mod.ts";
import type { DflowEndpoint } from "../dflow/rest.ts";
import type { ExchangeOptions } from "./exchange.ts";
import type { VenueFault } from "./fault_plan.ts";
import { type HostMessage, workerMessageSchema } from "./protocol.ts";
import { API_PATH } from "./venue_server.ts";

/** How the built-in venue is started. */
export interface BuiltinVenueOptions extends ExchangeOptions {
  readonly clock: Clock;
  /** Longest wait until the venue listens, in milliseconds. @default {10000} */
  readonly startTimeoutMs?: number;
  /** Hears once if the venue dies after it listened; it is gone then and can be started anew. */
  readonly onDeath: (error: Error) => void;
}

/** A running built-in venue. */
export interface BuiltinVenue extends DflowEndpoint {
  /** Makes the venue misbehave. */
  fault(fault: VenueFault): void;
  /** Ends the venue; `onDeath` is not called. Calling it again does nothing. */
  stop(): void;
}

/**
 * Starts the simulated exchange in its own Worker, on a free port of 127.0.0.1, and waits until it listens.
 *
 * The worker may listen on loopback and nothing else: no files, no environment, no other host.
 *
 * @throws {Error} If it did not start, or not in time.
 */
export function startBuiltinVenue(
  options: BuiltinVenueOptions,
): Promise<BuiltinVenue> {
  const { clock, onDeath, startTimeoutMs = 10_000 } = options;
  const { promise, resolve, reject } = Promise.withResolvers<BuiltinVenue>();
  const worker = openWorker();
  let fail = (error: Error) => {
    cancelTimer();
    worker.terminate();
    reject(error);
  };
  const cancelTimer = clock.setTimer(() =>
    fail(
      new Error(
        `Cannot start the built-in venue as it must listen within ${startTimeoutMs} ms: current value is no answer`,
      ),
    ), startTimeoutMs);
  const stop = () => {
    fail = () => {};
    worker.terminate();
  };
  worker.addEventListener("error", (event) => {
    // Unhandled, a worker's error ends the host too.
    event.preventDefault();
    fail(
      new Error(
        `Cannot go on with the built-in venue as its worker must not fail: current value is ${event.message}`,
      ),
    );
  });
  worker.addEventListener("message", (event) => {
    cancelTimer();
    const { port } = workerMessageSchema.parse(event.data);
    fail = (error) => {
      stop();
      onDeath(error);
    };
    resolve({
      restUrl: `http://127.0.0.1:${port}${API_PATH}`,
      wsUrl: `ws://127.0.0.1:${port}${API_PATH}/ws`,
      fault: (fault) => tell(worker, { kind: "fault", fault }),
      stop,
    });
  });
  tell(worker, {
    kind: "start",
    seed: options.seed,
    tickMs: options.tickMs ?? 1_000,
    determineAfterMs: options.determineAfterMs ?? 2_000,
    finalizeAfterMs: options.finalizeAfterMs ?? 3_000,
  });
  return promise;
}

function openWorker(): Worker {
  const permissions: Deno.PermissionOptionsObject = {
    net: ["127.0.0.1:0"],
    env: false,
    ffi: false,
    import: false,
    read: false,
    run: false,
    sys: false,
    write: false,
  };
  // The browser's types, which this project checks with, do not know Deno's options.
  const options: WorkerOptions = { type: "module", name: "builtin venue" };
  return new Worker(
    new URL("./worker.ts", import.meta.url),
    Object.assign(options, { deno: { permissions } }),
  );
}

function tell(worker: Worker, message: HostMessage): void {
  worker.postMessage(message);
}
