import { z } from "zod";
import type { ContestantId, MarketId, SeasonId } from "../../domain/ids.ts";
import {
  contestantSchema,
  decisionSchema,
  fillSchema,
  orderSchema,
  settlementSchema,
  signalSchema,
} from "../../domain/view.ts";
import { actSchema } from "../../domain/view_acts.ts";
import { eventSchema } from "../../domain/view_events.ts";
import { decimal, type Frozen } from "../../domain/view_fields.ts";
import { noticeSchema } from "../../domain/view_controls.ts";

const offset = z.int().min(1);

/** One contestant's equity at one time; cash and positions, marked at the bid, add up to it. */
const equityMarkSchema = fillSchema
  .pick({ contestantId: true, contestantName: true, atMs: true })
  .extend(
    contestantSchema.pick({ cash: true, positions: true, equity: true }).shape,
  )
  .extend({ offset });

const score = z.number().min(0).nullable();

/**
 * What a decision forecast, what the market said at that moment, and what became of it. Scores are `null` until the
 * market resolved YES or NO, and where it is void or pays a share; a dispute takes them back.
 */
const forecastSchema = decisionSchema
  .pick({
    id: true,
    contestantId: true,
    contestantName: true,
    marketId: true,
    marketTitle: true,
    atMs: true,
    probabilityYes: true,
    confidence: true,
    marketProbability: true,
  })
  .extend({
    /** What its market is about in the end: forecasts of one event share its luck. */
    event: z.string(),
    category: z.string(),
    closesAtMs: z.number(),
    resolution: z.enum(["yes", "no"]).nullable(),
    brier: score,
    /** Nats. */
    logLoss: score,
    marketBrier: score,
    offset,
  });

/** An event of the arena, and the newest row that changed it; how many watch it is not kept. */
const eventItemSchema = eventSchema
  .omit({ id: true, ticker: true, title: true, viewers: true })
  .extend(fillSchema.pick({ marketId: true, marketTitle: true }).shape)
  .extend({ offset, lastOffset: offset });

/** How one contestant stood on both boards of its season at a whole hour. */
const snapshotSchema = fillSchema
  .pick({ contestantId: true, contestantName: true })
  .extend({
    seasonId: z.string(),
    hourAtMs: z.number(),
    isFinal: z.boolean(),
    tradingRank: z.int().min(1).nullable(),
    return: z.number(),
    equity: decimal,
    netPnl: decimal,
    fills: z.int().min(0),
    wins: z.int().min(0),
    losses: z.int().min(0),
    forecastingRank: z.int().min(1).nullable(),
    resolvedDecisions: z.int().min(0),
    brier: score,
    logLoss: score,
    alpha: z.number().nullable(),
    offset,
  });

/** Money that moved without a fill or a settlement: deposits, funding, inference, corrections. */
const transferSchema = fillSchema
  .pick({ contestantId: true, contestantName: true, atMs: true })
  .extend({
    marketId: z.string().nullable(),
    kind: z.string(),
    /** What the cash gained, in dollars; `null` where only a position changed. */
    amount: z.string().nullable(),
    detail: z.string(),
    offset,
  });

/**
 * The items of every kind of history, as they travel. `offset` is the sequence of the journal row that began
 * the item, and the key that pages go by.
 */
export const HISTORY_SCHEMAS = {
  /** Status and filled quantity are as of the row `lastOffset`. */
  orders: orderSchema.extend({ lastOffset: offset }),
  fills: fillSchema,
  decisions: decisionSchema,
  forecasts: forecastSchema,
  settlements: settlementSchema,
  signals: signalSchema,
  equity: equityMarkSchema,
  snapshots: snapshotSchema,
  transfers: transferSchema,
  events: eventItemSchema,
  acts: actSchema,
  notices: noticeSchema,
} as const;

/** What there is a history of. */
export type HistoryKind = keyof typeof HISTORY_SCHEMAS;

/** An item of one kind of history; money and contracts are decimal text. */
export type HistoryItem<Kind extends HistoryKind> = Frozen<
  z.infer<typeof HISTORY_SCHEMAS[Kind]>
>;

/** Items that a page aims at, at most. */
export const HISTORY_LIMIT_MAX = 200;

/** Which page of which history. */
export interface HistoryQuery<Kind extends HistoryKind> {
  readonly kind: Kind;
  /** Only this contestant's; `null` for everybody's. Signals are nobody's. */
  readonly contestantId: ContestantId | null;
  /** Only of contestants of this season; left out for everybody's. */
  readonly seasonId?: SeasonId | undefined;
  /** Only this market's; `null` for every market's. Equity is no market's. */
  readonly marketId: MarketId | null;
  /** Only items with a lower offset; `null` for the newest page. */
  readonly before: number | null;
  /** 1 to `HISTORY_LIMIT_MAX`. */
  readonly limit: number;
}

/** Some items in a row, newest first. */
export interface HistoryPage<Kind extends HistoryKind> {
  readonly items: readonly HistoryItem<Kind>[];
  /** The `before` of the next, older page; `null` when there is none. */
  readonly nextBefore: number | null;
  /** The newest journal row that the page takes into account, or one soon before it. */
  readonly journalSequence: number;
}

/**
 * Everything that ever happened in the arena, page by page.
 *
 * - An item's offset never changes, so following `nextBefore` meets every item once, whatever is added
 *   meanwhile.
 * - Items of one journal row are never on two pages: a page of equity, where a row marks everybody, may be
 *   longer than its limit by the rest of its last row.
 */
export interface History {
  /**
   * Returns a page.
   *
   * @throws {RangeError} If the limit is outside 1 to `HISTORY_LIMIT_MAX`, or a filter does not fit the kind.
   */
  page<Kind extends HistoryKind>(
    query: HistoryQuery<Kind>,
  ): Promise<HistoryPage<Kind>>;
}
