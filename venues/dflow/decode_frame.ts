import type { MarketId } from "../../domain/ids.ts";
import { marketId } from "../../domain/ids.ts";
import type { NoLevel, YesLevel } from "../../domain/book.ts";
import type { Quantity } from "../../domain/money.ts";
import { MICROS, quantityFromMicros } from "../../domain/money.ts";
import {
  noPrice,
  toNoPrice,
  toYesPrice,
  yesPrice,
} from "../../domain/price.ts";
import type { YesPrice } from "../../domain/price.ts";
import type { Quote, TradeTick } from "../../domain/quote.ts";
import { assertNever } from "../../domain/assert_never.ts";
import { describeMismatch, printValue } from "../schema_issue.ts";
import { readOrderbookFrame } from "./hot_book.ts";
import type {
  DflowOrderbook,
  OrderbookFrame,
  PricesFrame,
  TradesFrame,
} from "./schema.ts";
import { frameSchema } from "./schema.ts";

/** Both sides of a whole book, best (highest) bid first, and the totals of everything that was sent. */
export interface WholeBook {
  readonly yesBids: readonly YesLevel[];
  readonly noBids: readonly NoLevel[];
  /** Sum over every level of the frame, crossed ones too: what the imbalance rule is defined on. */
  readonly yesBidDepth: Quantity;
  readonly noBidDepth: Quantity;
}

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
 * Price frames and books carry no time of their own and are dated with the receipt.
 */
export function decodeFrame(
  message: unknown,
  receivedAtMs: number,
): FrameDecoding {
  const json = parseJson(message);
  if (!json.ok) return json;
  const book = readOrderbookFrame(json.value);
  if (book !== null) return decodeOrderbook(book);
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
 * YES bids at or above the ask that the best NO bid implies cannot rest in a matched book: the venue's
 * relay leaves them behind, so they are not offered for trading, but they count in the totals.
 *
 * @throws {RangeError} If a level is at 0 or 1 dollar, where nothing can be bid.
 */
export function decodeLevels(book: DflowOrderbook): WholeBook {
  const yesBids = Object.entries(book.yes_bids).map(([price, contracts]) => ({
    price: yesPrice(price),
    quantity: contractsOf(contracts),
  }));
  const noBids = Object.entries(book.no_bids).map(([price, contracts]) => ({
    price: noPrice(price),
    quantity: contractsOf(contracts),
  }));
  const yesOrdered = ordered(yesBids);
  const noOrdered = ordered(noBids);
  const bestNo = noOrdered[0];
  const ask = bestNo === undefined ? null : toYesPrice(bestNo.price);
  return {
    yesBids: ask === null
      ? yesOrdered
      : yesOrdered.filter((level) => level.price < ask),
    noBids: noOrdered,
    yesBidDepth: total(yesOrdered),
    noBidDepth: total(noOrdered),
  };
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

function ordered<Level extends YesLevel | NoLevel>(
  levels: readonly Level[],
): readonly Level[] {
  for (const level of levels) {
    if (level.price === 0n || level.price === MICROS) {
      throw new RangeError(
        `Cannot decode a dflow book as a bid must be between 0 and 1 dollar, both excluded: current value is ${level.price} micro-dollars`,
      );
    }
  }
  return levels.filter((level) => level.quantity > 0n)
    .sort((left, right) =>
      left.price === right.price ? 0 : left.price < right.price ? 1 : -1
    );
}

function total(levels: readonly (YesLevel | NoLevel)[]): Quantity {
  return quantityFromMicros(
    levels.reduce((sum, level) => sum + level.quantity, 0n),
  );
}

function rejected(message: string): FrameDecoding & { readonly ok: false } {
  return { ok: false, message };
}
