import type { MarketEvent } from "../../actors/ports/market_data.ts";
import {
  polyboltAnswerSchema,
  polyboltHistorySchema,
  polyboltPrintSchema,
  type ReferencePrint,
  rtdsHistorySchema,
  rtdsPrintSchema,
} from "./schema/reference_price.ts";
import { describeMismatch } from "../schema_issue.ts";
import type { z } from "zod";

/** Digits behind the point of the older socket's whole numbers. */
const RTDS_DECIMALS = 18;
/** Decimals that a tape keeps of a price. */
const DECIMALS_MAX = 12;

/** What a reference price is of: what the rounds settle on, or the spot price behind it. */
export type ReferenceKind = "spot" | "twap60";

/** Whether an object is a message of one of the two sockets that print reference prices. */
export function isReferenceFrame(value: object): boolean {
  return Object.hasOwn(value, "topic") || Object.hasOwn(value, "channel") ||
    Object.hasOwn(value, "op");
}

/** Returns what a message of a reference socket is called. */
export function referenceFrameKind(value: object): string {
  const name: unknown = Reflect.get(value, "topic") ??
    Reflect.get(value, "channel") ?? Reflect.get(value, "op");
  return String(name);
}

/**
 * Returns the prices that a message of RTDS or PolyBolt prints, oldest first; none for an answer to a request.
 *
 * Symbols become `BTC-USD` for the spot price and `BTC-USD-TWAP60` for the 60 s average that the rounds settle
 * on: they never stand for each other.
 *
 * @throws {RangeError} If it does not match its schema, or is the answer that a request was refused.
 */
export function readReferencePrices(value: object): readonly MarketEvent[] {
  const isSnapshot = Reflect.get(value, "snapshot") === true;
  if (Object.hasOwn(value, "channel") && Object.hasOwn(value, "payload")) {
    if (isSnapshot) {
      const { channel, payload } = checked(polyboltHistorySchema, value);
      return payload.data.map((print) =>
        printedOf(payload.symbol, {
          kind: kindOfChannel(channel),
          price: plainDecimal(print),
          print,
        })
      );
    }
    const { channel, payload } = checked(polyboltPrintSchema, value);
    return [printedOf(payload.symbol, {
      kind: kindOfChannel(channel),
      price: plainDecimal(payload),
      print: payload,
    })];
  }
  if (Object.hasOwn(value, "op")) return readAnswer(value);
  if (Reflect.get(value, "topic") === "crypto_prices") {
    const { payload } = checked(rtdsHistorySchema, value);
    return payload.data.map((print) =>
      printedOf(payload.symbol, {
        kind: "spot",
        price: scaledDecimal(print),
        print,
      })
    );
  }
  const { topic, payload } = checked(rtdsPrintSchema, value);
  const kind = topic === "crypto_prices_chainlink" ? "spot" : "twap60";
  return [printedOf(payload.symbol, {
    kind,
    price: scaledDecimal(payload),
    print: payload,
  })];
}

/** Returns what our events call a price: `btc/usd` and `btcusd` are both `BTC-USD`. */
export function referenceSymbol(symbol: string, kind: ReferenceKind): string {
  const letters = symbol.replace("/", "").toUpperCase();
  const asset = letters.replace(/USD$/, "");
  if (asset === letters || asset === "") {
    throw new RangeError(
      `Cannot name a reference price as its symbol must be one in dollars: current value is ${symbol}`,
    );
  }
  return kind === "spot" ? `${asset}-USD` : `${asset}-USD-TWAP60`;
}

function readAnswer(value: object): readonly MarketEvent[] {
  const answer = checked(polyboltAnswerSchema, value);
  if (answer.op !== "error") return [];
  throw new RangeError(
    `Cannot follow reference prices as PolyBolt must accept the request: current value is ${
      answer.code ?? answer.message ?? "an error without a code"
    }`,
  );
}

function printedOf(
  symbol: string,
  { kind, price, print }: {
    readonly kind: ReferenceKind;
    readonly price: string;
    readonly print: ReferencePrint;
  },
): MarketEvent {
  return {
    kind: "spot_printed",
    symbol: referenceSymbol(symbol, kind),
    price,
    occurredAtMs: print.timestamp,
  };
}

function kindOfChannel(channel: string): ReferenceKind {
  return channel === "price.crypto" ? "spot" : "twap60";
}

/** PolyBolt prints all digits as a plain decimal. */
function plainDecimal(
  { full_accuracy_value: digits, value }: ReferencePrint,
): string {
  return cut(digits ?? String(value));
}

/** The older socket prints all digits as a whole number × 10¹⁸. */
function scaledDecimal(
  { full_accuracy_value: digits, value }: ReferencePrint,
): string {
  if (digits === undefined) return cut(String(value));
  if (digits.includes(".")) {
    throw new RangeError(
      `Cannot read a reference price as it must be a whole number of 10^-18 dollars: current value is ${digits}`,
    );
  }
  const padded = digits.padStart(RTDS_DECIMALS + 1, "0");
  const point = padded.length - RTDS_DECIMALS;
  return cut(`${padded.slice(0, point)}.${padded.slice(point)}`);
}

function cut(decimal: string): string {
  const [whole = "0", fraction = ""] = decimal.split(".");
  const kept = fraction.slice(0, DECIMALS_MAX).replace(/0+$/, "");
  return kept === "" ? whole : `${whole}.${kept}`;
}

function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: object,
): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new RangeError(
    describeMismatch("decode a reference price", result.error, value),
  );
}
