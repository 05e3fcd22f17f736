import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { assertNever } from "../../domain/assert_never.ts";
import { printMicros } from "../../domain/decimal.ts";
import { quantity } from "../../domain/money.ts";
import type {
  FrameReceipt,
  MarketNotice,
  VenueDecoder,
} from "../venue_decoder.ts";
import {
  type BookChange,
  bookChange,
  type TokenChange,
  type WholeTokenBook,
  wholeTokenBook,
} from "./book_change.ts";
import { microsOf } from "./decimal_text.ts";
import { type ParsedFrame, parseFrame } from "./frame.ts";
import { readListing } from "./listing.ts";
import { ANSWERED, MarketDirectory } from "./market_directory.ts";
import { meantChanges } from "./meant_changes.ts";
import { yesPriceOf } from "./outcome_token.ts";
import { type PlainFrame, readPlainFrame } from "./plain_frame.ts";
import type {
  MarketFrame,
  MarketFrameOf,
  TokenBook,
} from "./schema/market_frame.ts";

/** What a decoder has seen so far. */
export interface PolymarketCounts {
  /** Messages that decoded; an array of a frame is as many. */
  readonly decoded: number;
  readonly rejected: number;
  /** Books given up because their best prices were not those that the venue named. */
  readonly gaps: number;
  /** Books that came too late to count. */
  readonly overtaken: number;
  readonly crossings: number;
}

/** A message is as it should be, and one before it is missing: it says nothing against the venue's protocol. */
class LostMessageError extends RangeError {}
/** A change of a book that has no snapshot. */
class UnknownBookError extends LostMessageError {}

/**
 * Decodes what Polymarket sends on its market channel, its catalogue's rows, answers with books, and reference
 * prices; it keeps one live book per market, out of the frames of both tokens.
 *
 * - A message that does not decode is one `frame_rejected`; the others of its frame count. If it was about a
 *   book, that book is emptied until its next snapshot, as a change of it is missing.
 * - Markets are known from Gamma's rows. Frames of others decode and change nothing.
 * - Frames carry no sequence numbers, but every change names the best prices after it: a book that differs
 *   from them twice in a row is emptied as well.
 * - A change of one token must be the mirror image of that of the other in the same message.
 * - A market that is silent for 30 s has its prices withdrawn until its next snapshot, or change that fits.
 * - Changes and books that are written as usual skip parser and schema, to the same effect.
 * - The same frames give the same events: it reads no clock, the receipts tell the time.
 */
export class PolymarketDecoder implements VenueDecoder {
  readonly venue = "polymarket";
  /** The markets that are followed. */
  readonly directory = new MarketDirectory();
  #decoded = 0;
  #rejected = 0;
  #gaps = 0;
  #overtaken = 0;
  #crossings = 0;

  get counts(): PolymarketCounts {
    return {
      decoded: this.#decoded,
      rejected: this.#rejected,
      gaps: this.#gaps,
      overtaken: this.#overtaken,
      crossings: this.#crossings,
    };
  }

  /** Returns what `frame` says: as text, or as parsed JSON, which may be an array of messages. */
  decode(frame: unknown, receipt: FrameReceipt): readonly MarketEvent[] {
    const withdrawn = this.directory.withdrawStale(receipt.atMs);
    const events = this.#decode(frame, receipt);
    return withdrawn.length === 0 ? events : [...withdrawn, ...events];
  }

  /** Returns `notice` as it is, and forgets a market that is paid out. */
  tell(notice: MarketNotice): readonly MarketEvent[] {
    if (notice.kind === "market_phase_changed") this.directory.tell(notice);
    return [notice];
  }

  /** Starts a connection over, or ends it: the books that came from it wait for their snapshots. */
  reconnect(connection: string, atMs: number): readonly MarketEvent[] {
    return this.directory.distrust(connection, atMs);
  }

