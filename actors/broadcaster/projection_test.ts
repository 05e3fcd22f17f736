import { assertEquals } from "@std/assert";
import type { JournalEntry } from "../../domain/journal.ts";
import { usd } from "../../domain/money.ts";
import { yesPrice } from "../../domain/price.ts";
import { SAMPLE_MARKET, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import {
  ENROLLED,
  MARKET,
  MIRROR,
  rowsOf,
  STORY,
} from "../../domain/testing/story.ts";
import { arenaSchema, type ArenaView } from "../../domain/view.ts";
import type { ViewChange } from "../../domain/view_delta.ts";
import { VIEW_LIMITS } from "../../domain/view_limits.ts";
import { emptyView, reduce } from "../../domain/view_reducer.ts";
import { SAMPLE_ORIGIN } from "../../domain/testing/view_samples.ts";
import { Projection } from "./projection.ts";

function viewOf(entries: readonly JournalEntry[]): ArenaView {
  const projection = new Projection();
  const changes: ViewChange[] = rowsOf(entries).flatMap((row) =>
    projection.fold(row)
  );
  const standings = projection.takeStandings();
  if (standings !== null) changes.push(standings);
  return changes
    .map((change, index) => ({ ...change, seq: index + 1 }))
    .reduce(reduce, emptyView(SAMPLE_ORIGIN));
}

Deno.test("fold() tells a market's whole story with the offset of every row", () => {
  const view = viewOf(STORY);
  arenaSchema.parse(view);
  const [order] = view.orders;
  assertEquals(
    [order?.status, order?.filledQuantity, order?.limit, order?.offset],
    ["canceled", "4.00", "0.56", 6],
  );
  const [fill] = view.fills;
  assertEquals(
    [fill?.contestantName, fill?.marketTitle, fill?.price, fill?.offset],
    ["Mirror", "Bitcoin above 100,000?", "0.55", 5],
  );
  const [settlement] = view.settlements;
  assertEquals(
    [settlement?.cost, settlement?.payout, settlement?.profit],
    ["2.20", "4.00", "1.80"],
  );
  const [market] = view.markets;
  assertEquals(
    [market?.phase, market?.resolution, market?.offset],
    ["final", { kind: "yes" }, 7],
  );
});

Deno.test("takeStandings() counts what a contestant did, its profit after fees", () => {
  const [standing] = viewOf(STORY).contestants;
  assertEquals(
    [standing?.orders, standing?.fills, standing?.wins, standing?.realizedPnl],
    [1, 1, 1, "1.73"],
  );
  assertEquals(standing?.offset, STORY.length);
});

Deno.test("takeStandings() takes cash, positions and equity from one mark", () => {
  const marked: JournalEntry = {
    kind: "equity_marked",
    marks: [{
      contestantId: MIRROR,
      cash: usd("997.73"),
      positionsAtBid: usd("2.40"),
      equity: usd("1000.13"),
    }],
  };
  const view = viewOf([...STORY.slice(0, 5), marked]);
  const [standing] = view.contestants;
  assertEquals(
    [standing?.cash, standing?.positions, standing?.equity],
    ["997.73", "2.40", "1000.13"],
  );
  assertEquals(view.equity.lines, [
    { contestantId: MIRROR, equity: [1000.13] },
  ]);
});

Deno.test("takeStandings() answers null once everything was taken", () => {
  const projection = new Projection();
  for (const row of rowsOf([ENROLLED])) projection.fold(row);
  assertEquals(projection.takeStandings()?.kind, "standings_changed");
  assertEquals(projection.takeStandings(), null);
});

Deno.test("fold() shows why risk denied an order", () => {
  const view = viewOf([
    ENROLLED,
    { kind: "market_listed", market: SAMPLE_MARKET },
    {
      kind: "order_denied",
      order: { ...SAMPLE_ORDER, status: "initialized" },
      code: "STALE_QUOTE",
      detail: "The quote is 9,000 ms old",
    },
  ]);
  assertEquals(
    [view.orders[0]?.status, view.orders[0]?.denialCode],
    ["denied", "STALE_QUOTE"],
  );
  assertEquals(view.contestants[0]?.denied, 1);
});

Deno.test("fold() brings a market back in once a resolved one leaves room", () => {
  const market = (number: number) => ({
    ...SAMPLE_MARKET,
    id: `${SAMPLE_MARKET.id}-${number}` as typeof SAMPLE_MARKET.id,
    closesAtMs: 1_000 * number,
  });
  const listed = Array.from(
    { length: VIEW_LIMITS.openMarkets + 1 },
    (_, index): JournalEntry => ({
      kind: "market_listed",
      market: market(index + 1),
    }),
  );
  const crowdedOut = market(VIEW_LIMITS.openMarkets + 1).id;
  const isShown = (view: ArenaView) =>
    view.markets.some(({ id }) => id === crowdedOut);
  assertEquals(isShown(viewOf(listed)), false);
  const resolved: JournalEntry = {
    kind: "market_phase_changed",
    marketId: market(1).id,
    phase: "final",
    resolution: { kind: "no" },
  };
  assertEquals(isShown(viewOf([...listed, resolved])), true);
});

Deno.test("quote() passes over markets that are unknown or resolved", () => {
  const quote = {
    marketId: MARKET,
    yesBid: yesPrice("0.41"),
    yesAsk: null,
    occurredAtMs: 5,
  };
  const projection = new Projection();
  assertEquals(projection.quote(quote), null);
  for (const row of rowsOf(STORY.slice(0, 2))) projection.fold(row);
  assertEquals(projection.quote(quote), {
    id: MARKET,
    yesBid: "0.41",
    yesAsk: null,
    quotedAtMs: 5,
  });
});
