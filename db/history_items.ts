import type { HistoryKind } from "../actors/ports/history.ts";
import { chooserOf } from "../domain/arena_event.ts";
import { categoryOf } from "../domain/boards/market_category.ts";
import { printMicros } from "../domain/decimal.ts";
import { decodeEntry } from "../domain/journal_codec.ts";
import { isNotice, noticeSentence } from "../domain/notice.ts";
import { brierScore } from "../domain/scoring/brier_score.ts";
import { logLoss } from "../domain/scoring/log_loss.ts";
import { underlyingEventOf } from "../domain/underlying.ts";
import type { ProjectionName, ProjectionRow } from "./projection_tables.ts";

/** Where each kind of history is kept. */
export const HISTORY_TABLES = {
  orders: "orders",
  fills: "fills",
  decisions: "decisions",
  forecasts: "decisions",
  settlements: "settlements",
  signals: "signals",
  equity: "equityMarks",
  snapshots: "boardSnapshots",
  transfers: "transfers",
  events: "events",
  acts: "acts",
  notices: "notices",
} as const satisfies Record<HistoryKind, ProjectionName>;

/** What a forecast is of, as its market stands now. */
export interface ForecastMarket {
  readonly ticker: string;
  readonly eventTicker: string;
  readonly closesAtMs: number;
  /** What its venue sorts it under, where it says so. */
  readonly category?: string;
  /** `null` while it is not resolved for good, or neither YES nor NO. */
  readonly resolution: "yes" | "no" | null;
}

/** Turn rows into items but for the names of contestant and market; the kind's schema checks what comes out. */
export const HISTORY_ITEMS: {
  readonly [Kind in HistoryKind]: (
    row: ProjectionRow<typeof HISTORY_TABLES[Kind]>,
    market: ForecastMarket | null,
  ) => object;
} = {
  orders: (row) => ({
    ...placed(row),
    id: row.orderId,
    atMs: row.createdAtMs,
    side: row.side,
    quantity: printMicros(row.quantity),
    filledQuantity: printMicros(row.filledQuantity),
    limit: printMicros(row.limitPrice),
    timeInForce: row.timeInForce,
    expiresAtMs: row.expiresAtMs,
    replaces: row.replaces,
    status: row.status,
    denialCode: row.denialCode,
    outcome: row.outcome,
    lastOffset: row.lastSequence,
  }),
  fills: (row) => ({
    ...placed(row),
    id: row.fillId,
    orderId: row.orderId,
    atMs: row.occurredAtMs,
    side: row.side,
    outcome: row.outcome,
    quantity: printMicros(row.quantity),
    price: printMicros(row.price),
    fee: printMicros(row.fee),
    liquidity: row.liquidity,
  }),
  decisions: (row) => ({
    ...placed(row),
    id: row.decisionId,
    atMs: row.decidedAtMs,
    probabilityYes: row.probabilityYes,
    confidence: row.confidence,
    marketProbability: row.marketProbability,
    reason: row.reason,
    action: {
      kind: row.action,
      side: row.side,
      outcome: row.outcome,
      quantity: printNullable(row.quantity),
      limit: printNullable(row.limitPrice),
      timeInForce: row.timeInForce,
      orderId: row.targetOrderId,
    },
  }),
  forecasts: (row, market) => ({
    ...placed(row),
    id: row.decisionId,
    atMs: row.decidedAtMs,
    probabilityYes: row.probabilityYes,
    confidence: row.confidence,
    marketProbability: row.marketProbability,
    ...(market === null
      ? { event: row.marketId, category: "unknown", closesAtMs: 0 }
      : {
        event: underlyingEventOf(market),
        category: categoryOf(market),
        closesAtMs: market.closesAtMs,
      }),
    resolution: market?.resolution ?? null,
    ...scoresOf(row, market?.resolution ?? null),
  }),
  settlements: (row) => ({
    ...placed(row),
    atMs: row.settledAtMs,
    outcome: row.outcome,
    quantity: printMicros(row.quantity),
    cost: printMicros(row.cost),
    payout: printMicros(row.payout),
    profit: printMicros(row.payout - row.cost),
    resolution: {
      kind: row.resolution,
      yesPayout: printNullable(row.resolutionYesPayout),
    },
  }),
  signals: (row) => ({
    id: row.signalId,
    marketId: row.marketId,
    ticker: row.ticker,
    timestamp: row.detectedAtMs,
    midAtDetection: row.midAtDetection,
    verdict: row.verdict,
    type: row.type,
    data: JSON.parse(row.payload),
    offset: row.sequence,
  }),
  equity: (row) => ({
    contestantId: row.contestantId,
    atMs: row.markedAtMs,
    cash: printMicros(row.cash),
    positions: printMicros(row.positionsAtBid),
    equity: printMicros(row.equity),
    offset: row.sequence,
  }),
  snapshots: ({ sequence, equity, netPnl, timeWeightedReturn, ...row }) => ({
    ...row,
    return: timeWeightedReturn,
    equity: printMicros(equity),
    netPnl: printMicros(netPnl),
    offset: sequence,
  }),
  transfers: (row) => ({
    contestantId: row.contestantId,
    marketId: row.marketId,
    kind: row.kind,
    amount: printNullable(row.amount),
    detail: row.detail,
    atMs: row.movedAtMs,
    offset: row.sequence,
  }),
  events: (row, market) => ({
    marketId: row.marketId,
    category: row.category,
    state: row.state,
    closesAtMs: market?.closesAtMs ?? 0,
    selectedBy: chooserOf(row.selection),
    selectedAtMs: row.selectedAtMs,
    activatedAtMs: row.activatedAtMs,
    closedAtMs: row.closedAtMs,
    settledAtMs: row.settledAtMs,
    swappedFor: row.swappedFor,
    offset: row.sequence,
    lastOffset: row.lastSequence,
  }),
  acts: (row) => ({
    action: row.action,
    subject: row.subject,
    by: row.signedBy,
    reason: row.reason,
    atMs: row.actedAtMs,
    offset: row.sequence,
  }),
  notices: (row) => ({
    kind: row.kind,
    sentence: sentenceOf(row.payload),
    atMs: row.happenedAtMs,
    offset: row.sequence,
  }),
};

function scoresOf(
  { probabilityYes: probability, marketProbability }: ProjectionRow<
    "decisions"
  >,
  resolution: "yes" | "no" | null,
) {
  if (resolution === null) {
    return { brier: null, logLoss: null, marketBrier: null };
  }
  const happened = resolution === "yes";
  return {
    brier: brierScore({ probability, happened }),
    logLoss: logLoss({ probability, happened }),
    marketBrier: marketProbability === null
      ? null
      : brierScore({ probability: marketProbability, happened }),
  };
}

function placed(
  { contestantId, marketId, sequence }: {
    readonly contestantId: string;
    readonly marketId: string;
    readonly sequence: number;
  },
) {
  return { contestantId, marketId, offset: sequence };
}

function sentenceOf(payload: string): string {
  const entry = decodeEntry(payload);
  return isNotice(entry) ? noticeSentence(entry) : entry.kind;
}

function printNullable(micros: bigint | null): string | null {
  return micros === null ? null : printMicros(micros);
}
