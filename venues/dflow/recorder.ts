import type { MarketEvent } from "../../actors/ports/market_data.ts";
import type { TapeRecord } from "../tape/tape_record.ts";
import type { DflowOrderbook, OrderbookFrame } from "./schema.ts";

/** The socket's name on a tape. */
const SOCKET_CONNECTION = "socket";
/** What answers of the REST API are booked under on a tape. */
export const REST_CONNECTION = "rest";

const REASON_CHARACTERS_MAX = 1_000;

/**
 * Puts what the client receives into the form in which a tape has it.
 *
 * Frames are kept as text, also those that do not decode. What REST says of markets is kept as what it
 * changed, and a book that it sent as the frame that the socket would have sent.
 */
export class DflowRecorder {
  readonly #write: (record: TapeRecord) => void;

  constructor(write: (record: TapeRecord) => void) {
    this.#write = write;
  }

  /** Records a message of the socket. The protocol has text only: of anything else just its place is kept. */
  recordFrame(message: unknown, atMs: number): void {
    this.#write({
      t: atMs,
      kind: "frame",
      venue: "dflow",
      connection: SOCKET_CONNECTION,
      frame: typeof message === "string" ? message : null,
    });
  }

  /** Records a book that REST sent and that was used; `null` is an empty one. */
  recordBook(
    ticker: string,
    book: DflowOrderbook | null,
    atMs: number,
  ): void {
    this.#write({
      t: atMs,
      kind: "frame",
      venue: "dflow",
      connection: REST_CONNECTION,
      frame: {
        channel: "orderbook",
        type: "orderbook",
        market_ticker: ticker,
        yes_bids: book?.yes_bids ?? {},
        no_bids: book?.no_bids ?? {},
      } satisfies OrderbookFrame,
    });
  }

  /** Records what no frame says: listings, phases and the connection. Other events follow from the frames. */
  recordEvent(event: MarketEvent, atMs: number): void {
    switch (event.kind) {
      case "market_listed":
        this.#write({ t: atMs, ...event });
        return;
      case "market_phase_changed": {
        const { occurredAtMs, ...changed } = event;
        this.#write({ t: occurredAtMs, ...changed });
        return;
      }
      case "connection_changed":
        this.#write({
          t: atMs,
          kind: "connection",
          venue: "dflow",
          connection: SOCKET_CONNECTION,
          status: event.status,
          reason: event.reason.slice(0, REASON_CHARACTERS_MAX),
        });
        return;
      default:
        return;
    }
  }
}
