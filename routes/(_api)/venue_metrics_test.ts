import { assertEquals } from "@std/assert";
import { Registry } from "prom-client";
import type { MarketDataHealth } from "../../actors/ports/market_data.ts";
import { SAMPLE_ORIGIN } from "../../domain/testing/view_samples.ts";
import { emptyView } from "../../domain/view_reducer.ts";
import { addVenueMetrics } from "./venue_metrics.ts";

const HEALTH: MarketDataHealth = {
  lag: { medianMs: 12, maxMs: 90 },
  silentMs: 250,
  frames: 1_000,
  rejected: 2,
  gaps: 3,
  connections: 4,
  resnapshots: 5,
  crossChecks: 6,
  crossCheckFailures: 1,
};

async function printed(health: MarketDataHealth | null) {
  const registry = new Registry();
  const empty = emptyView(SAMPLE_ORIGIN);
  const references = [{
    symbol: "BTC-USD",
    price: "76796.25",
    occurredAtMs: 1,
  }];
  addVenueMetrics(registry, {
    view: () => ({ venue: { ...empty.venue, references } }),
    venueHealth: () => health,
  });
  const text = await registry.metrics();
  return text.split("\n").filter((line) => line !== "" && line[0] !== "#");
}

Deno.test("addVenueMetrics() prints how well the venue is heard, and what its markets are about", async () => {
  assertEquals(await printed(HEALTH), [
    "arena_venue_frames_total 1000",
    "arena_venue_unknown_shapes_total 2",
    "arena_venue_gaps_total 3",
    "arena_venue_connections_total 4",
    "arena_venue_resnapshots_total 5",
    "arena_venue_cross_checks_total 6",
    "arena_venue_cross_check_failures_total 1",
    'arena_venue_lag_ms{statistic="median"} 12',
    'arena_venue_lag_ms{statistic="max"} 90',
    `arena_venue_silent_ms{venue="${SAMPLE_ORIGIN.venue.id}"} 250`,
    'arena_reference_price_usd{symbol="BTC-USD"} 76796.25',
  ]);
});

Deno.test("addVenueMetrics() says nothing of a lag before anything was heard", async () => {
  const lines = await printed(null);
  assertEquals(lines.filter((line) => line.includes("_ms")), []);
  assertEquals(lines[0], "arena_venue_frames_total 0");
});
