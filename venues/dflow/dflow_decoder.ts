import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { assertNever } from "../../domain/assert_never.ts";
import type {
  FrameReceipt,
  MarketNotice,
  VenueDecoder,
} from "../venue_decoder.ts";
import { type DecodedFrame, decodeFrame } from "./decode_frame.ts";
import {
  MarketBoard,
  type Receipt,
  STALE_AFTER_MS,
  STALE_CHECKS,
} from "./market_board.ts";
import { REST_CONNECTION } from "./recorder.ts";

/**
 * Decodes dflow's frames as recorded by our client, and keeps a board of markets as it does.
 *
 * - The same frames give the same events: it reads no clock, and the times of the frames tell when a market
 *   has been silent for too long.
 * - Frames of markets that were never listed decode, and change nothing.
 */
export class DflowDecoder implements VenueDecoder {
  readonly venue = "dflow";
  readonly #board = new MarketBoard((event) => this.#events.push(event));
  #events: MarketEvent[] = [];
  #checkedAtMs = 0;

  /** Returns what `frame`, as text or parsed JSON, says. */
  decode(frame: unknown, receipt: FrameReceipt): readonly MarketEvent[] {
    const { atMs, connection, source } = receipt;
    const text = typeof frame === "string" ? frame : JSON.stringify(frame);
    const decoding = decodeFrame(text, atMs);
    return this.#collect(atMs, (receivedAt) => {
      if (!decoding.ok) {
        const { message } = decoding;
        const rejection = { venue: "dflow", source, message } as const;
        this.#events.push({ kind: "frame_rejected", rejection });
      } else if (connection === REST_CONNECTION) {
        this.#applyAnswer(decoding.frame, receivedAt);
      } else this.#board.applyFrame(decoding.frame, receivedAt);
    });
  }

  /** Lists a market or changes its phase; what the board knows already is no event. */
  tell(notice: MarketNotice, atMs: number): readonly MarketEvent[] {
    return this.#collect(atMs, (receivedAt) => {
      switch (notice.kind) {
        case "market_listed": {
          const listing = { market: notice.market, resolution: null };
          this.#board.applyListing(listing, receivedAt);
          return;
        }
        case "market_phase_changed":
          this.#board.applyPhase(notice.marketId, notice, receivedAt);
          return;
        default:
          assertNever(notice);
      }
    });
  }

  /** Books stand until they are confirmed or withdrawn: every frame of a book is a whole one. */
  reconnect(_connection: string, atMs: number): readonly MarketEvent[] {
    return this.#collect(atMs, () => {});
  }

  #applyAnswer(frame: DecodedFrame, receivedAt: Receipt): void {
    if (frame.kind !== "book") return;
    const { marketId, book } = frame;
    const version = this.#board.bookOf(marketId)?.version ?? 0;
    this.#board.applySnapshot(marketId, { book, version }, receivedAt);
  }

  #collect(
    atMs: number,
    change: (receivedAt: Receipt) => void,
  ): readonly MarketEvent[] {
    // A tape has one scale of time, and its reader does not let it go back.
    const receivedAt = { atMs, monotonicMs: atMs };
    this.#events = [];
    if (atMs - this.#checkedAtMs >= STALE_AFTER_MS / STALE_CHECKS) {
      this.#checkedAtMs = atMs;
      this.#board.withdrawStale(receivedAt, STALE_AFTER_MS);
    }
    change(receivedAt);
    return this.#events;
  }
}
