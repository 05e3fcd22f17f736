import type { MarketId } from "../../domain/ids.ts";
import { marketId } from "../../domain/ids.ts";
import type { Quantity } from "../../domain/money.ts";
import { MICROS, quantityFromMicros } from "../../domain/money.ts";
import {
  noPrice,
  toNoPrice,
  yesPrice,
  yesPriceFromMicros,
} from "../../domain/price.ts";
import type { YesPrice } from "../../domain/price.ts";
import type { Quote, TradeTick } from "../../domain/quote.ts";
import { assertNever } from "../../domain/assert_never.ts";
import { describeMismatch, printValue } from "../schema_issue.ts";
import { type HotFrame, readHotFrame } from "./hot_frame.ts";
import type {
  DflowOrderbook,
  OrderbookFrame,
  PricesFrame,
  TradesFrame,
} from "./schema.ts";
import { frameSchema } from "./schema.ts";
import { type BidMicros, DOLLAR, WholeBook } from "./whole_book.ts";

/** A frame in our own terms. */
export type DecodedFrame =
  | { readonly kind: "quote"; readonly quote: Quote }
  | { readonly kind: "trade"; readonly trade: TradeTick }
  | {
    readonly kind: "book";
    readonly marketId: MarketId;
    readonly book: WholeBook;
  };

/** A decoded frame, or in one sentence why there is none. */
export type FrameDecoding =
  | { readonly ok: true; readonly frame: DecodedFrame }
  | { readonly ok: false; readonly message: string };

const FRAME_CHARACTERS_MAX = 1_000_000;
/** Clocks differ; a trade later than this is wrong, and would make every true one after it look late. */
const FUTURE_MS_MAX = 60_000;

/**
 * Decodes one WebSocket message as received at `receivedAtMs` (Unix milliseconds). Never throws.
 *
 * - Price frames and books carry no time of their own and are dated with the receipt.
 * - Those that are written as usual skip parser and schema, to the same effect.
 */
export function decodeFrame(
  message: unknown,
  receivedAtMs: number,
): FrameDecoding {
  const hot = typeof message === "string" ? readHotFrame(message) : null;
  const frame = hot === null ? null : hotDecoded(hot, receivedAtMs);
  return frame === null
    ? decodeBySchema(message, receivedAtMs)
    : { ok: true, frame };
}

/** Decodes a message as `decodeFrame` does, whatever it looks like. */
export function decodeBySchema(
  message: unknown,
  receivedAtMs: number,
): FrameDecoding {
  const json = parseJson(message);
  if (!json.ok) return json;
  const parsed = frameSchema.safeParse(json.value);
  if (!parsed.success) {
    return rejected(
      describeMismatch("decode a dflow frame", parsed.error, json.value),
    );
  }
  const frame = parsed.data;
  switch (frame.channel) {
    case "prices":
      return decodePrices(frame, receivedAtMs);
    case "trades":
      return decodeTrade(frame, receivedAtMs);
    case "orderbook":
      return decodeOrderbook(frame);
    default:
      return assertNever(frame);
  }
}

/**
 * Returns a book's levels in order, without empty ones.
 *
 * @throws {RangeError} If a level is at 0 or 1 dollar, where nothing can be bid.
 */
export function decodeLevels(book: DflowOrderbook): WholeBook {
  return new WholeBook(
    ordered(book.yes_bids, yesPrice),
    ordered(book.no_bids, noPrice),
  );
}

/** Returns what a frame says that was read the short way; `null` where the schema's way has to say what is wrong. */
function hotDecoded(
  frame: HotFrame,
  receivedAtMs: number,
): DecodedFrame | null {
  const { marketId } = frame;
  if (frame.channel === "orderbook") {
    return { kind: "book", marketId, book: frame.book };
  }
  const { yesBid, yesAsk, noBid, noAsk } = frame;
  const isMirror = isDollar(yesBid, noAsk) && isDollar(yesAsk, noBid);
  const bid = yesBid === 0 ? null : yesBid;
  const ask = yesAsk === DOLLAR ? null : yesAsk;
  const isCrossed = bid !== null && ask !== null && bid > ask;
  if (!isMirror || isCrossed) return null;
  return {
    kind: "quote",
    quote: {
      marketId,
      yesBid: bid === null ? null : yesPriceFromMicros(BigInt(bid)),
      yesAsk: ask === null ? null : yesPriceFromMicros(BigInt(ask)),
      occurredAtMs: receivedAtMs,
    },
  };
}

function isDollar(yes: number | null, no: number | null): boolean {
  return yes === null || no === null || yes + no === DOLLAR;
}

