import { z } from "@hono/zod-openapi";
import { Gauge, type Registry } from "prom-client";
import type { ArenaView } from "../../domain/view.ts";

const ageMs = z.number().nullable();

/**
 * Whether anybody trades, which a process that answers does not prove: how long ago somebody last decided, sent and
 * filled an order, and why orders did not leave.
 */
export const livenessSchema = z.object({
  lastDecisionAgeMs: ageMs,
  /** Of an order that left; `null` where none is among the newest that are shown. */
  lastOrderAgeMs: ageMs,
  lastFillAgeMs: ageMs,
  /** How many of the newest orders that are shown were denied, by code. */
  denied: z.record(z.string(), z.int()),
});

/** Returns what the view tells of that. */
export function livenessOf(
  { decisions, orders, fills }: Pick<
    ArenaView,
    "decisions" | "orders" | "fills"
  >,
  nowMs: number,
): z.infer<typeof livenessSchema> {
  const age = (item: { readonly atMs: number } | undefined) =>
    item === undefined ? null : nowMs - item.atMs;
  const denied: Record<string, number> = {};
  for (const { denialCode } of orders) {
    if (denialCode === null) continue;
    denied[denialCode] = (denied[denialCode] ?? 0) + 1;
  }
  return {
    lastDecisionAgeMs: age(decisions[0]),
    lastOrderAgeMs: age(orders.find(({ denialCode }) => denialCode === null)),
    lastFillAgeMs: age(fills[0]),
    denied,
  };
}

const SECOND_MS = 1_000;

/** Adds the same for whoever is to be woken by it; what nobody did yet is left out. */
export function addLivenessMetrics(
  registry: Registry,
  { view, nowMs }: {
    readonly view: () => ArenaView;
    readonly nowMs: () => number;
  },
): void {
  new Gauge({
    name: "arena_last_seconds",
    help: "Seconds since the newest decision, order that left, and fill.",
    labelNames: ["what"],
    registers: [registry],
    collect() {
      this.reset();
      const { lastDecisionAgeMs, lastOrderAgeMs, lastFillAgeMs } = livenessOf(
        view(),
        nowMs(),
      );
      const ages = {
        decision: lastDecisionAgeMs,
        order: lastOrderAgeMs,
        fill: lastFillAgeMs,
      };
      for (const [what, age] of Object.entries(ages)) {
        if (age !== null) this.set({ what }, age / SECOND_MS);
      }
    },
  });
  new Gauge({
    name: "arena_newest_orders_denied",
    help: "How many of the newest orders were denied, by code.",
    labelNames: ["code"],
    registers: [registry],
    collect() {
      this.reset();
      const { denied } = livenessOf(view(), nowMs());
      for (const [code, count] of Object.entries(denied)) {
        this.set({ code }, count);
      }
    },
  });
}
