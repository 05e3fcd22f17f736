import type { MarketId, SignalId } from "./ids.ts";
import type { Outcome } from "./market.ts";

/** Payloads as seed 000 defines them; prices are dollar probabilities, quantities contracts, both floats for display. */
export interface PriceSwing {
  readonly previousPrice: number;
  readonly currentPrice: number;
  /** Absolute change relative to the previous mid, 0.05 for 5 %. */
  readonly changePercent: number;
}

/** One trade, and how many contracts trades had on average before it. */
export interface VolumeSpike {
  readonly tradeId: string;
  readonly volume: number;
  readonly averageVolume: number;
  readonly multiplier: number;
  readonly takerSide: Outcome;
}

/** Contracts bid on both sides of one book. */
export interface OrderbookImbalance {
  readonly yesBidDepth: number;
  readonly noBidDepth: number;
  /** YES bid depth divided by NO bid depth. */
  readonly ratio: number;
  readonly direction: "yes_heavy" | "no_heavy";
}

/** Something that may be worth a decision. `type`, `ticker`, `data` and `timestamp` are the public shape. */
export type MarketSignal =
  & {
    readonly id: SignalId;
    readonly marketId: MarketId;
    readonly ticker: string;
    /** Unix milliseconds of the market event that raised it. */
    readonly timestamp: number;
    /** YES mid at detection, 0 to 1, which its score is measured from; `null` where nobody quoted. */
    readonly midAtDetection: number | null;
  }
  & (
    | { readonly type: "price_swing"; readonly data: PriceSwing }
    | { readonly type: "volume_spike"; readonly data: VolumeSpike }
    | {
      readonly type: "orderbook_imbalance";
      readonly data: OrderbookImbalance;
    }
  );

/** What kinds of signals there are. */
export type SignalType = MarketSignal["type"];

/** What became of a signal: whether the mid moved the way it pointed within the scoring window. */
export interface SignalScore {
  readonly signalId: SignalId;
  readonly marketId: MarketId;
  readonly type: SignalType;
  readonly pointed: "up" | "down";
  readonly midAtDetection: number;
  readonly midAtScore: number;
  readonly verdict: "hit" | "miss" | "flat";
  readonly scoredAtMs: number;
}
