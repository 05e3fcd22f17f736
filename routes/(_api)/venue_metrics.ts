import { Counter, Gauge, type Registry } from "prom-client";
import type { MarketDataHealth } from "../../actors/ports/market_data.ts";
import type { ArenaView } from "../../domain/view.ts";

/** Where the numbers of a venue come from. */
export interface VenueMetricSources {
  readonly view: () => Pick<ArenaView, "venue">;
  readonly venueHealth: () => MarketDataHealth | null;
}

type CountField = Exclude<keyof MarketDataHealth, "lag" | "silentMs">;

const TOTALS: readonly (readonly [
  name: string,
  help: string,
  field: CountField,
])[] = [
  [
    "arena_venue_frames_total",
    "Frames of the venue that made sense.",
    "frames",
  ],
  [
    "arena_venue_unknown_shapes_total",
    "Frames and answers of a shape that nobody here knows.",
    "rejected",
  ],
  [
    "arena_venue_gaps_total",
    "Frames that were missing in a sequence of the venue.",
    "gaps",
  ],
  [
    "arena_venue_connections_total",
    "Connections to the venue that opened: one more than reconnects.",
    "connections",
  ],
  [
    "arena_venue_resnapshots_total",
    "Whole books asked for anew.",
    "resnapshots",
  ],
  [
    "arena_venue_cross_checks_total",
    "Silent books held against REST.",
    "crossChecks",
  ],
  [
    "arena_venue_cross_check_failures_total",
    "Silent books that differed from REST.",
    "crossCheckFailures",
  ],
];

/** Adds how well the venue is heard, and the prices of what its markets are about. Nothing is known before it runs. */
export function addVenueMetrics(
  registry: Registry,
  { view, venueHealth }: VenueMetricSources,
): void {
  for (const [name, help, field] of TOTALS) {
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(venueHealth()?.[field] ?? 0);
      },
    });
  }
  new Gauge({
    name: "arena_venue_lag_ms",
    help: "How late frames arrive by the venue's clock and ours, milliseconds.",
    labelNames: ["statistic"],
    registers: [registry],
    collect() {
      this.reset();
      const { medianMs = null, maxMs = null } = venueHealth()?.lag ?? {};
      if (medianMs !== null) this.set({ statistic: "median" }, medianMs);
      if (maxMs !== null) this.set({ statistic: "max" }, maxMs);
    },
  });
  new Gauge({
    name: "arena_venue_silent_ms",
    help: "Milliseconds since the venue said anything that made sense.",
    labelNames: ["venue"],
    registers: [registry],
    collect() {
      this.reset();
      const silentMs = venueHealth()?.silentMs ?? null;
      if (silentMs !== null) this.set({ venue: view().venue.id }, silentMs);
    },
  });
  new Gauge({
    name: "arena_reference_price_usd",
    help: "Newest price of what markets are about, by symbol, dollars.",
    labelNames: ["symbol"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { symbol, price } of view().venue.references) {
        this.set({ symbol }, Number(price));
      }
    },
  });
}
