import { z } from "zod";
import {
  conditionId,
  nameText,
  textList,
  textListOrText,
  tokenId,
} from "./field.ts";

const time = z.iso.datetime({ offset: true });
const amount = z.number().min(0);
/** Gamma sends some numbers as text and some as numbers. */
const loose = z.union([z.number(), z.string().transform(Number)]).pipe(
  z.number().finite(),
);

/** What a market says of its own fees: `rate · (p · (1 − p))` to the power of `exponent` per share. */
export const feeScheduleSchema = z.object({
  rate: amount,
  exponent: amount,
  takerOnly: z.boolean(),
  rebateRate: amount.optional(),
});

/** On what a market of the crypto rounds is settled. */
export const cryptoConfigSchema = z.object({
  id: nameText,
  asset: nameText,
  duration: nameText,
  twapEnabled: z.boolean(),
  twapLookbackSeconds: z.number().min(0).nullish(),
});

const eventOfMarket = z.object({
  id: nameText.optional(),
  slug: nameText,
  title: z.string().optional(),
  seriesSlug: z.string().optional(),
});

const tagSchema = z.object({
  label: z.string(),
  id: nameText.optional(),
  slug: z.string().optional(),
});

/** A tag that was asked for by its name. */
export const gammaTagSchema = tagSchema.extend({ id: nameText });

/** A market as Gamma lists it. Fields that we do not read are dropped. */
export const gammaMarketSchema = z.object({
  id: nameText,
  question: z.string(),
  slug: z.string().regex(/^[\x21-\x7e]{1,180}$/),
  conditionId,
  outcomes: textList,
  outcomePrices: textList.optional(),
  clobTokenIds: textList.pipe(z.array(tokenId)).optional(),
  /** Ids of markets of protocol V2; decimal texts. */
  positionIds: textListOrText.pipe(z.array(tokenId)).optional(),
  /** `v1` where it is absent. */
  version: z.string().optional(),
  active: z.boolean(),
  closed: z.boolean(),
  acceptingOrders: z.boolean().optional(),
  enableOrderBook: z.boolean().optional(),
  startDate: time.optional(),
  /** Start of the window of an up/down market. */
  eventStartTime: time.optional(),
  endDate: time.optional(),
  description: z.string().optional(),
  resolutionSource: z.string().nullish(),
  orderPriceMinTickSize: z.number().positive().optional(),
  orderMinSize: amount.optional(),
  negRisk: z.boolean().optional(),
  feesEnabled: z.boolean().optional(),
  feeType: z.string().nullish(),
  feeSchedule: feeScheduleSchema.nullish(),
  umaResolutionStatus: z.string().nullish(),
  /** Of markets of protocol V2. */
  resolutionStatus: z.string().nullish(),
  cryptoMarketConfig: cryptoConfigSchema.nullish(),
  bestBid: amount.nullish(),
  bestAsk: amount.nullish(),
  tags: z.array(tagSchema).optional(),
  volumeNum: loose.optional(),
  liquidityNum: loose.optional(),
  events: z.array(eventOfMarket).optional(),
});

/** A page of markets. No `next_cursor` is the last one. */
export const gammaMarketPageSchema = z.object({
  markets: z.array(z.unknown()),
  next_cursor: z.string().nullish(),
});

/** A page of events, each with its markets. */
export const gammaEventPageSchema = z.object({
  events: z.array(z.object({
    slug: nameText,
    title: z.string().optional(),
    tags: z.array(z.unknown()).optional(),
    markets: z.array(z.unknown()).optional(),
  })),
  next_cursor: z.string().nullish(),
});

/** What a search for words finds. */
export const gammaSearchSchema = z.object({
  events: z.array(z.object({
    slug: nameText,
    title: z.string().optional(),
    tags: z.array(z.unknown()).optional(),
    markets: z.array(z.unknown()).optional(),
  })).nullish(),
});

/** A market as Gamma lists it, validated. */
export type GammaMarket = z.infer<typeof gammaMarketSchema>;
/** What a market says of its own fees. */
export type GammaFeeSchedule = z.infer<typeof feeScheduleSchema>;
