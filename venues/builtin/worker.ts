/// <reference lib="deno.worker" />
import { assertNever } from "../../domain/assert_never.ts";
import { SystemClock } from "../../runtime/mod.ts";
import { SimulatedExchange } from "./exchange.ts";
import type { VenueFault } from "./fault_plan.ts";
import {
  type HostMessage,
  hostMessageSchema,
  type WorkerMessage,
} from "./protocol.ts";
import { VenueServer } from "./venue_server.ts";

/** The worker of the built-in venue: a server on loopback that its host alone can tell to misbehave. */

let server: VenueServer | null = null;

self.addEventListener("message", (event: MessageEvent) => {
  const message = hostMessageSchema.parse(event.data);
  switch (message.kind) {
    case "start":
      start(message);
      return;
    case "fault":
      commit(message.fault);
      return;
    default:
      assertNever(message);
  }
});

function start(
  options: Extract<HostMessage, { readonly kind: "start" }>,
): void {
  const started = new VenueServer(
    new SimulatedExchange(options),
    new SystemClock(),
  );
  server = started;
  Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => {
      started.start();
      self.postMessage({ kind: "listening", port } satisfies WorkerMessage);
    },
  }, started.handle);
}

function commit(fault: VenueFault): void {
  switch (fault.kind) {
    case "drop_connections":
      server?.dropConnections();
      return;
    case "crash":
      throw new Error(
        "Cannot go on as the host ordered a crash: current value is crash",
      );
    default:
      server?.fault(fault);
  }
}
