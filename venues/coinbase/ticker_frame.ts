import { z } from "zod";
import { describeMismatch } from "../schema_issue.ts";

/** What a product is traded at, as Coinbase prints it. */
export interface SpotPrint {
  /** Such as `BTC-USD`. */
  readonly symbol: string;
  /** Dollars, as a plain decimal. */
  readonly price: string;
  /** Unix milliseconds by Coinbase's clock. */
  readonly occurredAtMs: number;
}

const tickerSchema = z.object({
  type: z.literal("ticker"),
  product_id: z.string().regex(/^[A-Z0-9]{1,12}-USD$/),
  price: z.string().regex(/^\d{1,12}(?:\.\d{1,12})?$/)
    .refine((text) => Number(text) > 0, "must be above 0"),
  time: z.iso.datetime({ offset: true }),
});

const otherSchema = z.object({
  type: z.enum(["subscriptions", "heartbeat"]),
});

/**
 * Returns what a message of Coinbase's socket prints; `null` where it prints nothing.
 *
 * @throws {RangeError} If it is of an unknown shape, or says that a request was refused.
 */
export function readTicker(message: unknown): SpotPrint | null {
  const value: unknown = typeof message === "string"
    ? parsed(message)
    : undefined;
  if (otherSchema.safeParse(value).success) return null;
  const ticker = tickerSchema.safeParse(value);
  if (!ticker.success) {
    throw new RangeError(
      describeMismatch("read a spot price", ticker.error, value),
    );
  }
  const { product_id: symbol, price, time } = ticker.data;
  return { symbol, price, occurredAtMs: Date.parse(time) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
