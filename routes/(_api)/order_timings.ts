import { Histogram, type Registry } from "prom-client";
import type { OrderTiming } from "../../actors/ports/order_timing.ts";

/** The parts of an order's latency, as `/metrics` names them. */
const PARTS = {
  decide: "decideUs",
  check: "checkUs",
  journal: "journalUs",
  sign: "signUs",
  wire: "wireUs",
} as const satisfies Record<string, keyof OrderTiming>;

const MICROSECONDS = 1_000_000;
/** From 20 microseconds, where a check takes one, to 10 seconds, where a venue hardly answers. */
const BUCKETS_S = [
  0.00002,
  0.0001,
  0.0005,
  0.001,
  0.005,
  0.01,
  0.05,
  0.1,
  0.5,
  1,
  5,
  10,
];

/** Where the time of orders went, for operators. */
export class OrderTimings {
  #latency: Histogram<"part"> | null = null;

  /** Shows the timings in `registry`; those that came before are not counted. */
  register(registry: Registry): void {
    this.#latency = new Histogram({
      name: "arena_order_latency_seconds",
      help:
        "Time of an order that the venue answered, by part: decide, check, journal, sign, wire.",
      labelNames: ["part"],
      buckets: BUCKETS_S,
      registers: [registry],
    });
  }

  /** Counts one order. A part that nobody measured is left out. */
  observe(timing: OrderTiming): void {
    for (const [part, field] of Object.entries(PARTS)) {
      const micros = timing[field];
      if (micros === null) continue;
      this.#latency?.observe({ part }, micros / MICROSECONDS);
    }
  }
}
