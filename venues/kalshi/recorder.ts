import type { MarketEvent } from "../../actors/ports/market_data.ts";
import type { TapeRecord } from "../tape/tape_record.ts";

/** The socket's name on a tape. */
export const SOCKET_CONNECTION = "socket";
/** What books of the REST API are booked under on a tape. */
export const REST_CONNECTION = "rest";

const REASON_CHARACTERS_MAX = 1_000;

/** Puts what the client receives into the form in which a tape has it. */
export class KalshiRecorder {
  readonly #write: (record: TapeRecord) => void;

  constructor(write: (record: TapeRecord) => void) {
    this.#write = write;
  }

  /** Records a message of the socket, or a book of REST as the frame that the socket would have sent. */
  recordFrame(frame: unknown, connection: string, atMs: number): void {
    this.#write({ t: atMs, kind: "frame", venue: "kalshi", connection, frame });
  }

  /** Records what no frame says: listings, phases, reference prices and the connection. */
  recordEvent(event: MarketEvent, atMs: number): void {
    switch (event.kind) {
      case "market_listed":
        return this.#write({ t: atMs, ...event });
      case "market_phase_changed": {
        const { occurredAtMs: _, ...changed } = event;
        return this.#write({ t: atMs, ...changed });
      }
      case "spot_printed":
        return this.#write({
          t: atMs,
          kind: "spot",
          symbol: event.symbol,
          price: event.price,
        });
      case "connection_changed":
        return this.#write({
          t: atMs,
          kind: "connection",
          venue: "kalshi",
          connection: SOCKET_CONNECTION,
          status: event.status,
          reason: event.reason.slice(0, REASON_CHARACTERS_MAX),
        });
      default:
        return;
    }
  }
}
