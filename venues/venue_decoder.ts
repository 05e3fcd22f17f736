import type { MarketEvent } from "../actors/ports/market_data.ts";
import type { VenueId } from "../domain/market.ts";

/** How and when a frame came in. */
export interface FrameReceipt {
  /** Unix milliseconds; stands in where a frame carries no time. */
  readonly atMs: number;
  readonly connection: string;
  /** What a rejection names: file and line on a tape, or the connection. */
  readonly source: string;
}

/** What a tape says of a market beside the frames. */
export type MarketNotice = Extract<
  MarketEvent,
  { readonly kind: "market_listed" | "market_phase_changed" }
>;

/** Decodes one venue's frames and keeps the state of its connections and books. It reads no clock. */
export interface VenueDecoder {
  readonly venue: VenueId;
  /** Returns what a frame, as text or parsed JSON, says; a bad one is a `frame_rejected`. */
  decode(frame: unknown, receipt: FrameReceipt): readonly MarketEvent[];
  /** Hears what became of a market, as of `atMs` (Unix milliseconds), and returns the events that this makes. */
  tell(notice: MarketNotice, atMs: number): readonly MarketEvent[];
  /** Hears that a connection began or ended, and returns what that changes. */
  reconnect(connection: string, atMs: number): readonly MarketEvent[];
}
