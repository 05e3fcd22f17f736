import type { MarketEvent } from "../../actors/ports/market_data.ts";
import type { BookView } from "../../domain/book.ts";
import { assertNever } from "../../domain/assert_never.ts";
import { describeMismatch } from "../schema_issue.ts";
import type {
  FrameReceipt,
  MarketNotice,
  VenueDecoder,
} from "../venue_decoder.ts";
import { FollowedBooks } from "./followed_books.ts";
import { FRAME_SCHEMAS, isKalshiFrameType, type KalshiFrame } from "./frame.ts";
import type { HotFrame } from "./frame_layout.ts";
import { HotFrames } from "./hot_frames.ts";
import { hotFrameOf } from "./hot_object.ts";
import { LifecycleDecoder } from "./lifecycle.ts";
import { SequenceCheck } from "./sequence_check.ts";
import { readQuote, readTrade } from "./tick.ts";

/** What a decoder has seen so far. */
export interface KalshiCounts {
  /** Frames that decoded. */
  readonly decoded: number;
  /** Frames that did not, those after a gap and before the next snapshot included. */
  readonly rejected: number;
  /** Places where sequence numbers are missing. */
  readonly gaps: number;
  /** Rejected frames whose sequence number had been seen. */
  readonly repeated: number;
  readonly underflows: number;
  readonly crossings: number;
  /** Trades agreed on outside the book, which are decoded and say nothing of it. */
  readonly blockTrades: number;
}

/** A frame that is as it should be, and comes at a time at which it says nothing. */
class OutOfOrderError extends RangeError {}

/** A change of a book that has no snapshot. */
class UnknownBookError extends OutOfOrderError {}

/** Stands for the subscription of frames that name none. */
const NO_SID = 0;
const ID_PREFIX = "kalshi:";

/**
 * Decodes Kalshi's WebSocket frames and keeps one live book per market.
 *
 * - A frame that does not decode is one `frame_rejected` and changes nothing; its sequence number is missing
 *   then, so the next frame of its subscription shows the gap.
 * - Sequence numbers are checked per connection and subscription. After a gap every book of the subscription
 *   is emptied, so that nobody trades on it, and stays so until its next snapshot.
 * - A block trade was agreed on outside the book: it is counted and makes no event.
 * - The book of a market that is final or void is forgotten.
 * - Frequent frames that are written like others before them skip parser and schema, to the same effect.
 * - The same frames give the same events: it reads no clock.
 */
export class KalshiDecoder implements VenueDecoder {
  readonly venue = "kalshi";
  readonly #sequences = new Map<string, SequenceCheck>();
  /** The connection that said something last, and its check: to compare is faster than to hash. */
  #newestConnection: string | null = null;
  #newestCheck: SequenceCheck | undefined;
  readonly #books = new FollowedBooks();
  readonly #lifecycle = new LifecycleDecoder();
  readonly #hot = new HotFrames();
  #decoded = 0;
  #rejected = 0;
  #gaps = 0;
  #repeated = 0;
  #blockTrades = 0;

  get counts(): KalshiCounts {
    return {
      decoded: this.#decoded,
      rejected: this.#rejected,
      gaps: this.#gaps,
      repeated: this.#repeated,
      underflows: this.#books.underflows,
      crossings: this.#books.crossings,
      blockTrades: this.#blockTrades,
    };
  }

  /** Starts a connection over, or ends it: its sequences begin anew and its books wait for their snapshots. */
  reconnect(connection: string, atMs: number): readonly MarketEvent[] {
    this.#sequences.delete(connection);
    this.#newestConnection = null;
    return this.#books.distrust(connection, atMs);
  }

  /** Empties a book that was found to differ from the venue's, until its next snapshot. */
  distrust(ticker: string, atMs: number): readonly MarketEvent[] {
    const event = this.#books.distrustOne(ticker, atMs);
    return event === null ? [] : [event];
  }

  /** Returns the book of a market; `null` where there is none that can be relied on. */
  usableBook(ticker: string): BookView | null {
    return this.#books.usable(ticker);
  }

  /** Returns `notice` as it is. */
  tell(notice: MarketNotice): readonly MarketEvent[] {
    this.#forgetSettled(notice);
    return [notice];
  }

  /** Returns what `frame`, as text or parsed JSON, says: no event, one, or after a gap one per book as well. */
  decode(frame: unknown, receipt: FrameReceipt): readonly MarketEvent[] {
    const hot = typeof frame === "string"
      ? this.#hot.read(frame)
      : hotFrameOf(frame);
    const event = hot === null ? null : this.#decodeHot(hot, receipt);
    return event === null ? this.#decodeAny(frame, receipt) : [event];
  }

