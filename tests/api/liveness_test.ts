import { assertEquals, assertStringIncludes } from "@std/assert";
import { Registry } from "prom-client";
import {
  sampleDecision,
  sampleFill,
  sampleOrder,
} from "../../domain/testing/view_samples.ts";
import { SAMPLE_ORIGIN } from "../../domain/testing/view_samples.ts";
import { emptyView } from "../../domain/view_reducer.ts";
import {
  addLivenessMetrics,
  livenessOf,
} from "../../routes/(_api)/liveness.ts";

const EMPTY = emptyView(SAMPLE_ORIGIN);
const NOW_MS = 20_000;
const at = <Item extends object>(atMs: number, item: Item) => ({
  ...item,
  atMs,
});
const denied = (id: string, denialCode: string) => ({
  ...at(19_000, sampleOrder(id, "denied")),
  denialCode,
});
/** Everybody decides, and risk lets nobody trade. */
const STUCK = {
  ...EMPTY,
  decisions: [at(19_500, sampleDecision("d_3")), sampleDecision("d_2")],
  orders: [
    denied("o_4", "STALE_QUOTE"),
    denied("o_3", "STALE_QUOTE"),
    denied("o_2", "MARKET_CLOSED"),
    at(5_000, sampleOrder("o_1")),
  ],
  fills: [at(4_000, sampleFill("f_1"))],
};

Deno.test("pains: livenessOf() tells that nobody trades, since when and why not, however well all is", () => {
  assertEquals(livenessOf(STUCK, NOW_MS), {
    lastDecisionAgeMs: 500,
    lastOrderAgeMs: 15_000,
    lastFillAgeMs: 16_000,
    denied: { STALE_QUOTE: 2, MARKET_CLOSED: 1 },
  });
  assertEquals(livenessOf(EMPTY, NOW_MS), {
    lastDecisionAgeMs: null,
    lastOrderAgeMs: null,
    lastFillAgeMs: null,
    denied: {},
  });
});

Deno.test("addLivenessMetrics() prints the same, and nothing of what never was", async () => {
  let view = STUCK;
  const registry = new Registry();
  addLivenessMetrics(registry, { view: () => view, nowMs: () => NOW_MS });
  const text = await registry.metrics();
  for (
    const line of [
      'arena_last_seconds{what="decision"} 0.5',
      'arena_last_seconds{what="order"} 15',
      'arena_last_seconds{what="fill"} 16',
      'arena_newest_orders_denied{code="STALE_QUOTE"} 2',
      'arena_newest_orders_denied{code="MARKET_CLOSED"} 1',
    ]
  ) assertStringIncludes(text, line);
  view = { ...EMPTY, decisions: [], orders: [], fills: [] };
  assertEquals((await registry.metrics()).includes("{"), false);
});
