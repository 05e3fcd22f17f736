import { operatorSelection } from "../../domain/arena_event.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { ArenaBooks } from "../../domain/fold.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { marketId } from "../../domain/ids.ts";
import { usd } from "../../domain/money.ts";
import { yesPrice } from "../../domain/price.ts";
import { SAMPLE_MARKET, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import {
  ENROLLED,
  MARKET,
  MIRROR,
  rowsOf,
  SETTLED,
  STORY,
} from "../../domain/testing/story.ts";
import { arenaSchema, type ArenaView } from "../../domain/view.ts";
import type { ViewChange } from "../../domain/view_delta.ts";
import { VIEW_LIMITS } from "../../domain/view_limits.ts";
import { emptyView, reduce } from "../../domain/view_reducer.ts";
import { SAMPLE_ORIGIN } from "../../domain/testing/view_samples.ts";
import { Projection } from "./projection.ts";

function viewOf(entries: readonly JournalEntry[]): ArenaView {
  const projection = new Projection(new ArenaBooks());
  const changes: ViewChange[] = rowsOf(entries).flatMap((row) =>
    projection.fold(row)
  );
  const standings = projection.takeStandings();
  if (standings !== null) changes.push(standings);
  return changes
    .map((change, index) => ({ ...change, seq: index + 1 }))
    .reduce(reduce, emptyView(SAMPLE_ORIGIN));
}

Deno.test("pains: everything that the site tells of a market names the journal row that it comes from", () => {
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
  const projection = new Projection(new ArenaBooks());
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
  const projection = new Projection(new ArenaBooks());
  assertEquals(projection.quote(quote), null);
  for (const row of rowsOf(STORY.slice(0, 2))) projection.fold(row);
  assertEquals(projection.quote(quote), {
    id: MARKET,
    yesBid: "0.41",
    yesAsk: null,
    quotedAtMs: 5,
  });
});

Deno.test("fold() tells a closed trade and where its profit came from, and takes it back with its settlement", () => {
  const closed = viewOf(STORY);
  const [trade] = closed.trades;
  assertEquals(
    [trade?.end, trade?.paid, trade?.received, trade?.netPnl],
    ["settlement", "2.20", "4.00", "1.73"],
  );
  const sum = Object.values(trade?.parts ?? {}).reduce(
    (total, part) => total + Number(part),
    0,
  );
  assertAlmostEquals(sum, 1.73);
  assertEquals(closed.contestants[0]?.attribution, trade?.parts);

  const reopened = viewOf([
    ...STORY,
    { ...SETTLED, kind: "settlement_reversed" },
  ]);
  arenaSchema.parse(reopened);
  assertEquals(reopened.trades, []);
  assertEquals(reopened.contestants[0]?.attribution.luck, "0.00");
  assertEquals(
    reopened.settlements.map(({ payout, profit }) => [payout, profit]),
    [["-4.00", "-1.80"], ["4.00", "1.80"]],
  );
  assertEquals(reopened.notices[0]?.kind, "settlement_reversed");
});

const HALTED = {
  kind: "trading_state_changed",
  state: "halted",
  step: null,
  cause: "operator",
  by: "ops",
} as const;

Deno.test("fold() shows who may not trade, and the stricter reason", () => {
  const view = viewOf([
    ENROLLED,
    {
      ...HALTED,
      scope: { kind: "contestant", contestantId: MIRROR },
      state: "reducing",
      detail: "Less of it.",
    },
    { ...HALTED, scope: { kind: "arena" }, detail: "Stop." },
  ]);
  arenaSchema.parse(view);
  assertEquals(view.controls.trading, {
    state: "halted",
    step: null,
    detail: "Stop.",
    sinceMs: 1_000,
  });
  const [standing] = view.contestants;
  assertEquals(
    [standing?.tradingState, standing?.tradingDetail],
    ["halted", "Stop."],
  );
  assertEquals(view.notices.map(({ offset }) => offset), [3, 2]);
});

Deno.test("fold() lists open circuits and dead-lettered orders until they are settled", () => {
  const open: readonly JournalEntry[] = [
    ENROLLED,
    {
      kind: "venue_circuit_changed",
      venue: "kalshi",
      circuit: "open",
      detail: "5 failures in a row.",
    },
    {
      kind: "order_dead_lettered",
      orderId: SAMPLE_ORDER.id,
      reason: "Silence.",
    },
  ];
  const { controls } = viewOf(open);
  assertEquals(controls.circuits.map(({ circuit }) => circuit), ["open"]);
  assertEquals(controls.deadLetters.map(({ reason }) => reason), ["Silence."]);
  const settled = viewOf([
    ...open,
    {
      kind: "venue_circuit_changed",
      venue: "kalshi",
      circuit: "closed",
      detail: "It answers.",
    },
    {
      kind: "dead_letter_resolved",
      orderId: SAMPLE_ORDER.id,
      action: "cancel",
      by: "ops",
      detail: "The venue says so.",
    },
  ]);
  assertEquals([settled.controls.circuits, settled.controls.deadLetters], [
    [],
    [],
  ]);
});

Deno.test("takeStandings() counts a deposit as no profit before anything was marked, too", () => {
  const view = viewOf([
    ENROLLED,
    {
      kind: "capital_moved",
      contestantId: MIRROR,
      amount: usd("500"),
      equityBefore: usd("1000"),
      reason: "A deposit.",
    },
  ]);
  const [standing] = view.contestants;
  assertEquals(
    [standing?.cash, standing?.equity, standing?.return],
    ["1500.00", "1500.00", 0],
  );
});

Deno.test("takeStandings() counts a deposit as no profit", () => {
  const view = viewOf([
    ENROLLED,
    {
      kind: "equity_marked",
      marks: [{
        contestantId: MIRROR,
        cash: usd("1100"),
        positionsAtBid: usd("0"),
        equity: usd("1100"),
      }],
    },
    {
      kind: "capital_moved",
      contestantId: MIRROR,
      amount: usd("900"),
      equityBefore: usd("1100"),
      reason: "A deposit.",
    },
  ]);
  const [standing] = view.contestants;
  assertEquals(
    [standing?.equity, standing?.netDeposits, view.notices.length],
    ["2000.00", "900.00", 1],
  );
  assertAlmostEquals(standing?.return ?? 0, 0.1);
});

Deno.test("the site is told of each event as the journal has it, and of how many watch it", () => {
  const projection = new Projection(new ArenaBooks());
  const signed = { by: "ada", reason: "Because." };
  const choice = { category: "crypto", selection: "select_events noon" };
  const other = marketId("kalshi", "OTHER");
  const rows = rowsOf([
    { kind: "market_listed", market: SAMPLE_MARKET },
    { kind: "event_selected", marketId: other, ...choice, ...signed },
    {
      kind: "event_swapped",
      marketId: other,
      replacement: {
        ...choice,
        marketId: MARKET,
        selection: operatorSelection(0),
      },
      ...signed,
    },
    { kind: "event_activated", marketId: MARKET, ...signed },
  ]);
  const changes: ViewChange[] = rows.flatMap((row) => projection.fold(row));
  const open = (count: number, stranger: number) =>
    projection.events.watched(
      new Map([[MARKET, count], ["nobody:X", stranger]]),
    );
  const watched = open(3, 9);
  assertEquals(watched, {
    kind: "viewers_changed",
    viewers: [{ id: MARKET, viewers: 3 }],
  });
  // Whoever names what is no event is nobody's viewer.
  assertEquals(open(3, 12), null);
  if (watched !== null) changes.push(watched);
  const { events } = changes
    .map((change, index) => ({ ...change, seq: index + 1 }))
    .reduce(reduce, emptyView(SAMPLE_ORIGIN));
  assertEquals(
    events.map((
      { id, state, title, selectedBy, viewers, swappedFor, offset },
    ) => [id, state, title, selectedBy, viewers, swappedFor, offset]),
    [
      [MARKET, "active", "Bitcoin above 100,000?", "operator", 3, null, 4],
      [other, "closed", other, "calendar", 0, MARKET, 3],
    ],
  );
});

Deno.test("a market is shown as held from its doubtful result until that is released, and then as over", () => {
  const doubt: JournalEntry = {
    kind: "settlement_checked",
    marketId: MARKET,
    resolution: { kind: "no" },
    notes: [
      { doubt: "before_close", sentence: "It came early." },
      { doubt: "against_price", sentence: "Nobody thought so." },
    ],
    isHeld: true,
    lastQuote: null,
  };
  const final: JournalEntry = {
    kind: "market_phase_changed",
    marketId: MARKET,
    phase: "final",
    resolution: { kind: "no" },
  };
  const released: JournalEntry = {
    kind: "settlement_hold_decided",
    marketId: MARKET,
    resolution: { kind: "no" },
    action: "release",
    by: "ada",
    reason: "Because.",
  };
  const listed: JournalEntry = {
    kind: "market_listed",
    market: SAMPLE_MARKET,
  };
  const heldAfter = (...entries: JournalEntry[]) =>
    viewOf([listed, ...entries]).markets[0]?.held;
  assertEquals(heldAfter(doubt), null);
  const reason = "It came early. Nobody thought so.";
  assertEquals(heldAfter(doubt, final)?.reason, reason);
  assertEquals(heldAfter({ ...doubt, isHeld: false }, final), null);
  assertEquals(heldAfter(doubt, final, released), null);
  const { notices } = viewOf([listed, doubt, final, released]);
  assertEquals(notices.map(({ sentence }) => sentence), [
    `ada released the hold on ${MARKET}: Because.`,
    `The result NO of ${MARKET} is held: ${reason}`,
  ]);
});
