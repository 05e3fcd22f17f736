import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { assertNever } from "../../domain/assert_never.ts";
import { describeMismatch } from "../schema_issue.ts";
import type {
  FrameReceipt,
  MarketNotice,
  VenueDecoder,
} from "../venue_decoder.ts";
import { FollowedBooks } from "./followed_books.ts";
import { FRAME_SCHEMAS, isKalshiFrameType, type KalshiFrame } from "./frame.ts";
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
}

/** A change of a book that has no snapshot: the change itself is as it should be. */
class UnknownBookError extends RangeError {}

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
 * - The book of a market that is final or void is forgotten.
 * - The same frames give the same events: it reads no clock.
 */
export class KalshiDecoder implements VenueDecoder {
  readonly venue = "kalshi";
  readonly #sequences = new Map<string, SequenceCheck>();
  readonly #books = new FollowedBooks();
  readonly #lifecycle = new LifecycleDecoder();
  #decoded = 0;
  #rejected = 0;
  #gaps = 0;
  #repeated = 0;

  get counts(): KalshiCounts {
    return {
      decoded: this.#decoded,
      rejected: this.#rejected,
      gaps: this.#gaps,
      repeated: this.#repeated,
      underflows: this.#books.underflows,
      crossings: this.#books.crossings,
    };
  }

  /** Starts a connection over, or ends it: its sequences begin anew and its books wait for their snapshots. */
  reconnect(connection: string, atMs: number): readonly MarketEvent[] {
    this.#sequences.delete(connection);
    return this.#books.distrust(connection, atMs);
  }

  /** Returns `notice` as it is. */
  tell(notice: MarketNotice): readonly MarketEvent[] {
    this.#forgetSettled(notice);
    return [notice];
  }

  /** Returns what `frame`, as text or parsed JSON, says: no event, one, or after a gap one per book as well. */
  decode(frame: unknown, receipt: FrameReceipt): readonly MarketEvent[] {
    const events: MarketEvent[] = [];
    let accepted: { check: SequenceCheck; sid: number } | null = null;
    try {
      const parsed = parseFrame(frame);
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
      events.push(rejection(error.message, receipt));
    }
    return events;
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

  /** Adds what a gap leaves behind to `events`. @throws {RangeError} If the number was seen. */
  #checkSequence(
    frame: KalshiFrame,
    receipt: FrameReceipt,
    events: MarketEvent[],
  ): { check: SequenceCheck; sid: number } | null {
    if (!("seq" in frame) || frame.seq === undefined) return null;
    const { connection, atMs } = receipt;
    let check = this.#sequences.get(connection);
    if (check === undefined) {
      check = new SequenceCheck();
      this.#sequences.set(connection, check);
    }
    const sid = frame.sid ?? NO_SID;
    const verdict = check.accept(sid, frame.seq);
    switch (verdict.kind) {
      case "next":
        return { check, sid };
      case "repeated":
        this.#repeated++;
        throw new RangeError(
          `Cannot apply a frame of subscription ${sid} as its sequence number must be new: current value is ${frame.seq}`,
        );
      case "gap":
        this.#gaps++;
        events.push(
          rejection(
            `Cannot rely on the books of subscription ${sid} as sequence number ${verdict.expected} must come next: current value is ${frame.seq}`,
            receipt,
          ),
          ...this.#books.distrust(connection, atMs, sid),
        );
        return { check, sid };
      default:
        return assertNever(verdict);
    }
  }
}

/** @throws {SyntaxError} If the text is no JSON. @throws {RangeError} If it is no frame that we know. */
function parseFrame(frame: unknown): KalshiFrame {
  const value: unknown = typeof frame === "string" ? JSON.parse(frame) : frame;
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

function rejection(message: string, { source }: FrameReceipt): MarketEvent {
  return {
    kind: "frame_rejected",
    rejection: { venue: "kalshi", source, message },
  };
}
