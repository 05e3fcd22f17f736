/**
 * What the site knows of the arena, as it travels: money and contracts are decimal texts in dollars and
 * contracts, times are Unix milliseconds, and `offset` is the sequence of the journal row that an item
 * came from. Every type is inferred from the schema that the API documents.
 *
 * @module
 */
import { z } from "zod";
import * as field from "./field_schemas.ts";
import { TIMES_IN_FORCE } from "./order.ts";
import { TRADING_STATES } from "./trading_state.ts";
import { partsSchema, tradeSchema } from "./view_attribution.ts";
import { controlsSchema, noticeSchema } from "./view_controls.ts";
import { decimal, type Frozen, offset, placed, unixMs } from "./view_fields.ts";
import { eventSchema } from "./view_events.ts";
import { perpetualsSchema } from "./view_perpetuals.ts";
import { modelSchema, sessionSchema } from "./view_sessions.ts";
import { summarySchema } from "./view_summaries.ts";

/** What the arena can be doing as a whole. */
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

const venueSchema = z.object({
  id: z.string(),
  label: z.string(),
  status: z.enum([
    "connecting",
    "connected",
    "disconnected",
    "degraded",
    "stale",
    "degraded",
  ]),
  /** One sentence for people. */
  reason: z.string(),
  /** That it does not trade at this time of the week, and when it does again; `null` while it does. */
  pause: z.object({ sentence: z.string(), resumesAtMs: unixMs }).nullable(),
  lastEventAtMs: unixMs.nullable(),
  eventsReceived: z.int().min(0),
  framesRejected: z.int().min(0),
  /** The newest prices of what its markets are about, in dollars. */
  references: z.array(z.object({
    symbol: z.string(),
    price: decimal,
    occurredAtMs: unixMs,
  })).max(100),
});

/** A contestant and its standing. */
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
  /** Time-weighted, so that deposits and withdrawals are no profit and no loss: 0.05 for +5 %. */
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
  /** Paid to venues. */
  fees: decimal,
  /** Deposits less withdrawals since the start. */
  netDeposits: decimal,
  /** What the calls of its model cost. */
  inferenceCost: decimal,
  /** How its live orders traded beside the simulator's copies; `null` on paper. */
  drift: z.object({ orders: z.int().min(1), bps: z.number() }).nullable(),
  /** Where the profit of its closed trades came from. */
  attribution: partsSchema,
  /** The stricter of its own trading state and the arena's. */
  tradingState: z.enum(TRADING_STATES),
  /** Why it is not active, in one sentence; `null` where it is. */
  tradingDetail: z.string().nullable(),
  /** The newest journal row that touched this standing. */
  offset,
});

const resolutionSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("yes") }),
  z.object({ kind: z.literal("no") }),
  z.object({ kind: z.literal("scalar"), yesPayout: decimal }),
  z.object({ kind: z.literal("void") }),
]);

/** A market with its newest prices, in dollars of the YES side. */
export const marketSchema = z.object({
  id: z.string(),
  ticker: z.string(),
  title: z.string(),
  phase: field.marketPhaseField,
  closesAtMs: unixMs,
  strike: z.string().nullable(),
  yesBid: decimal.nullable(),
  yesAsk: decimal.nullable(),
  quotedAtMs: unixMs.nullable(),
  resolution: resolutionSchema.nullable(),
  resolvedAtMs: unixMs.nullable(),
  /** Why nothing is paid on the result until an operator releases it; `null` where that is not so. */
  held: z.object({
    sinceMs: unixMs,
    /** What is doubtful, in sentences for people. */
    reason: z.string(),
  }).nullable(),
  offset,
});

const signalCore = {
  id: z.string(),
  marketId: z.string(),
  marketTitle: z.string(),
  ticker: z.string(),
  timestamp: unixMs,
  midAtDetection: field.probabilityField.nullable(),
  /** What became of it; `null` until it is scored. */
  verdict: field.verdictField.nullable(),
  offset,
};

/** A signal and what became of it. */
export const signalSchema = z.discriminatedUnion("type", [
  z.object({
    ...signalCore,
    type: z.literal("price_swing"),
    data: z.object(field.SIGNAL_DATA_FIELDS.price_swing),
  }),
  z.object({
    ...signalCore,
    type: z.literal("volume_spike"),
    data: z.object(field.SIGNAL_DATA_FIELDS.volume_spike),
  }),
  z.object({
    ...signalCore,
    type: z.literal("orderbook_imbalance"),
    data: z.object(field.SIGNAL_DATA_FIELDS.orderbook_imbalance),
  }),
]);

/** An opinion, and what is to be done about it. */
export const decisionSchema = z.object({
  ...placed,
  id: z.string(),
  probabilityYes: field.probabilityField,
  confidence: field.probabilityField,
  marketProbability: field.probabilityField.nullable(),
  reason: z.string(),
  action: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("hold") }),
    z.object({
      kind: z.literal("trade"),
      side: field.orderSideField,
      outcome: field.outcomeField,
      quantity: decimal,
      limit: decimal,
      timeInForce: z.enum(TIMES_IN_FORCE),
    }),
    z.object({ kind: z.literal("cancel"), orderId: z.string() }),
    z.object({
      kind: z.literal("replace"),
      orderId: z.string(),
      quantity: decimal,
      limit: decimal,
    }),
  ]),
});

/** An order as it stands. */
export const orderSchema = z.object({
  ...placed,
  id: z.string(),
  side: field.orderSideField,
  outcome: field.outcomeField,
  quantity: decimal,
  filledQuantity: decimal,
  limit: decimal,
  timeInForce: z.enum(TIMES_IN_FORCE),
  /** When it ends by itself; `null` unless it is good till a date. */
  expiresAtMs: unixMs.nullable(),
  /** The order that it takes the place of; `null` for one of its own. */
  replaces: z.string().nullable(),
  status: field.orderStatusField,
  /** Why risk refused it; `null` for every other order. */
  denialCode: z.string().nullable(),
});

/** Contracts that changed hands. */
export const fillSchema = z.object({
  ...placed,
  id: z.string(),
  orderId: z.string(),
  side: field.orderSideField,
  outcome: field.outcomeField,
  quantity: decimal,
  price: decimal,
  fee: decimal,
  liquidity: field.liquidityField,
});

/** What a position paid at the end of its market. */
export const settlementSchema = z.object({
  ...placed,
  outcome: field.outcomeField,
  quantity: decimal,
  cost: decimal,
  payout: decimal,
  /** Payout less cost. */
  profit: decimal,
  resolution: resolutionSchema,
});

/** Every contestant's equity on one time axis, thinned as it grows; floats, for drawing only. */
const equitySchema = z.object({
  atMs: z.array(unixMs),
  lines: z.array(z.object({
    contestantId: z.string(),
    /** Dollars at the times of `atMs`; `null` before the contestant was enrolled. */
    equity: z.array(z.number().nullable()),
  })),
  offset,
});

/** An actor or supervisor as it stands. */
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

/** All that the site shows. */
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
  trades: z.array(tradeSchema),
  perpetuals: perpetualsSchema,
  controls: controlsSchema,
  notices: z.array(noticeSchema),
  sessions: z.array(sessionSchema),
  models: z.array(modelSchema),
  summaries: z.array(summarySchema),
  events: z.array(eventSchema),
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

/** How a page hears from the arena. `static`: it does not, as its scripts have not started. */
export type ConnectionState = "static" | "connecting" | "live" | "reconnecting";
