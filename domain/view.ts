/**
 * What the site knows of the arena, as it travels: money and contracts are decimal texts in dollars and
 * contracts, times are Unix milliseconds, and `offset` is the sequence of the journal row that an item
 * came from. Every type is inferred from the schema that the API documents.
 *
 * @module
 */
import { z } from "zod";

/** The same type, read-only all the way down. */
export type Frozen<Value> = Value extends string | number | boolean | null
  ? Value
  : { readonly [Key in keyof Value]: Frozen<Value[Key]> };

const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
const unixMs = z.number();
const offset = z.int().min(0);
const probability = z.number().min(0).max(1);
const outcome = z.enum(["yes", "no"]);

export const PHASES = [
  "starting",
  "recovering",
  "trading",
  "degraded",
  "stopping",
] as const;

const phaseSchema = z.object({
  name: z.enum(PHASES),
  /** One sentence for people. */
  sentence: z.string(),
});

export const venueSchema = z.object({
  id: z.string(),
  label: z.string(),
  status: z.enum([
    "connecting",
    "connected",
    "disconnected",
    "degraded",
    "stale",
  ]),
  /** One sentence for people. */
  reason: z.string(),
  lastEventAtMs: unixMs.nullable(),
  eventsReceived: z.int().min(0),
  framesRejected: z.int().min(0),
});

export const contestantSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** What drives it, such as "rule-based". */
  strategy: z.string(),
  startingBalance: decimal,
  cash: decimal,
  /** Open positions, marked at the bid. */
  positions: decimal,
  equity: decimal,
  /** Equity against the starting balance, 0.05 for +5 %. */
  return: z.number(),
  /** Proceeds and payouts less cost, after fees. */
  realizedPnl: decimal,
  decisions: z.int(),
  orders: z.int(),
  fills: z.int(),
  denied: z.int(),
  /** Positions that ended, by sale or settlement, with more cash than they took, fees included. */
  wins: z.int(),
  losses: z.int(),
  /** The newest journal row that touched this standing. */
  offset,
});

export const resolutionSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("yes") }),
  z.object({ kind: z.literal("no") }),
  z.object({ kind: z.literal("scalar"), yesPayout: decimal }),
  z.object({ kind: z.literal("void") }),
]);

export const marketSchema = z.object({
  id: z.string(),
  ticker: z.string(),
  title: z.string(),
  phase: z.enum([
    "listed",
    "open",
    "paused",
    "closed",
    "proposed",
    "disputed",
    "final",
    "void",
  ]),
  closesAtMs: unixMs,
  strike: z.string().nullable(),
  yesBid: decimal.nullable(),
  yesAsk: decimal.nullable(),
  quotedAtMs: unixMs.nullable(),
  resolution: resolutionSchema.nullable(),
  resolvedAtMs: unixMs.nullable(),
  offset,
});

const signalCore = {
  id: z.string(),
  marketId: z.string(),
  marketTitle: z.string(),
  ticker: z.string(),
  timestamp: unixMs,
  midAtDetection: probability.nullable(),
  /** What became of it; `null` until it is scored. */
  verdict: z.enum(["hit", "miss", "flat"]).nullable(),
  offset,
};

export const signalSchema = z.discriminatedUnion("type", [
  z.object({
    ...signalCore,
    type: z.literal("price_swing"),
    data: z.object({
      previousPrice: z.number(),
      currentPrice: z.number(),
      changePercent: z.number(),
    }),
  }),
  z.object({
    ...signalCore,
    type: z.literal("volume_spike"),
    data: z.object({
      tradeId: z.string(),
      volume: z.number(),
      averageVolume: z.number(),
      multiplier: z.number(),
      takerSide: outcome,
    }),
  }),
  z.object({
    ...signalCore,
    type: z.literal("orderbook_imbalance"),
    data: z.object({
      yesBidDepth: z.number(),
      noBidDepth: z.number(),
      ratio: z.number(),
      direction: z.enum(["yes_heavy", "no_heavy"]),
    }),
  }),
]);

const placed = {
  contestantId: z.string(),
  contestantName: z.string(),
  marketId: z.string(),
  marketTitle: z.string(),
  atMs: unixMs,
  offset,
};