  /** Decodes a frequent frame that is in order; `null`, and nothing changed, for one that has to be looked at. */
  #decodeHot(frame: HotFrame, receipt: FrameReceipt): MarketEvent | null {
    const { sid = NO_SID, seq } = frame;
    const { connection, atMs } = receipt;
    const check = this.#checkOf(connection);
    if (seq !== undefined && check?.isNext(sid, seq) !== true) return null;
    const event: MarketEvent | null = frame.type === "ticker"
      ? { kind: "quote_changed", quote: readQuote(frame, atMs) }
      : this.#books.applyDelta(frame, atMs);
    if (event === null) return null;
    if (seq !== undefined) check?.accept(sid, seq);
    this.#decoded++;
    return event;
  }

  #decodeAny(
    frame: unknown,
    receipt: FrameReceipt,
  ): readonly MarketEvent[] {
    const events: MarketEvent[] = [];
    let accepted: { check: SequenceCheck; sid: number } | null = null;
    try {
      const parsed = this.#parse(frame);
      accepted = this.#checkSequence(parsed, receipt, events);
      const event = this.#read(parsed, receipt);
      this.#decoded++;
      if (event !== null) events.push(event);
    } catch (error) {
      // SyntaxError: text that is no JSON, or no amount. RangeError: what this folder or the domain refuses.
      const isRefusal = error instanceof SyntaxError ||
        error instanceof RangeError;
      if (!isRefusal) throw error;
      // What the frame changed is lost: to the books it is as if it had never come.
      if (!(error instanceof UnknownBookError)) {
        accepted?.check.revoke(accepted.sid);
      }
      this.#rejected++;
      const isOutOfOrder = error instanceof OutOfOrderError;
      events.push(rejection(error.message, receipt, isOutOfOrder));
    }
    return events;
  }

  /** @throws {SyntaxError | RangeError} If it is no frame that we know. */
  #parse(frame: unknown): KalshiFrame {
    if (typeof frame !== "string") return parseFrame(frame);
    const value: unknown = JSON.parse(frame);
    const parsed = parseFrame(value);
    this.#hot.learn(parsed.type, Object(value));
    return parsed;
  }

  #read(frame: KalshiFrame, receipt: FrameReceipt): MarketEvent | null {
    const { atMs, connection } = receipt;
    switch (frame.type) {
      case "orderbook_delta": {
        const event = this.#books.applyDelta(frame, atMs);
        if (event !== null) return event;
        throw new UnknownBookError(
          `Cannot change the book of ${frame.msg.market_ticker} as a snapshot must come first: current value is sequence number ${frame.seq}`,
        );
      }
      case "ticker":
        return { kind: "quote_changed", quote: readQuote(frame, atMs) };
      case "orderbook_snapshot": {
        const feed = { connection, sid: frame.sid ?? NO_SID };
        return this.#books.applySnapshot(frame, feed, atMs);
      }
      case "trade":
        if (frame.msg.is_block_trade === true) {
          this.#blockTrades++;
          return null;
        }
        return { kind: "trade_printed", trade: readTrade(frame, atMs) };
      case "market_lifecycle_v2": {
        const event = this.#lifecycle.decode(frame.msg, atMs);
        if (event !== null) this.#forgetSettled(event);
        return event;
      }
      case "error":
        throw new RangeError(
          `Cannot follow a subscription as Kalshi must accept it: current value is error ${frame.msg.code}, ${frame.msg.msg}`,
        );
      case "subscribed":
      case "unsubscribed":
      case "ok":
        return null;
      default:
        return assertNever(frame);
    }
  }

  #forgetSettled(notice: MarketNotice): void {
    if (notice.kind !== "market_phase_changed") return;
    if (notice.phase !== "final" && notice.phase !== "void") return;
    const ticker = notice.marketId.slice(ID_PREFIX.length);
    this.#books.forget(ticker);
    this.#lifecycle.forget(ticker);
  }

  #checkOf(connection: string): SequenceCheck | undefined {
    if (connection !== this.#newestConnection) {
      this.#newestConnection = connection;
      this.#newestCheck = this.#sequences.get(connection);
    }
    return this.#newestCheck;
  }

  /** Adds what a gap leaves behind to `events`. @throws {RangeError} If the number was seen. */
  #checkSequence(
    frame: KalshiFrame,
    receipt: FrameReceipt,
    events: MarketEvent[],
  ): { check: SequenceCheck; sid: number } | null {
    if (!("seq" in frame) || frame.seq === undefined) return null;
    const { connection, atMs } = receipt;
    let check = this.#checkOf(connection);
    if (check === undefined) {
      check = new SequenceCheck();
      this.#sequences.set(connection, check);
      this.#newestCheck = check;
    }
    const sid = frame.sid ?? NO_SID;
    const verdict = check.accept(sid, frame.seq);
    switch (verdict.kind) {
      case "next":
        return { check, sid };
      case "repeated":
        this.#repeated++;
        throw new OutOfOrderError(
          `Cannot apply a frame of subscription ${sid} as its sequence number must be new: current value is ${frame.seq}`,
        );
      case "gap":
        this.#gaps++;
        events.push(
          rejection(
            `Cannot rely on the books of subscription ${sid} as sequence number ${verdict.expected} must come next: current value is ${frame.seq}`,
            receipt,
            true,
          ),
          ...this.#books.distrust(connection, atMs, sid),
        );
        return { check, sid };
      default:
        return assertNever(verdict);
    }
  }
}

/** @throws {RangeError} If it is no frame that we know. */
function parseFrame(value: unknown): KalshiFrame {
  const type: unknown = typeof value === "object" && value !== null
    ? Reflect.get(value, "type")
    : undefined;
  if (typeof type !== "string" || !isKalshiFrameType(type)) {
    throw new RangeError(
      `Cannot decode a Kalshi frame as its type must be known: current value is ${
        JSON.stringify(type ?? value)?.slice(0, 80)
      }`,
    );
  }
  const result = FRAME_SCHEMAS[type].safeParse(value);
  if (result.success) return result.data;
  throw new RangeError(
    describeMismatch(
      `decode a Kalshi frame of type ${type}`,
      result.error,
      value,
    ),
  );
}

/** @param isOutOfOrder Whether the frame has a shape that is known: what is missing is another one. */
function rejection(
  message: string,
  { source }: FrameReceipt,
  isOutOfOrder: boolean,
): MarketEvent {
  return {
    kind: "frame_rejected",
    rejection: {
      venue: "kalshi",
      source,
      message,
      ...(isOutOfOrder ? { isUnanswered: true } : {}),
    },
  };
}
