import { assertNever } from "./assert_never.ts";
import { isSettling } from "./settlement.ts";
import type { ArenaView, ContestantView, MarketView } from "./view.ts";
import type { QuoteView, ViewDelta } from "./view_delta.ts";
import { appendEquity } from "./view_equity.ts";
import { VIEW_LIMITS } from "./view_limits.ts";

/** Where an arena's view begins. */
export interface ViewOrigin {
  readonly startedAtMs: number;
  readonly mode: ArenaView["mode"];
  readonly venue: Pick<ArenaView["venue"], "id" | "label">;
}

/** Returns the view of an arena that nothing is known of yet. */
export function emptyView(origin: ViewOrigin): ArenaView {
  return {
    seq: 0,
    startedAtMs: origin.startedAtMs,
    nowMs: origin.startedAtMs,
    mode: origin.mode,
    phase: {
      name: "starting",
      sentence: "The arena is starting: its first actors are waking up.",
    },
    venue: {
      ...origin.venue,
      status: "connecting",
      reason: "Connecting for the first time.",
      lastEventAtMs: null,
      eventsReceived: 0,
      framesRejected: 0,
    },
    journalSequence: 0,
    contestants: [],
    markets: [],
    signals: [],
    decisions: [],
    orders: [],
    fills: [],
    settlements: [],
    equity: { atMs: [], lines: [], offset: 0 },
    actors: [],
  };
}

/**
 * Returns the view after one delta. Server and browser fold with this same function, so both hold the
 * same view at the same `seq`.
 *
 * - Pure: neither argument changes, and parts that the delta does not touch keep their identity.
 * - Bounded: no list grows past `VIEW_LIMITS`.
 *
 * @throws {RangeError} If `delta` is not the next one.
 */
export function reduce(view: ArenaView, delta: ViewDelta): ArenaView {
  if (delta.seq !== view.seq + 1) {
    throw new RangeError(
      `Cannot fold a delta as its seq must be ${
        view.seq + 1
      }: current value is ${delta.seq}`,
    );
  }
  return { ...view, ...change(view, delta), seq: delta.seq };
}

function change(view: ArenaView, delta: ViewDelta): Partial<ArenaView> {
  switch (delta.kind) {
    case "phase_changed":
      return { phase: delta.phase };
    case "venue_changed":
      return { venue: delta.venue };
    case "standings_changed":
      return { contestants: withStandings(view, delta.contestants) };
    case "market_changed":
      return { markets: withMarket(view.markets, delta.market) };
    case "quotes_changed":
      return { markets: withQuotes(view.markets, delta.quotes) };
    case "signal_detected":
      return { signals: first(delta.signal, view.signals, "signals") };
    case "signal_scored":
      return {
        signals: view.signals.map((signal) =>
          signal.id === delta.signalId
            ? { ...signal, verdict: delta.verdict }
            : signal
        ),
      };
    case "decision_made":
      return { decisions: first(delta.decision, view.decisions, "decisions") };
    case "order_changed":
      return {
        orders: view.orders.some(({ id }) => id === delta.order.id)
          ? view.orders.map((order) =>
            order.id === delta.order.id ? delta.order : order
          )
          : first(delta.order, view.orders, "orders"),
      };
    case "order_filled":
      return { fills: first(delta.fill, view.fills, "fills") };
    case "position_settled":
      return {
        settlements: first(delta.settlement, view.settlements, "settlements"),
      };
    case "equity_marked":
      return { equity: appendEquity(view.equity, delta.point) };
    case "actors_changed":
      return { actors: replaced(view.actors, delta.actors, "path") };
    case "actors_listed":
      return { actors: delta.actors.slice(0, VIEW_LIMITS.actors) };
    case "clock_ticked":
      return { nowMs: delta.nowMs, journalSequence: delta.journalSequence };
    default:
      return assertNever(delta);
  }
}

type NewestFirst =
  | "signals"
  | "decisions"
  | "orders"
  | "fills"
  | "settlements";

function first<Item>(
  item: Item,
  rest: readonly Item[],
  limit: NewestFirst,
): readonly Item[] {
  return [item, ...rest.slice(0, VIEW_LIMITS[limit] - 1)];
}

function replaced<Item, Key extends keyof Item>(
  items: readonly Item[],
  changes: readonly Item[],
  key: Key,
): readonly Item[] {
  const byKey = new Map(changes.map((item) => [item[key], item]));
  return items.map((item) => byKey.get(item[key]) ?? item);
}

function withStandings(
  view: ArenaView,
  changes: readonly ContestantView[],
): readonly ContestantView[] {
  const held = new Set(view.contestants.map(({ id }) => id));
  return [
    ...replaced(view.contestants, changes, "id"),
    ...changes.filter(({ id }) => !held.has(id)),
  ]
    .sort((left, right) =>
      Number(right.equity) - Number(left.equity) || byText(left.id, right.id)
    )
    .slice(0, VIEW_LIMITS.contestants);
}

function withMarket(
  markets: readonly MarketView[],
  changed: MarketView,
): readonly MarketView[] {
  const all = [changed, ...markets.filter(({ id }) => id !== changed.id)];
  const open = all.filter((market) => !isSettling(market.phase)).sort(
    (left, right) =>
      left.closesAtMs - right.closesAtMs || byText(left.id, right.id),
  );
  const resolved = all.filter(({ phase }) => isSettling(phase)).sort(
    (left, right) => right.offset - left.offset || byText(left.id, right.id),
  );
  return [
    ...open.slice(0, VIEW_LIMITS.openMarkets),
    ...resolved.slice(0, VIEW_LIMITS.resolvedMarkets),
  ];
}

function withQuotes(
  markets: readonly MarketView[],
  quotes: readonly QuoteView[],
): readonly MarketView[] {
  const byId = new Map(quotes.map((quote) => [quote.id, quote]));
  return markets.map((market) => {
    const quote = byId.get(market.id);
    return quote === undefined ? market : { ...market, ...quote };
  });
}

function byText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
