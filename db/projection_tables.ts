/**
 * What a column holds: text, a fixed-point amount (`bigint`), a whole number, a float or a
 * yes-or-no; `?` lets it be `null`.
 */
export type ColumnKind =
  | "text"
  | "text?"
  | "micros"
  | "micros?"
  | "whole"
  | "whole?"
  | "float"
  | "float?"
  | "flag";

type BareValue<Kind extends ColumnKind> = Kind extends "text" | "text?" ? string
  : Kind extends "micros" | "micros?" ? bigint
  : Kind extends "flag" ? boolean
  : number;

/** The type of a column's values. */
export type ColumnValue<Kind extends ColumnKind> = Kind extends `${string}?`
  ? BareValue<Kind> | null
  : BareValue<Kind>;

/** The columns of every projection besides `run`, in camelCase. The migrations make the tables; a test compares. */
export const PROJECTION_COLUMNS = {
  contestants: {
    contestantId: "text",
    sequence: "whole",
    name: "text",
    strategy: "text",
    startingBalance: "micros",
    cash: "micros",
    positionsAtBid: "micros",
    equity: "micros",
    markedAtMs: "whole?",
    decisions: "whole",
    orders: "whole",
    denied: "whole",
    fills: "whole",
    fees: "micros",
    settlements: "whole",
    settledCost: "micros",
    settledPayout: "micros",
    wins: "whole",
    losses: "whole",
    netDeposits: "micros",
    funding: "micros",
    inferenceCost: "micros",
    corrected: "micros",
    lastSequence: "whole",
  },
  markets: {
    marketId: "text",
    sequence: "whole",
    venue: "text",
    ticker: "text",
    eventTicker: "text",
    title: "text",
    phase: "text",
    opensAtMs: "whole",
    closesAtMs: "whole",
    category: "text?",
    resolution: "text?",
    resolutionYesPayout: "micros?",
    lastSequence: "whole",
  },
  signals: {
    signalId: "text",
    sequence: "whole",
    marketId: "text",
    type: "text",
    ticker: "text",
    payload: "text",
    midAtDetection: "float?",
    detectedAtMs: "whole",
    verdict: "text?",
    midAtScore: "float?",
    scoredAtMs: "whole?",
  },
  decisions: {
    decisionId: "text",
    sequence: "whole",
    contestantId: "text",
    marketId: "text",
    probabilityYes: "float",
    confidence: "float",
    marketProbability: "float?",
    reason: "text",
    action: "text",
    side: "text?",
    outcome: "text?",
    quantity: "micros?",
    limitPrice: "micros?",
    timeInForce: "text?",
    targetOrderId: "text?",
    decidedAtMs: "whole",
  },
  orders: {
    orderId: "text",
    sequence: "whole",
    decisionId: "text",
    contestantId: "text",
    marketId: "text",
    side: "text",
    outcome: "text",
    quantity: "micros",
    limitPrice: "micros",
    timeInForce: "text",
    expiresAtMs: "whole?",
    postOnly: "flag",
    reduceOnly: "flag",
    replaces: "text?",
    status: "text",
    filledQuantity: "micros",
    filledNotional: "micros",
    createdAtMs: "whole",
    denialCode: "text?",
    detail: "text?",
    lastSequence: "whole",
  },
  fills: {
    fillId: "text",
    sequence: "whole",
    orderId: "text",
    contestantId: "text",
    marketId: "text",
    side: "text",
    outcome: "text",
    quantity: "micros",
    price: "micros",
    fee: "micros",
    liquidity: "text",
    occurredAtMs: "whole",
  },
  settlements: {
    sequence: "whole",
    contestantId: "text",
    marketId: "text",
    outcome: "text",
    quantity: "micros",
    cost: "micros",
    payout: "micros",
    resolution: "text",
    resolutionYesPayout: "micros?",
    settledAtMs: "whole",
  },
  equityMarks: {
    contestantId: "text",
    sequence: "whole",
    cash: "micros",
    positionsAtBid: "micros",
    equity: "micros",
    markedAtMs: "whole",
  },
  events: {
    marketId: "text",
    sequence: "whole",
    category: "text",
    selection: "text",
    state: "text",
    selectedAtMs: "whole",
    activatedAtMs: "whole?",
    closedAtMs: "whole?",
    settledAtMs: "whole?",
    swappedFor: "text?",
    lastSequence: "whole",
  },
  boardSnapshots: {
    contestantId: "text",
    sequence: "whole",
    seasonId: "text",
    hourAtMs: "whole",
    isFinal: "flag",
    tradingRank: "whole?",
    timeWeightedReturn: "float",
    equity: "micros",
    netPnl: "micros",
    fills: "whole",
    wins: "whole",
    losses: "whole",
    forecastingRank: "whole?",
    resolvedDecisions: "whole",
    brier: "float?",
    logLoss: "float?",
    alpha: "float?",
  },
  transfers: {
    sequence: "whole",
    contestantId: "text",
    marketId: "text?",
    kind: "text",
    amount: "micros?",
    detail: "text",
    movedAtMs: "whole",
  },
  acts: {
    sequence: "whole",
    action: "text",
    subject: "text",
    signedBy: "text",
    reason: "text",
    actedAtMs: "whole",
  },
  notices: {
    sequence: "whole",
    kind: "text",
    payload: "text",
    happenedAtMs: "whole",
  },
} as const satisfies Record<string, Record<string, ColumnKind>>;

/** The projections, by the names of their tables in camelCase. */
export type ProjectionName = keyof typeof PROJECTION_COLUMNS;

/** A row of a projection. */
export type ProjectionRow<Name extends ProjectionName> = {
  readonly [
    Column in keyof typeof PROJECTION_COLUMNS[Name]
  ]: typeof PROJECTION_COLUMNS[Name][Column] extends
    infer Kind extends ColumnKind ? ColumnValue<Kind>
    : never;
};

/** Key columns besides `run`. */
export const PROJECTION_KEYS = {
  contestants: ["contestantId"],
  markets: ["marketId"],
  signals: ["signalId"],
  decisions: ["decisionId"],
  orders: ["orderId"],
  fills: ["fillId"],
  settlements: ["sequence"],
  equityMarks: ["contestantId", "sequence"],
  events: ["marketId"],
  boardSnapshots: ["contestantId", "sequence"],
  transfers: ["sequence"],
  acts: ["sequence"],
  notices: ["sequence"],
} as const satisfies Record<ProjectionName, readonly string[]>;

/** Every projection, in the order in which they are written and compared. */
export const PROJECTION_NAMES = Object.keys(
  PROJECTION_COLUMNS,
) as ProjectionName[];

/** Returns a camelCase name in snake_case. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
