import { assertNever } from "../../domain/assert_never.ts";
import type { Decision, DecisionAction } from "../../domain/decision.ts";
import type { DenialCode } from "../../domain/denial.ts";
import type { Fill } from "../../domain/fill.ts";
import type {
  EquityMark,
  JournalRow,
  SettledPosition,
} from "../../domain/journal.ts";
import type { Resolution } from "../../domain/market.ts";
import type { MarketStanding } from "../../domain/market_register.ts";
import {
  printQuantity,
  printUsd,
  subtract,
  type UsdMicros,
} from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { printPrice, type YesPrice } from "../../domain/price.ts";
import type { Quote } from "../../domain/quote.ts";
import type { SettlementHold } from "../../domain/settlement_holds.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { MarketSignal } from "../../domain/signal.ts";
import {
  pauseSentence,
  type TradingPause,
} from "../../domain/trading_pauses.ts";
import type { VenueStatus } from "../../domain/venue_status.ts";
import type {
  DecisionView,
  FillView,
  MarketView,
  OrderView,
  ResolutionView,
  SettlementView,
  SignalView,
  VenueView,
} from "../../domain/view.ts";
import type { EquityPoint, QuoteView } from "../../domain/view_delta.ts";
import { VIEW_LIMITS } from "../../domain/view_limits.ts";

/** What a row's item is shown with: the names that people know its contestant and market by. */
export interface Labels {
  readonly contestantName: string;
  readonly marketTitle: string;
  /** The journal row that it came from. */
  readonly offset: number;
}

function printNullable(price: YesPrice | null): string | null {
  return price === null ? null : printPrice(price);
}

/** Returns the prices of a market, in dollars. */
export function quoteView(quote: Quote): QuoteView {
  return {
    id: quote.marketId,
    yesBid: printNullable(quote.yesBid),
    yesAsk: printNullable(quote.yesAsk),
    quotedAtMs: quote.occurredAtMs,
  };
}

/** Returns how the venue stands, under the name that viewers know it by, as if it traded around the clock. */
export function venueView(status: VenueStatus, label: string): VenueView {
  return {
    id: status.venue,
    label,
    status: status.status,
    reason: status.reason,
    pause: null,
    lastEventAtMs: status.lastEventAtMs,
    eventsReceived: status.eventsReceived,
    framesRejected: status.framesRejected,
    references: status.references ?? [],
  };
}

/** Returns the venue with what its hours say; the same object where they say nothing new. */
export function withHours(
  venue: VenueView,
  pause: TradingPause | null,
): VenueView {
  if (pause === null) return venue.pause === null ? venue : { ...venue, pause };
  const { resumesAtMs } = pause;
  if (venue.pause?.resumesAtMs === resumesAtMs) return venue;
  const sentence = pauseSentence(venue.label, pause);
  return { ...venue, pause: { sentence, resumesAtMs } };
}

function resolutionView(resolution: Resolution): ResolutionView {
  return resolution.kind === "scalar"
    ? { kind: "scalar", yesPayout: printPrice(resolution.yesPayout) }
    : { kind: resolution.kind };
}

/** The market without its prices, which the journal does not know. */
export function marketView(
  { market, resolution, phaseSinceMs }: MarketStanding,
  { hold, offset }: {
    /** The doubt about its result, if there is one. */
    readonly hold: SettlementHold | null;
    readonly offset: number;
  },
): MarketView {
  return {
    id: market.id,
    ticker: market.ticker,
    title: market.title,
    phase: market.phase,
    closesAtMs: market.closesAtMs,
    strike: market.strike,
    yesBid: null,
    yesAsk: null,
    quotedAtMs: null,
    resolution: resolution === null ? null : resolutionView(resolution),
    resolvedAtMs: isSettling(market.phase) ? phaseSinceMs : null,
    held: hold === null || !hold.isHeld || !isSettling(market.phase) ? null : {
      sinceMs: hold.checkedAtMs,
      reason: hold.notes.map(({ sentence }) => sentence).join(" "),
    },
    offset,
  };
}

