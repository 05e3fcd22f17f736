import type { MarketEvent } from "../../actors/ports/market_data.ts";
import type { TapeRecord } from "../tape/tape_record.ts";

/** What frames are booked under on a tape, by where they came from. */
export const CONNECTIONS = {
  /** The socket of books. */
  market: "market socket",
  /** The socket of reference prices. */
  prices: "price socket",
  /** Rows of the catalogue. */
  gamma: "gamma",
  /** Books of REST. */
  clob: "clob",
} as const;

const REASON_CHARACTERS_MAX = 1_000;

/** Puts what the client receives into the form in which a tape has it. */
export class PolymarketRecorder {
  readonly #write: (record: TapeRecord) => void;

  constructor(write: (record: TapeRecord) => void) {
    this.#write = write;
  }

  /** Records a message of a socket, or a row or book of REST. */
  recordFrame(frame: unknown, connection: string, atMs: number): void {
    this.#write({
      t: atMs,
      kind: "frame",
      venue: "polymarket",
      connection,
      frame,
    });
  }

  /** Records that the socket of books opened or ended. */
  recordConnection(
    { status, reason }: Extract<MarketEvent, { kind: "connection_changed" }>,
    atMs: number,
  ): void {
    this.#write({
      t: atMs,
      kind: "connection",
      venue: "polymarket",
      connection: CONNECTIONS.market,
      status,
      reason: reason.slice(0, REASON_CHARACTERS_MAX),
    });
  }
}
