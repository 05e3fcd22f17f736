/**
 * The two boards as they travel: shares and scores are plain numbers, money is decimal text in dollars. What each
 * figure is, how it is reckoned and where that comes from is in `BOARD_FIGURES`.
 *
 * @module
 */
import { z } from "zod";
import { OPEN_SEASON_VIEW, seasonSchema } from "./view_seasons.ts";
import { decimal, type Frozen, offset, unixMs } from "./view_fields.ts";

const figure = z.number().nullable();

/** Where a figure is with 95 % confidence; `null` where too little is known. */
export const intervalSchema = z.object({ low: z.number(), high: z.number() })
  .nullable();

/** What trading in one class of markets came to: the classes add up to the account, but for funding and inference. */
const tradingClassSchema = z.object({
  name: z.string(),
  /** Less fees. */
  netPnl: decimal,
  fees: decimal,
  fills: z.int().min(0),
});

/** A contestant on a board. */
const listedFields = {
  contestantId: z.string(),
  contestantName: z.string(),
  /** What drives it, such as "rule-based". */
  strategy: z.string(),
  /** From 1; `null` for who is not listed yet. */
  rank: z.int().min(1).nullable(),
  /** Why it has no rank: "not yet distinguishable" and what it lacks. `null` for who has one. */
  unlisted: z.string().nullable(),
  /** When an operator last brought its account back to the starting balance, Unix milliseconds. */
  resetAtMs: unixMs.nullable(),
  /** From its first mark to its last. */
  days: z.number(),
  /** Decisions on markets that resolved YES or NO. */
  resolvedDecisions: z.int().min(0),
};

const tradingRowSchema = z.object({
  ...listedFields,
  return: z.number(),
  returnInterval: intervalSchema,
  maximumDrawdown: z.number(),
  maximumDrawdownInterval: intervalSchema,
  sharpe: figure,
  sharpeInterval: intervalSchema,
  sortino: figure,
  sortinoInterval: intervalSchema,
  turnoverPerDay: figure,
  turnoverPerDayInterval: intervalSchema,
  /** Payouts and proceeds less what they were for, fees, funding and inference. */
  netPnl: decimal,
  fees: decimal,
  funding: decimal,
  inference: decimal,
  /** Closed positions that brought more than they cost. Nobody is ranked by it. */
  hitRate: figure,
  hitRateInterval: intervalSchema,
  closedPositions: z.int().min(0),
  byCategory: z.array(tradingClassSchema),
  /** By how long before the close it began to trade in a market. */
  byHorizon: z.array(tradingClassSchema),
});

const classSchema = z.object({
  name: z.string(),
  n: z.int().min(1),
  brier: z.number(),
  logLoss: z.number(),
  /** The market's Brier score less the contestant's; `null` where no market price stood beside a forecast. */
  alpha: figure,
});

const forecastingRowSchema = z.object({
  ...listedFields,
  markets: z.int().min(0),
  brier: figure,
  logLoss: figure,
  ece: figure,
  alpha: figure,
  skill: figure,
  /** Bradley–Terry rating over markets; a view, nobody is ranked by it. */
  rating: figure,
  decomposition: z.object({
    reliability: z.number(),
    resolution: z.number(),
    uncertainty: z.number(),
    withinBinVariance: z.number(),
    withinBinCovariance: z.number(),
  }).nullable(),
  reliability: z.array(z.object({
    bin: z.int().min(0),
    count: z.int().min(1),
    meanProbability: z.number(),
    frequency: z.number(),
  })),
  byCategory: z.array(classSchema),
  byHorizon: z.array(classSchema),
});

/** Two contestants compared on what both forecast. */
export const pairSchema = z.object({
  leftId: z.string(),
  leftName: z.string(),
  rightId: z.string(),
  rightName: z.string(),
  markets: z.int().min(1),
  events: z.int().min(1),
  /** Mean difference in Brier scores: below 0 the left one is better. */
  difference: z.number(),
  interval: intervalSchema,
  pValue: figure,
  alwaysValid: z.object({ low: z.number(), high: z.number() }),
  verdict: z.enum(["left", "right", "not yet distinguishable"]),
  /** For the difference as it looks now; `null` where there is none, and of fewer than ten events. */
  power: z.object({
    marketsNeeded: z.int(),
    marketsFurther: z.int(),
    marketsNeededPeeking: z.int().nullable(),
    marketsFurtherPeeking: z.int().nullable(),
  }).nullable(),
});

/** Both boards at one moment. */
export const boardsSchema = z.object({
  /** Whose boards they are; those of a season that is over are final. */
  season: seasonSchema,
  /** The newest journal row that they take into account. */
  journalSequence: offset,
  reckonedAtMs: unixMs.nullable(),
  listing: z.object({
    daysMin: z.number(),
    resolvedDecisionsMin: z.int(),
  }),
  trading: z.array(tradingRowSchema),
  forecasting: z.array(forecastingRowSchema),
  pairs: z.array(pairSchema),
});

export type IntervalView = Frozen<z.infer<typeof intervalSchema>>;
export type TradingRow = Frozen<z.infer<typeof tradingRowSchema>>;
export type ForecastingRow = Frozen<z.infer<typeof forecastingRowSchema>>;
export type TradingClass = Frozen<z.infer<typeof tradingClassSchema>>;
export type ScoreClass = Frozen<z.infer<typeof classSchema>>;
export type PairView = Frozen<z.infer<typeof pairSchema>>;
export type BoardsView = Frozen<z.infer<typeof boardsSchema>>;

/** Who has less is on a board, but without a rank: nothing can be told of it yet. */
export const LISTING = { daysMin: 10, resolvedDecisionsMin: 100 } as const;

/** Both boards before anything is known. */
export const EMPTY_BOARDS: BoardsView = {
  season: OPEN_SEASON_VIEW,
  journalSequence: 0,
  reckonedAtMs: null,
  listing: LISTING,
  trading: [],
  forecasting: [],
  pairs: [],
};
