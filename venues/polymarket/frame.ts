import type { z } from "zod";
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { readBook, readPriceChange } from "./hot_frame.ts";
import { describeMismatch, printValue } from "../schema_issue.ts";
import {
  isReferenceFrame,
  readReferencePrices,
  referenceFrameKind,
} from "./reference_price.ts";
import { type GammaMarket, gammaMarketSchema } from "./schema/gamma.ts";
import {
  bookSchema,
  isMarketFrameType,
  MARKET_FRAME_SCHEMAS,
  type MarketFrame,
  type TokenBook,
} from "./schema/market_frame.ts";

/** A message of Polymarket, validated, by where it comes from. */
export type ParsedFrame =
  /** A row of the catalogue. */
  | { readonly kind: "listing"; readonly row: GammaMarket }
  /** An answer to a question for a book. */
  | { readonly kind: "book"; readonly book: TokenBook }
  | { readonly kind: "market"; readonly frame: MarketFrame }
  | { readonly kind: "reference"; readonly events: readonly MarketEvent[] };

/**
 * Returns what a JSON value that Polymarket sent says.
 *
 * @throws {RangeError} If it is nothing that we know, or does not match its schema.
 */
export function parseFrame(value: unknown): ParsedFrame {
  const hot = readPriceChange(value) ?? readBook(value);
  if (hot !== null) return { kind: "market", frame: hot };
  if (typeof value !== "object" || value === null) throw unknown(value);
  const type: unknown = Reflect.get(value, "event_type");
  if (typeof type === "string") {
    if (!isMarketFrameType(type)) throw unknown(type);
    const schema: z.ZodType<MarketFrame> = MARKET_FRAME_SCHEMAS[type];
    const frame = checked(schema, value, `a Polymarket frame of type ${type}`);
    return { kind: "market", frame };
  }
  if (isReferenceFrame(value)) {
    return { kind: "reference", events: readReferencePrices(value) };
  }
  if (isGammaRow(value)) {
    const row = checked(gammaMarketSchema, value, "a Polymarket market");
    return { kind: "listing", row };
  }
  if (Object.hasOwn(value, "bids") && Object.hasOwn(value, "asks")) {
    const book = checked(bookSchema, value, "a Polymarket book");
    return { kind: "book", book };
  }
  throw unknown(value);
}

/** Returns what a message is called; `null` for a value that is none. */
export function polymarketFrameKind(value: unknown): string | null {
  if (Array.isArray(value)) return polymarketFrameKind(value[0]);
  if (typeof value !== "object" || value === null) return null;
  const type: unknown = Reflect.get(value, "event_type");
  if (typeof type === "string") return type;
  if (isReferenceFrame(value) && Object.hasOwn(value, "payload")) {
    return referenceFrameKind(value);
  }
  if (isGammaRow(value)) return "market";
  const isBook = Object.hasOwn(value, "asset_id") &&
    Object.hasOwn(value, "bids") && Object.hasOwn(value, "asks");
  return isBook ? "book answer" : null;
}

/** Whether an object is a market of the catalogue. */
export function isGammaRow(value: object): boolean {
  return Object.hasOwn(value, "conditionId") &&
    Object.hasOwn(value, "outcomes");
}

function checked<Value>(
  schema: z.ZodType<Value>,
  value: unknown,
  what: string,
): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new RangeError(
    describeMismatch(`decode ${what}`, result.error, value),
  );
}

function unknown(value: unknown): RangeError {
  return new RangeError(
    `Cannot decode a Polymarket frame as its type must be known: current value is ${
      printValue(value)
    }`,
  );
}