/** Returns a signal that is not scored yet. */
export function signalView(
  signal: MarketSignal,
  labels: Omit<Labels, "contestantName">,
): SignalView {
  const { marketTitle, offset } = labels;
  return { ...signal, marketTitle, offset, verdict: null };
}

/** Returns a decision, its reason cut to `VIEW_LIMITS.reasonLength`. */
export function decisionView(
  decision: Decision,
  labels: Labels,
): DecisionView {
  const { action } = decision;
  return {
    ...labels,
    id: decision.id,
    contestantId: decision.contestantId,
    marketId: decision.marketId,
    atMs: decision.decidedAtMs,
    probabilityYes: decision.probabilityYes,
    confidence: decision.confidence,
    marketProbability: decision.marketProbability,
    reason: decision.reason.slice(0, VIEW_LIMITS.reasonLength),
    action: actionView(action),
  };
}

function actionView(action: DecisionAction): DecisionView["action"] {
  switch (action.kind) {
    case "hold":
    case "cancel":
      return action;
    case "trade":
      return {
        kind: "trade",
        side: action.side,
        outcome: action.outcome,
        quantity: printQuantity(action.quantity),
        limit: printPrice(action.limit.price),
        timeInForce: action.timeInForce,
      };
    case "replace":
      return {
        kind: "replace",
        orderId: action.orderId,
        quantity: printQuantity(action.quantity),
        limit: printPrice(action.limit.price),
      };
    default:
      return assertNever(action);
  }
}

/** Returns an order as it stands. */
export function orderView(
  order: Order,
  labels: Labels,
  denialCode: DenialCode | null,
): OrderView {
  return {
    ...labels,
    id: order.id,
    contestantId: order.contestantId,
    marketId: order.marketId,
    atMs: order.createdAtMs,
    side: order.side,
    outcome: order.outcome,
    quantity: printQuantity(order.quantity),
    filledQuantity: printQuantity(order.filledQuantity),
    limit: printPrice(order.limit.price),
    timeInForce: order.timeInForce,
    expiresAtMs: order.expiresAtMs,
    replaces: order.replaces,
    status: order.status,
    denialCode,
  };
}

/** Returns a fill. */
export function fillView(fill: Fill, labels: Labels): FillView {
  return {
    ...labels,
    id: fill.id,
    orderId: fill.orderId,
    contestantId: fill.contestantId,
    marketId: fill.marketId,
    atMs: fill.occurredAtMs,
    side: fill.side,
    outcome: fill.outcome,
    quantity: printQuantity(fill.quantity),
    price: printPrice(fill.price.price),
    fee: printUsd(fill.fee),
    liquidity: fill.liquidity,
  };
}

/** Returns what a settled position paid, and its profit. */
export function settlementView(
  settled: SettledPosition,
  labels: Labels,
  row: JournalRow,
): SettlementView {
  return {
    ...labels,
    contestantId: settled.contestantId,
    marketId: settled.marketId,
    atMs: row.occurredAtMs,
    outcome: settled.outcome,
    quantity: printQuantity(settled.quantity),
    cost: printUsd(settled.cost),
    payout: printUsd(settled.payout),
    profit: printUsd(subtract(settled.payout, settled.cost)),
    resolution: resolutionView(settled.resolution),
  };
}

/** Returns what stands beside a payment that was taken back: the same with the signs turned. */
export function contraOf(settled: SettledPosition): SettledPosition {
  return {
    ...settled,
    quantity: negative(settled.quantity),
    cost: negative(settled.cost),
    payout: negative(settled.payout),
  };
}

function negative<Amount extends bigint>(amount: Amount): Amount {
  return (0n - amount) as Amount;
}

/** Returns one moment of the equity chart; dollars are floats, for drawing only. */
export function equityPoint(
  marks: readonly EquityMark[],
  row: JournalRow,
): EquityPoint {
  return {
    atMs: row.occurredAtMs,
    offset: row.sequence,
    equity: marks.map(({ contestantId, equity }) => ({
      contestantId,
      dollars: toDollars(equity),
    })),
  };
}

/** For drawing only: a float, and so not for arithmetic. */
function toDollars(amount: UsdMicros): number {
  return Number(amount) / 1e6;
}
