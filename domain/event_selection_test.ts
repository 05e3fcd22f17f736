import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { categoryOf } from "./boards/market_category.ts";
import { nextSelected } from "./event_selection.ts";
import { marketId } from "./ids.ts";
import type { Market, MarketPhase } from "./market.ts";
import { SAMPLE_MARKET } from "./testing/samples.ts";

const HOUR_MS = 3_600_000;
const RULE = { withinMs: 24 * HOUR_MS, openForMs: 20_000 };

function market(
  ticker: string,
  change: Partial<Market> & { readonly hours?: number } = {},
): Market {
  const { hours = 12, ...fields } = change;
  return {
    ...SAMPLE_MARKET,
    id: marketId("kalshi", ticker),
    ticker,
    eventTicker: ticker,
    category: "politics",
    closesAtMs: hours * HOUR_MS,
    ...fields,
  };
}

/** Chooses as a selection does, one after another. */
function select(
  markets: readonly Market[],
  count: number,
  taken: readonly string[] = [],
): readonly Market[] {
  const chosen: Market[] = [];
  while (chosen.length < count) {
    const isChosen = (id: string) =>
      taken.includes(id) || chosen.some((one) => one.id === id);
    const next = nextSelected(RULE, { markets, isChosen, nowMs: 0 }, chosen);
    if (next === null) break;
    chosen.push(next);
  }
  return chosen;
}

const tickers = (markets: readonly Market[]) =>
  markets.map(({ ticker }) => ticker);

Deno.test("nextSelected() takes every category before one twice, and the last to close of each", () => {
  const markets = [
    market("POLL-1", { hours: 3 }),
    market("POLL-2", { hours: 23 }),
    market("POLL-3", { hours: 9 }),
    market("RAIN-1", { hours: 5, category: "weather" }),
    market("CUP-1", { hours: 1, category: "sports" }),
  ];
  assertEquals(tickers(select(markets, 5)), [
    "POLL-2",
    "RAIN-1",
    "CUP-1",
    "POLL-3",
    "POLL-1",
  ]);
});

Deno.test("nextSelected() takes another event of the venue's before a second market of one", () => {
  const markets = [
    market("CITY-A", { eventTicker: "CITY", hours: 20 }),
    market("CITY-B", { eventTicker: "CITY", hours: 19 }),
    market("TOWN-A", { eventTicker: "TOWN", hours: 2 }),
  ];
  assertEquals(tickers(select(markets, 3)), ["CITY-A", "TOWN-A", "CITY-B"]);
});

Deno.test("nextSelected() takes what is open, closes in time and was never chosen", () => {
  const phases: readonly MarketPhase[] = [
    "listed",
    "paused",
    "closed",
    "final",
  ];
  const markets = [
    ...phases.map((phase) => market(phase.toUpperCase(), { phase })),
    market("SOON", { closesAtMs: RULE.openForMs - 1 }),
    market("JUST", { closesAtMs: RULE.openForMs }),
    market("LATEST", { closesAtMs: RULE.withinMs }),
    market("LATER", { closesAtMs: RULE.withinMs + 1 }),
    market("TAKEN"),
  ];
  assertEquals(tickers(select(markets, 9, ["kalshi:TAKEN"])), [
    "LATEST",
    "JUST",
  ]);
});

Deno.test("a selection is the same in whatever order markets come, and as diverse as they are", () => {
  const listings = fc.uniqueArray(
    fc.record({
      ticker: fc.integer({ min: 0, max: 40 }).map((number) => `M${number}`),
      category: fc.constantFrom("crypto", "politics", "sports", "weather"),
      hours: fc.integer({ min: 1, max: 30 }),
    }),
    { selector: ({ ticker }) => ticker },
  ).map((rows) => rows.map(({ ticker, ...rest }) => market(ticker, rest)));
  fc.assert(fc.property(listings, fc.integer({ min: 1, max: 8 }), (
    markets,
    count,
  ) => {
    const chosen = select(markets, count);
    assertEquals(tickers(select(markets.toReversed(), count)), tickers(chosen));
    const candidates = markets.filter(({ closesAtMs }) =>
      closesAtMs <= RULE.withinMs
    );
    assertEquals(chosen.length, Math.min(count, candidates.length));
    const categories = new Set(candidates.map(categoryOf));
    assertEquals(
      new Set(chosen.map(categoryOf)).size,
      Math.min(categories.size, count),
    );
  }));
});
