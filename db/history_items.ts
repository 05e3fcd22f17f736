import type { HistoryKind } from "../actors/ports/history.ts";
import { printMicros } from "../domain/decimal.ts";
import type { ProjectionName, ProjectionRow } from "./projection_tables.ts";

/** Where each kind of history is kept. */
export const HISTORY_TABLES = {
  orders: "orders",
  fills: "fills",
  decisions: "decisions",
  settlements: "settlements",
  signals: "signals",
  equity: "equityMarks",
} as const satisfies Record<HistoryKind, ProjectionName>;

/** Turn rows into items but for the names of contestant and market; the kind's schema checks what comes out. */
export const HISTORY_ITEMS: {
  readonly [Kind in HistoryKind]: (
    row: ProjectionRow<typeof HISTORY_TABLES[Kind]>,
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
    },
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
};

function placed(
  { contestantId, marketId, sequence }: {
    readonly contestantId: string;
    readonly marketId: string;
    readonly sequence: number;
  },
) {
  return { contestantId, marketId, offset: sequence };
}

function printNullable(micros: bigint | null): string | null {
  return micros === null ? null : printMicros(micros);
}