  #decode(frame: unknown, receipt: FrameReceipt): readonly MarketEvent[] {
    const plain = typeof frame === "string" ? readPlainFrame(frame) : null;
    if (plain !== null) return this.#attempt(plain, receipt, plain);
    let value: unknown;
    try {
      value = valueOf(frame);
    } catch (error) {
      return [this.#reject(error, receipt)];
    }
    if (!Array.isArray(value)) return this.#attempt(value, receipt);
    return value.flatMap((message) => this.#attempt(message, receipt));
  }

  #attempt(
    message: unknown,
    receipt: FrameReceipt,
    plain: PlainFrame | null = null,
  ): readonly MarketEvent[] {
    try {
      const events = plain === null
        ? this.#read(parseFrame(message), receipt)
        : this.#applyPlain(plain, receipt);
      this.#decoded++;
      return events;
    } catch (error) {
      const rejection = this.#reject(error, receipt);
      return error instanceof UnknownBookError
        ? [rejection]
        : [rejection, ...this.#distrustMeant(message, receipt)];
    }
  }

  #read(parsed: ParsedFrame, receipt: FrameReceipt): readonly MarketEvent[] {
    switch (parsed.kind) {
      case "listing": {
        const listing = readListing(parsed.row, receipt.atMs);
        return this.directory.list(listing, receipt.atMs);
      }
      case "book":
        return this.#replaceBy(parsed.book, receipt, ANSWERED);
      case "market":
        return this.#apply(parsed.frame, receipt);
      case "reference":
        return parsed.events;
      default:
        return assertNever(parsed);
    }
  }

