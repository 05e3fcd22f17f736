import { Counter, Gauge, Registry } from "prom-client";
import type { ArenaView } from "../../domain/view.ts";
import type { MarketDataHealth } from "../../actors/ports/market_data.ts";
import { addLivenessMetrics } from "./liveness.ts";
import { addModelMetrics } from "./model_metrics.ts";
import type { OrderTimings } from "./order_timings.ts";
import { addVenueMetrics } from "./venue_metrics.ts";

/** Where the numbers of `/metrics` come from. */
export interface MetricSources {
  readonly view: () => ArenaView;
  readonly clientCount: () => number;
  readonly droppedClients: () => number;
  readonly timings: OrderTimings;
  /** Unix milliseconds. */
  readonly nowMs: () => number;
  readonly venueHealth: () => MarketDataHealth | null;
}

interface Total {
  readonly name: string;
  readonly help: string;
  readonly read: () => number;
}

/** Returns a function that prints the arena's metrics in Prometheus text, read at the time of the call. */
export function createMetrics(
  { view, clientCount, droppedClients, timings, nowMs, venueHealth }:
    MetricSources,
): () => Promise<string> {
  const registry = new Registry();
  const totals: readonly Total[] = [
    {
      name: "arena_market_events_total",
      help: "Market events received from the venue.",
      read: () => view().venue.eventsReceived,
    },
    {
      name: "arena_frames_rejected_total",
      help: "Venue frames that did not decode.",
      read: () => view().venue.framesRejected,
    },
    {
      name: "arena_sse_clients_dropped_total",
      help: "Viewers dropped because they did not read.",
      read: droppedClients,
    },
  ];
  for (const { name, help, read } of totals) {
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }
  new Gauge({
    name: "arena_journal_sequence",
    help: "Sequence of the newest journal row in the view.",
    registers: [registry],
    collect() {
      this.set(view().journalSequence);
    },
  });
  new Gauge({
    name: "arena_venue_degraded",
    help: "1 while too much of what the venue says is in an unknown shape.",
    registers: [registry],
    collect() {
      this.set(view().venue.status === "degraded" ? 1 : 0);
    },
  });
  new Gauge({
    name: "arena_sse_clients",
    help: "Viewers connected now.",
    registers: [registry],
    collect() {
      this.set(clientCount());
    },
  });
  addActorMetrics(registry, view);
  addVenueMetrics(registry, { view, venueHealth });
  addModelMetrics(registry, view);
  addLivenessMetrics(registry, { view, nowMs });
  timings.register(registry);
  return () => registry.metrics();
}

function addActorMetrics(registry: Registry, view: () => ArenaView): void {
  new Gauge({
    name: "arena_mailbox_depth",
    help: "Messages waiting, by actor.",
    labelNames: ["actor"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { path, kind, mailboxDepth } of view().actors) {
        if (kind === "actor") this.set({ actor: path }, mailboxDepth);
      }
    },
  });
  const totals = [
    ["arena_actor_handled_total", "Messages handled, by actor.", "handled"],
    ["arena_actor_failures_total", "Failures, by actor.", "failed"],
    ["arena_actor_restarts_total", "Restarts, by actor.", "restarts"],
    ["arena_mailbox_dropped_total", "Messages lost, by actor.", "dropped"],
  ] as const;
  for (const [name, help, field] of totals) {
    new Counter({
      name,
      help,
      labelNames: ["actor"],
      registers: [registry],
      collect() {
        this.reset();
        for (const actor of view().actors) {
          this.inc({ actor: actor.path }, actor[field]);
        }
      },
    });
  }
}
