import { assertNever } from "./assert_never.ts";
import { isSettling } from "./settlement.ts";
import type { ArenaView, ContestantView, MarketView } from "./view.ts";
import type { QuoteView, ViewDelta } from "./view_delta.ts";
import { appendEquity } from "./view_equity.ts";
import type { EventView, ViewersView } from "./view_events.ts";
import { VIEW_LIMITS } from "./view_limits.ts";
import { withSession, withSessionNews } from "./view_session_fold.ts";
import {
  isPerpetualChange,
  NO_PERPETUALS,
  type PerpetualViewChange,
  withPerpetual,
} from "./view_perpetuals.ts";
import type { ModelView } from "./view_sessions.ts";

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
      pause: null,
      lastEventAtMs: null,
      eventsReceived: 0,
      framesRejected: 0,
      references: [],
    },
    journalSequence: 0,
    contestants: [],
    markets: [],
    signals: [],
    decisions: [],
    orders: [],
    fills: [],
    settlements: [],
    trades: [],
    perpetuals: NO_PERPETUALS,
    controls: {
      trading: { state: "active", step: null, detail: null, sinceMs: null },
      circuits: [],
      deadLetters: [],
    },
    notices: [],
    sessions: [],
    models: [],
    summaries: [],
    events: [],
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
  const changed = isPerpetualChange(delta)
    ? { perpetuals: withPerpetual(view.perpetuals, delta) }
    : change(view, delta);
  return { ...view, ...changed, seq: delta.seq };
}

function change(
  view: ArenaView,
  delta: Exclude<ViewDelta, PerpetualViewChange>,
): Partial<ArenaView> {
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
      return { signals: withVerdict(view.signals, delta) };
    case "decision_made":
      return { decisions: first(delta.decision, view.decisions, "decisions") };
    case "order_changed":
      return { orders: upserted(delta.order, view.orders, "orders") };
    case "order_filled":
      return { fills: first(delta.fill, view.fills, "fills") };
    case "position_settled":
      return {
        settlements: first(delta.settlement, view.settlements, "settlements"),
      };
    case "trade_attributed":
      return { trades: upserted(delta.trade, view.trades, "trades") };
    case "trade_retracted":
      return { trades: view.trades.filter(({ id }) => id !== delta.tradeId) };
    case "controls_changed":
      return { controls: delta.controls };
    case "notice_posted":
      return { notices: first(delta.notice, view.notices, "notices") };
    case "session_opened":
      return { sessions: withSession(view.sessions, delta.session) };
    case "session_told":
      return { sessions: withSessionNews(view.sessions, delta.news) };
    case "model_changed":
      return { models: withModel(view.models, delta.model) };
    case "event_summarized":
      return {
        summaries: first(
          delta.summary,
          view.summaries.filter(({ id }) => id !== delta.summary.id),
          "summaries",
        ),
      };
    case "event_changed":
      return { events: upserted(delta.event, view.events, "events") };
    case "viewers_changed":
      return { events: withViewers(view.events, delta.viewers) };
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
  | "settlements"
  | "trades"
  | "notices"
  | "sessions"
  | "summaries"
  | "events";

function first<Item>(
  item: Item,
  rest: readonly Item[],
  limit: NewestFirst,
): readonly Item[] {
  return [item, ...rest.slice(0, VIEW_LIMITS[limit] - 1)];
}

/** Replaces the item of that id in its place, or puts it first. */
function upserted<Item extends { readonly id: string }>(
  item: Item,
  items: readonly Item[],
  limit: NewestFirst,
): readonly Item[] {
  return items.some(({ id }) => id === item.id)
    ? items.map((held) => held.id === item.id ? item : held)
    : first(item, items, limit);
}

function replaced<Item, Key extends keyof Item>(
  items: readonly Item[],
  changes: readonly Item[],
  key: Key,
): readonly Item[] {
  const byKey = new Map(changes.map((item) => [item[key], item]));
  return items.map((item) => byKey.get(item[key]) ?? item);
}

function withVerdict(
  signals: ArenaView["signals"],
  { signalId, verdict }: Extract<ViewDelta, { kind: "signal_scored" }>,
): ArenaView["signals"] {
  return signals.map((signal) =>
    signal.id === signalId ? { ...signal, verdict } : signal
  );
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

function withModel(
  models: readonly ModelView[],
  changed: ModelView,
): readonly ModelView[] {
  const others = models.filter(({ contestantId }) =>
    contestantId !== changed.contestantId
  );
  return [...others, changed]
    .sort((left, right) => byText(left.contestantId, right.contestantId))
    .slice(0, VIEW_LIMITS.models);
}

function withMarket(
  markets: readonly MarketView[],
  changed: MarketView,
): readonly MarketView[] {
  const all = [changed, ...markets.filter(({ id }) => id !== changed.id)];
  const open = all.filter((market) => !isOver(market)).sort(
    (left, right) =>
      left.closesAtMs - right.closesAtMs || byText(left.id, right.id),
  );
  const resolved = all.filter(isOver).sort(
    (left, right) => right.offset - left.offset || byText(left.id, right.id),
  );
  return [
    ...open.slice(0, VIEW_LIMITS.openMarkets),
    ...resolved.slice(0, VIEW_LIMITS.resolvedMarkets),
  ];
}

/** A market whose result is held is not over. */
function isOver({ phase, held }: MarketView): boolean {
  return isSettling(phase) && held === null;
}

/** Events that are not named keep their identity. */
function withViewers(
  events: readonly EventView[],
  viewers: readonly ViewersView[],
): readonly EventView[] {
  const byId = new Map(viewers.map(({ id, viewers }) => [id, viewers]));
  return events.map((event) => {
    const count = byId.get(event.id);
    return count === undefined ? event : { ...event, viewers: count };
  });
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
