import type { BookView } from "../../domain/book.ts";
import type { MarketId } from "../../domain/ids.ts";
import type {
  Market,
  MarketPhase,
  Resolution,
  VenueId,
} from "../../domain/market.ts";
import type { PerpetualReport } from "../../domain/perpetual_market.ts";
import type { BookDepth, Quote, TradeTick } from "../../domain/quote.ts";

/** What a venue's market data says, decoded and validated. */
export type MarketEvent =
  | { readonly kind: "market_listed"; readonly market: Market }
  | {
    readonly kind: "market_phase_changed";
    readonly marketId: MarketId;
    readonly phase: MarketPhase;
    /** Set from `proposed` on. */
    readonly resolution: Resolution | null;
    readonly occurredAtMs: number;
  }
  | { readonly kind: "quote_changed"; readonly quote: Quote }
  | { readonly kind: "trade_printed"; readonly trade: TradeTick }
  /** `book` is the live book itself, for the paper exchange; `depth` is what this update left behind. */
  | {
    readonly kind: "book_changed";
    readonly depth: BookDepth;
    readonly book: BookView;
  }
  | {
    readonly kind: "spot_printed";
    readonly symbol: string;
    readonly price: string;
    readonly occurredAtMs: number;
    /** Set where somebody else than the venue prints it: it is no sign of life of the venue. */
    readonly isForeign?: true;
  }
  /** Of a perpetual, which is no market of outcomes: see `PerpetualReport`. */
  | {
    readonly kind: "perpetual_reported";
    readonly report: PerpetualReport;
  }
  | { readonly kind: "frame_rejected"; readonly rejection: FrameRejection }
  | {
    readonly kind: "connection_changed";
    readonly status: "connecting" | "connected" | "disconnected";
    readonly reason: string;
  };

/** A frame that did not decode: where it came from, the rule it broke and the value, in one sentence. */
export interface FrameRejection {
  readonly venue: VenueId;
  /** File and line on a tape, or the connection's name. */
  readonly source: string;
  readonly message: string;
  /** Set where nothing came at all, as from a venue that is down: that says nothing of its protocol. */
  readonly isUnanswered?: boolean;
}

/** How well a venue is heard. Counts are since the newest run began. */
export interface MarketDataHealth {
  /** How late frames arrive, in milliseconds by both clocks; `null` before the first. */
  readonly lag: {
    readonly medianMs: number | null;
    readonly maxMs: number | null;
  };
  /** Milliseconds since anything that made sense arrived; `null` before the first. */
  readonly silentMs: number | null;
  readonly frames: number;
  /** Frames and answers of a shape that nobody here knows. */
  readonly rejected: number;
  /** Frames that were missing; 0 where the protocol numbers none. */
  readonly gaps: number;
  readonly connections: number;
  /** Whole books asked for anew. */
  readonly resnapshots: number;
  /** Silent books held against REST, and how many of them differed. */
  readonly crossChecks: number;
  readonly crossCheckFailures: number;
}

/** Market data of one venue. Implementations reconnect by themselves until `signal` is aborted. */
export interface MarketData {
  readonly venue: VenueId;
  /** How well it is heard; `null` or left out where nobody counts. */
  readonly health?: MarketDataHealth | null;
  /** Delivers events in the order in which the venue sent them; `listener` must not throw and never waits. */
  run(
    listener: (event: MarketEvent) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Asks for the whole book of every market that is followed, for a tape that begins in the middle of a run. Venues
   * that send nothing but whole books leave it out.
   */
  retell?(): void;
}