export const decisionSchema = z.object({
  ...placed,
  id: z.string(),
  probabilityYes: probability,
  confidence: probability,
  marketProbability: probability.nullable(),
  reason: z.string(),
  action: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("hold") }),
    z.object({
      kind: z.literal("trade"),
      side: z.enum(["buy", "sell"]),
      outcome,
      quantity: decimal,
      limit: decimal,
    }),
  ]),
});

export const orderSchema = z.object({
  ...placed,
  id: z.string(),
  side: z.enum(["buy", "sell"]),
  outcome,
  quantity: decimal,
  filledQuantity: decimal,
  limit: decimal,
  status: z.enum([
    "initialized",
    "denied",
    "submitted",
    "accepted",
    "rejected",
    "partially_filled",
    "filled",
    "pending_cancel",
    "canceled",
    "expired",
  ]),
  /** Why risk refused it; `null` for every other order. */
  denialCode: z.string().nullable(),
});

export const fillSchema = z.object({
  ...placed,
  id: z.string(),
  orderId: z.string(),
  side: z.enum(["buy", "sell"]),
  outcome,
  quantity: decimal,
  price: decimal,
  fee: decimal,
  liquidity: z.enum(["taker", "maker"]),
});

export const settlementSchema = z.object({
  ...placed,
  outcome,
  quantity: decimal,
  cost: decimal,
  payout: decimal,
  /** Payout less cost. */
  profit: decimal,
  resolution: resolutionSchema,
});

/** Every contestant's equity on one time axis, thinned as it grows; floats, for drawing only. */
export const equitySchema = z.object({
  atMs: z.array(unixMs),
  lines: z.array(z.object({
    contestantId: z.string(),
    /** Dollars at the times of `atMs`; `null` before the contestant was enrolled. */
    equity: z.array(z.number().nullable()),
  })),
  offset,
});

export const actorSchema = z.object({
  path: z.string(),
  kind: z.enum(["actor", "supervisor"]),
  status: z.enum([
    "starting",
    "running",
    "restarting",
    "stopping",
    "stopped",
    "failed",
  ]),
  mailboxDepth: z.int(),
  mailboxCapacity: z.int(),
  oldestAgeMs: z.number(),
  handled: z.int(),
  failed: z.int(),
  restarts: z.int(),
  dropped: z.int(),
  /** The class of its last error, never its text. */
  lastError: z.string().nullable(),
});

export const arenaSchema = z.object({
  /** Counts deltas folded since the view was built. */
  seq: z.int().min(0),
  startedAtMs: unixMs,
  nowMs: unixMs,
  mode: z.enum(["paper", "live"]),
  phase: phaseSchema,
  venue: venueSchema,
  /** The newest journal row folded in. */
  journalSequence: offset,
  contestants: z.array(contestantSchema),
  markets: z.array(marketSchema),
  signals: z.array(signalSchema),
  decisions: z.array(decisionSchema),
  orders: z.array(orderSchema),
  fills: z.array(fillSchema),
  settlements: z.array(settlementSchema),
  equity: equitySchema,
  actors: z.array(actorSchema),
});

export type ArenaPhase = Frozen<z.infer<typeof phaseSchema>>;
export type VenueView = Frozen<z.infer<typeof venueSchema>>;
export type ContestantView = Frozen<z.infer<typeof contestantSchema>>;
export type ResolutionView = Frozen<z.infer<typeof resolutionSchema>>;
export type MarketView = Frozen<z.infer<typeof marketSchema>>;
export type SignalView = Frozen<z.infer<typeof signalSchema>>;
export type DecisionView = Frozen<z.infer<typeof decisionSchema>>;
export type OrderView = Frozen<z.infer<typeof orderSchema>>;
export type FillView = Frozen<z.infer<typeof fillSchema>>;
export type SettlementView = Frozen<z.infer<typeof settlementSchema>>;
export type EquityView = Frozen<z.infer<typeof equitySchema>>;
export type ActorView = Frozen<z.infer<typeof actorSchema>>;
export type ArenaView = Frozen<z.infer<typeof arenaSchema>>;