function parseJson(
  message: unknown,
):
  | { readonly ok: true; readonly value: unknown }
  | FrameDecoding & {
    readonly ok: false;
  } {
  if (typeof message !== "string") {
    return rejected(
      `Cannot decode a dflow frame as it must be text: current value is a ${typeof message}`,
    );
  }
  if (message.length > FRAME_CHARACTERS_MAX) {
    return rejected(
      `Cannot decode a dflow frame as it must have at most ${FRAME_CHARACTERS_MAX} characters: current value is ${message.length}`,
    );
  }
  try {
    return { ok: true, value: JSON.parse(message) };
  } catch {
    return rejected(
      `Cannot decode a dflow frame as it must be JSON: current value is ${
        printValue(message)
      }`,
    );
  }
}

function decodePrices(
  frame: PricesFrame,
  receivedAtMs: number,
): FrameDecoding {
  const yesBid = bidPrice(frame.yes_bid);
  const yesAsk = askPrice(frame.yes_ask);
  if (yesBid !== null && yesAsk !== null && yesBid > yesAsk) {
    return rejected(
      `Cannot decode a dflow frame as yes_bid must not be above yes_ask: current value is ${
        printValue([frame.yes_bid, frame.yes_ask])
      }`,
    );
  }
  if (
    !isMirrored(frame.yes_bid, frame.no_ask) ||
    !isMirrored(frame.yes_ask, frame.no_bid)
  ) {
    return rejected(
      `Cannot decode a dflow frame as the NO prices must be 1 minus the YES prices: current value is ${
        printValue([frame.yes_bid, frame.yes_ask, frame.no_bid, frame.no_ask])
      }`,
    );
  }
  return {
    ok: true,
    frame: {
      kind: "quote",
      quote: {
        marketId: marketId("dflow", frame.market_ticker),
        yesBid,
        yesAsk,
        occurredAtMs: receivedAtMs,
      },
    },
  };
}

function decodeTrade(frame: TradesFrame, receivedAtMs: number): FrameDecoding {
  const price = yesPrice(frame.yes_price_dollars);
  if (!isMirrored(frame.yes_price_dollars, frame.no_price_dollars)) {
    return rejected(
      `Cannot decode a dflow frame as no_price_dollars must be 1 minus yes_price_dollars: current value is ${
        printValue([frame.yes_price_dollars, frame.no_price_dollars])
      }`,
    );
  }
  if (frame.created_time > receivedAtMs + FUTURE_MS_MAX) {
    return rejected(
      `Cannot decode a dflow frame as created_time must not be in the future: current value is ${frame.created_time}`,
    );
  }
  return {
    ok: true,
    frame: {
      kind: "trade",
      trade: {
        marketId: marketId("dflow", frame.market_ticker),
        tradeId: frame.trade_id,
        yesPrice: price,
        quantity: contractsOf(frame.count),
        takerSide: frame.taker_side,
        occurredAtMs: frame.created_time,
      },
    },
  };
}

function decodeOrderbook(frame: OrderbookFrame): FrameDecoding {
  try {
    return {
      ok: true,
      frame: {
        kind: "book",
        marketId: marketId("dflow", frame.market_ticker),
        book: decodeLevels(frame),
      },
    };
  } catch (error) {
    return rejected(error instanceof Error ? error.message : String(error));
  }
}

/** A bid at 0 is how some relays write "nobody bids". */
function bidPrice(text: string | null): YesPrice | null {
  const price = text === null ? null : yesPrice(text);
  return price === 0n ? null : price;
}

/** An ask at 1 dollar is how some relays write "nobody offers". */
function askPrice(text: string | null): YesPrice | null {
  const price = text === null ? null : yesPrice(text);
  return price === MICROS ? null : price;
}

/** Whether two prices of opposite sides add up to one dollar; where one is missing there is nothing to compare. */
function isMirrored(yes: string | null, no: string | null): boolean {
  return yes === null || no === null ||
    toNoPrice(yesPrice(yes)) === noPrice(no);
}

function contractsOf(contracts: number): Quantity {
  return quantityFromMicros(BigInt(Math.round(contracts * Number(MICROS))));
}

function ordered(
  levels: Readonly<Record<string, number>>,
  priceOf: (text: string) => bigint,
): BidMicros {
  const bids = Object.entries(levels).map(([text, contracts]) => ({
    price: Number(priceOf(text)),
    size: Number(contractsOf(contracts)),
  }));
  for (const { price } of bids) {
    if (price === 0 || price === DOLLAR) {
      throw new RangeError(
        `Cannot decode a dflow book as a bid must be between 0 and 1 dollar, both excluded: current value is ${price} micro-dollars`,
      );
    }
  }
  const held = bids.filter(({ size }) => size > 0)
    .sort((left, right) => right.price - left.price);
  return {
    prices: held.map(({ price }) => price),
    sizes: held.map(({ size }) => size),
  };
}

function rejected(message: string): FrameDecoding & { readonly ok: false } {
  return { ok: false, message };
}
