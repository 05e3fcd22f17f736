/**
 * Small views, for tests. Only tests import it.
 *
 * @module
 */
import type {
  ActorView,
  ContestantView,
  DecisionView,
  FillView,
  MarketView,
  OrderView,
  SettlementView,
  SignalView,
} from "../view.ts";
import type { PartsView, TradeView } from "../view_attribution.ts";
import type { SessionView } from "../view_sessions.ts";
import type { EventView } from "../view_events.ts";
import type { ViewOrigin } from "../view_reducer.ts";

export const SAMPLE_ORIGIN: ViewOrigin = {
  startedAtMs: 1_000,
  mode: "paper",
  venue: { id: "dflow", label: "Built-in venue" },
};

const PLACED = {
  contestantId: "mirror",
  contestantName: "Mirror",
  marketId: "dflow:M",
  marketTitle: "Above 100,000?",
  atMs: 2_000,
  offset: 7,
};

const SAMPLE_PARTS: PartsView = {
  edge: "0.00",
  sizing: "0.00",
  execution: "0.00",
  fees: "0.00",
  funding: "0.00",
  inference: "0.00",
  luck: "0.00",
};

/** Returns an event that was chosen and is in `state`. */
export function sampleEvent(
  id: string,
  state: EventView["state"] = "pending",
): EventView {
  return {
    id,
    ticker: "A",
    title: "Will A happen?",
    category: "weather",
    state,
    closesAtMs: 3,
    selectedBy: "calendar",
    selectedAtMs: 1,
    activatedAtMs: null,
    closedAtMs: null,
    settledAtMs: null,
    swappedFor: null,
    viewers: 0,
    offset: 1,
  };
}

/** Returns a closed trade. */
export function sampleTrade(id: string): TradeView {
  return {
    ...PLACED,
    id,
    outcome: "yes",
    end: "settlement",
    bought: "4.00",
    paid: "2.20",
    received: "4.00",
    netPnl: "1.73",
    parts: { ...SAMPLE_PARTS, luck: "1.80", fees: "-0.07" },
    ownProbability: 0.55,
    marketProbability: 0.55,
    pricePaid: 0.55,
    kellyFraction: null,
  };
}

export function sampleContestant(
  id: string,
  equity: string,
): ContestantView {
  return {
    id,
    name: id,
    strategy: "rule-based",
    startingBalance: "1000.00",
    cash: equity,
    positions: "0.00",
    equity,
    return: Number(equity) / 1_000 - 1,
    realizedPnl: "0.00",
    decisions: 0,
    orders: 0,
    fills: 0,
    denied: 0,
    wins: 0,
    losses: 0,
    fees: "0.00",
    netDeposits: "0.00",
    inferenceCost: "0.00",
    drift: null,
    attribution: SAMPLE_PARTS,
    tradingState: "active",
    tradingDetail: null,
    offset: 1,
  };
}

export function sampleMarket(
  id: string,
  fields: Partial<MarketView> = {},
): MarketView {
  return {
    id,
    ticker: id,
    title: `Market ${id}`,
    phase: "open",
    closesAtMs: 60_000,
    strike: null,
    yesBid: null,
    yesAsk: null,
    quotedAtMs: null,
    resolution: null,
    resolvedAtMs: null,
    held: null,
    offset: 1,
    ...fields,
  };
}

export function sampleSignal(id: string): SignalView {
  return {
    id,
    type: "price_swing",
    marketId: "dflow:M",
    marketTitle: "Above 100,000?",
    ticker: "M",
    timestamp: 2_000,
    midAtDetection: 0.5,
    verdict: null,
    offset: 7,
    data: { previousPrice: 0.4, currentPrice: 0.5, changePercent: 0.25 },
  };
}

export function sampleDecision(id: string): DecisionView {
  return {
    ...PLACED,
    id,
    probabilityYes: 0.6,
    confidence: 0.5,
    marketProbability: null,
    reason: "No edge",
    action: { kind: "hold" },
  };
}

export function sampleOrder(
  id: string,
  status: OrderView["status"] = "submitted",
): OrderView {
  return {
    ...PLACED,
    id,
    side: "buy",
    outcome: "yes",
    quantity: "10.00",
    filledQuantity: "0.00",
    limit: "0.56",
    timeInForce: "ioc",
    expiresAtMs: null,
    replaces: null,
    status,
    denialCode: null,
  };
}

export function sampleFill(id: string): FillView {
  return {
    ...PLACED,
    id,
    orderId: "o_1",
    side: "buy",
    outcome: "yes",
    quantity: "4.00",
    price: "0.55",
    fee: "0.07",
    liquidity: "taker",
  };
}

export const SAMPLE_SETTLEMENT: SettlementView = {
  ...PLACED,
  outcome: "yes",
  quantity: "4.00",
  cost: "2.20",
  payout: "4.00",
  profit: "1.80",
  resolution: { kind: "yes" },
};

export function sampleActor(
  path: string,
  fields: Partial<ActorView> = {},
): ActorView {
  return {
    path,
    kind: "actor",
    status: "running",
    mailboxDepth: 0,
    mailboxCapacity: 64,
    oldestAgeMs: 0,
    handled: 0,
    failed: 0,
    restarts: 0,
    dropped: 0,
    lastError: null,
    ...fields,
  };
}

export function sampleSession(id: string): SessionView {
  return {
    ...PLACED,
    id,
    model: "a/model",
    status: "thinking",
    messages: [{ sequence: 1, kind: "system", text: "Asked.", atMs: 1 }],
    isTruncated: false,
  };
}
