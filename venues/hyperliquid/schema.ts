import { z } from "zod";

/** A number as the venue writes it. */
export const decimal = z.string().regex(
  /^-?\d{1,18}(\.\d{1,18})?$/,
  "a decimal",
);
const coin = z.string().regex(/^[\x21-\x7e]{1,60}$/, "a coin");
/** Unix milliseconds. */
export const time = z.int().min(0).max(8_640_000_000_000_000);

const levelSchema = z.object({ px: decimal, sz: decimal });

/** Levels of one side that a book has at most. */
const LEVELS_MAX = 100;

const bookSchema = z.object({
  channel: z.literal("l2Book"),
  data: z.object({
    coin,
    time,
    levels: z.tuple([
      z.array(levelSchema).max(LEVELS_MAX),
      z.array(levelSchema).max(LEVELS_MAX),
    ]),
  }),
});

const bboSchema = z.object({
  channel: z.literal("bbo"),
  data: z.object({
    coin,
    time,
    bbo: z.tuple([levelSchema.nullable(), levelSchema.nullable()]),
  }),
});

const tradesSchema = z.object({
  channel: z.literal("trades"),
  data: z.array(z.object({
    coin,
    /** Of the taker: `B` buys, `A` sells. */
    side: z.enum(["B", "A"]),
    px: decimal,
    sz: decimal,
    time,
    tid: z.int().min(0),
  })),
});

const contextSchema = z.object({
  channel: z.literal("activeAssetCtx"),
  data: z.object({
    coin,
    ctx: z.object({ funding: decimal, oraclePx: decimal, markPx: decimal }),
  }),
});

/** Messages that say nothing of a market: they are known, and change nothing. */
const quietSchema = z.object({
  channel: z.enum(["subscriptionResponse", "pong"]),
});

const errorSchema = z.object({
  channel: z.literal("error"),
  data: z.string(),
});

/** A message of the WebSocket. */
export const frameSchema = z.discriminatedUnion("channel", [
  bookSchema,
  bboSchema,
  tradesSchema,
  contextSchema,
  quietSchema,
  errorSchema,
]);

/** The answer to `{"type":"meta"}`: an asset's place is its number, so delisted ones keep theirs. */
export const metaSchema = z.object({
  universe: z.array(z.object({
    name: coin,
    szDecimals: z.int().min(0).max(6),
    maxLeverage: z.int().min(1).max(1_000),
    isDelisted: z.boolean().optional(),
  })),
});

/** A message of the WebSocket, validated. */
export type HyperliquidFrame = z.infer<typeof frameSchema>;
/** The venue's list of perpetuals, validated. */
export type HyperliquidMeta = z.infer<typeof metaSchema>;
/** A price and what is there. */
export type HyperliquidLevel = z.infer<typeof levelSchema>;
