import { Histogram, type Registry } from "prom-client";
import type { OrderTiming } from "../../actors/ports/order_timing.ts";
import type { LatencyPart } from "../../domain/latency_parts.ts";
import type { LatencyView } from "../../domain/view_latency.ts";

/** Where a timing has each part. */
const PARTS = {
  decide: "decideUs",
  check: "checkUs",
  journal: "journalUs",
  sign: "signUs",
  wire: "wireUs",
} as const satisfies Record<LatencyPart, keyof OrderTiming>;
const NAMES = Object.keys(PARTS) as readonly LatencyPart[];
/** As many of the newest orders are summed up for people. */
const NEWEST_MAX = 1_024;

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

/** Where the time of orders went. */
export class OrderTimings {
  #latency: Histogram<"part"> | null = null;
  /** Microseconds of the newest orders, the oldest first. */
  readonly #newest = new Map<LatencyPart, number[]>();

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
    for (const part of NAMES) {
      const micros = timing[PARTS[part]];
      if (micros === null) continue;
      this.#latency?.observe({ part }, micros / MICROSECONDS);
      const newest = this.#newest.get(part) ?? [];
      newest.push(micros);
      if (newest.length > NEWEST_MAX) newest.shift();
      this.#newest.set(part, newest);
    }
  }

  /** Sums the newest orders up, part by part; a part that nobody measured is left out. */
  summary(): readonly LatencyView[] {
    return NAMES.flatMap((part) => {
      const sorted = this.#newest.get(part)?.toSorted((a, b) => a - b) ?? [];
      const median = atShare(sorted, 0.5);
      const p99 = atShare(sorted, 0.99);
      if (median === undefined || p99 === undefined) return [];
      return [{ part, orders: sorted.length, medianUs: median, p99Us: p99 }];
    });
  }
}

/** Returns the smallest of `sorted` that a `share` of them does not exceed. */
function atShare(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