  #applyPlain(
    frame: PlainFrame,
    receipt: FrameReceipt,
  ): readonly MarketEvent[] {
    return frame.event_type === "price_change"
      ? this.#change(frame, receipt)
      : this.#replace(frame, receipt, receipt.connection);
  }

  #apply(frame: MarketFrame, receipt: FrameReceipt): readonly MarketEvent[] {
    switch (frame.event_type) {
      case "price_change":
        return this.#change(
          bookChange(frame, (id) => this.#isFollowed(id)),
          receipt,
        );
      case "book":
        return this.#replaceBy(frame, receipt, receipt.connection);
      case "last_trade_price":
        return this.#print(frame, receipt);
      case "tick_size_change":
        return this.#regrid(frame, receipt);
      case "market_resolved":
        return this.#resolve(frame);
      case "best_bid_ask":
      case "new_market":
        return [];
      default:
        return assertNever(frame);
    }
  }

  #isFollowed(tokenId: string): boolean {
    return this.directory.token(tokenId) !== undefined;
  }

  #replaceBy(
    book: TokenBook,
    receipt: FrameReceipt,
    connection: string,
  ): readonly MarketEvent[] {
    return this.#isFollowed(book.asset_id)
      ? this.#replace(wholeTokenBook(book), receipt, connection)
      : [];
  }

  #replace(
    book: WholeTokenBook,
    { atMs }: FrameReceipt,
    connection: string,
  ): readonly MarketEvent[] {
    const token = this.directory.hear(book.tokenId, book.market, atMs);
    if (token === undefined) return [];
    const { market, outcome } = token;
    if (market.replace(outcome, book, connection)) {
      if (market.hasCrossed()) this.#crossings++;
      // An answer tells how the book stands now, whenever it last changed.
      const events = connection === ANSWERED
        ? market.bookEvents(atMs)
        : market.bookEvents();
      // Nobody told of a change while there was no connection.
      const { tickMicros } = book;
      if (tickMicros !== null && market.regrid(tickMicros, book.atMs)) {
        events.push({ kind: "market_listed", market: market.market });
      }
      return events;
    }
    this.#overtaken++;
    return [];
  }

  #change(change: BookChange, receipt: FrameReceipt): readonly MarketEvent[] {
    const meant = meantChanges(this.directory, change, receipt.atMs);
    const last = meant.changes.at(-1);
    if (meant.token === null || last === undefined) return [];
    const { market, outcome } = meant.token;
    const { ticker } = market.market;
    if (!market.isUsable) {
      throw new UnknownBookError(
        `Cannot change the book of ${ticker} as a snapshot must come first: current value is none`,
      );
    }
    market.change(outcome, meant.changes, change.atMs);
    market.connection = receipt.connection;
    if (market.hasCrossed()) this.#crossings++;
    if (market.agrees(outcome, last)) return market.bookEvents();
    this.#gaps++;
    throw new LostMessageError(
      `Cannot rely on the book of ${ticker} as the best prices of ${outcome} must be those of the venue, ${
        bestOf(last)
      }: current value is ${market.bestPrices(outcome)}`,
    );
  }

  #print(
    frame: MarketFrameOf<"last_trade_price">,
    { atMs }: FrameReceipt,
  ): readonly MarketEvent[] {
    const token = this.directory.hear(frame.asset_id, frame.market, atMs);
    if (token === undefined) return [];
    const { market, outcome } = token;
    const { timestamp, transaction_hash: hash, price, size, side } = frame;
    const takesYes = (outcome === "yes") === (side === "BUY");
    return [{
      kind: "trade_printed",
      trade: {
        marketId: market.market.id,
        tradeId: `${hash ?? timestamp}:${outcome}:${price}x${size}`,
        yesPrice: yesPriceOf(outcome, price),
        quantity: quantity(size),
        takerSide: takesYes ? "yes" : "no",
        occurredAtMs: Number(timestamp),
      },
    }];
  }

  #regrid(
    frame: MarketFrameOf<"tick_size_change">,
    { atMs }: FrameReceipt,
  ): readonly MarketEvent[] {
    const market = this.directory.hear(frame.asset_id, frame.market, atMs)
      ?.market;
    if (market === undefined) return [];
    const tickMicros = microsOf(frame.new_tick_size);
    return market.regrid(tickMicros, Number(frame.timestamp))
      ? [{ kind: "market_listed", market: market.market }]
      : [];
  }

  #resolve(
    { winning_asset_id: winner, timestamp }: MarketFrameOf<"market_resolved">,
  ): readonly MarketEvent[] {
    const token = this.directory.token(winner);
    if (token === undefined) return [];
    const notice = {
      kind: "market_phase_changed",
      marketId: token.market.market.id,
      phase: "final",
      resolution: { kind: token.outcome },
      occurredAtMs: Number(timestamp),
    } as const;
    this.directory.changePhase(token.market, notice);
    return [notice];
  }

  /** Gives up the books that a message was about which did not decode. */
  #distrustMeant(
    message: unknown,
    { connection, atMs }: FrameReceipt,
  ): readonly MarketEvent[] {
    if (typeof message !== "object" || message === null) return [];
    const type: unknown = Reflect.get(message, "event_type");
    if (type !== "price_change" && type !== "book") return [];
    const id: unknown = Reflect.get(message, "market");
    const market = typeof id === "string"
      ? this.directory.marketOfCondition(id)
      : undefined;
    // Nobody can tell which market it was about: it may have been any of those on the connection.
    return market === undefined
      ? this.directory.distrust(connection, atMs)
      : market.distrust(atMs);
  }

  #reject(error: unknown, { source }: FrameReceipt): MarketEvent {
    // SyntaxError: text that is no JSON, or no amount. TypeError: no id. RangeError: what we or the domain refuse.
    const isExpected = error instanceof SyntaxError ||
      error instanceof RangeError || error instanceof TypeError;
    if (!isExpected) throw error;
    this.#rejected++;
    const { message } = error;
    return {
      kind: "frame_rejected",
      rejection: {
        venue: "polymarket",
        source,
        message,
        ...(error instanceof LostMessageError ? { isUnanswered: true } : {}),
      },
    };
  }
}

const NOTHING: readonly unknown[] = [];

/** Returns a frame as JSON: one message, or an array of them. */
function valueOf(frame: unknown): unknown {
  if (typeof frame !== "string") return frame;
  const isKeepAlive = frame === "PING" || frame === "PONG";
  return isKeepAlive ? NOTHING : JSON.parse(frame);
}

function bestOf({ bestBid, bestAsk }: TokenChange): string {
  return `${printed(bestBid ?? 0)} and ${printed(bestAsk ?? 0)}`;
}

function printed(micros: number): string {
  return printMicros(BigInt(micros));
}
