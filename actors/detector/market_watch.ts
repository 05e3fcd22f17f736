import type { Market } from "../../domain/market.ts";
import type { BookDepth, Quote, TradeTick } from "../../domain/quote.ts";
import type {
  MarketSignal,
  OrderbookImbalance,
  PriceSwing,
  SignalType,
  VolumeSpike,
} from "../../domain/signal.ts";
import { deriveSignalId } from "../../domain/digest.ts";
import { mid } from "../../domain/price.ts";
import {
  type FloatThresholds,
  floatThresholds,
  imbalanceZone,
  orderbookImbalance,
} from "./orderbook_imbalance.ts";
import { PriceSwingRule } from "./price_swing.ts";
import type { Thresholds } from "./thresholds.ts";
import { VolumeSpikeRule } from "./volume_spike.ts";

/** What a rule found, before it is known whether it is a signal. */
type Found =
  | { readonly type: "price_swing"; readonly data: PriceSwing }
  | { readonly type: "volume_spike"; readonly data: VolumeSpike }
  | {
    readonly type: "orderbook_imbalance";
    readonly data: OrderbookImbalance;
  };

/**
 * The three rules on one market, with a cooldown per signal type and hysteresis for the imbalance,
 * so that one lasting imbalance is one signal. Time is the market's own: the events carry it.
 */
export class MarketWatch {
  readonly #market: Market;
  readonly #thresholds: Thresholds;
  readonly #floats: FloatThresholds;
  readonly #priceSwing: PriceSwingRule;
  readonly #volumeSpike: VolumeSpikeRule;
  readonly #raisedAtMs = new Map<SignalType, number>();
  /** The direction that has been signaled and has not ended since. */
  #lastingImbalance: "yes_heavy" | "no_heavy" | null = null;
  #mid: number | null = null;

  constructor(market: Market, thresholds: Thresholds) {
    this.#market = market;
    this.#thresholds = thresholds;
    this.#floats = floatThresholds(thresholds);
    this.#priceSwing = new PriceSwingRule(thresholds.priceSwingMinMicros);
    this.#volumeSpike = new VolumeSpikeRule({
      window: thresholds.volumeWindow,
      tradesMin: thresholds.volumeTradesMin,
      multiplierMicros: thresholds.volumeMultiplierMicros,
    });
  }

  /** The newest YES mid, 0 to 1; `null` before the first two-sided quote. */
  get mid(): number | null {
    return this.#mid;
  }

  onQuote(quote: Quote): MarketSignal | null {
    const swing = this.#priceSwing.next(quote);
    this.#mid = mid(quote.yesBid, quote.yesAsk) ?? this.#mid;
    return swing === null
      ? null
      : this.#raise({ type: "price_swing", data: swing }, quote.occurredAtMs);
  }

  onTrade(trade: TradeTick): MarketSignal | null {
    const spike = this.#volumeSpike.next(trade);
    return spike === null
      ? null
      : this.#raise({ type: "volume_spike", data: spike }, trade.occurredAtMs);
  }

  onDepth(depth: BookDepth): MarketSignal | null {
    const zone = imbalanceZone(depth, this.#thresholds, this.#floats);
    if (zone === null || zone === "between") return null;
    if (zone === "balanced") {
      this.#lastingImbalance = null;
      return null;
    }
    if (zone === this.#lastingImbalance) return null;
    const signal = this.#raise({
      type: "orderbook_imbalance",
      data: orderbookImbalance(depth, zone),
    }, depth.occurredAtMs);
    if (signal !== null) this.#lastingImbalance = zone;
    return signal;
  }

  #raise(found: Found, timestamp: number): MarketSignal | null {
    const { type } = found;
    const raisedAtMs = this.#raisedAtMs.get(type);
    if (
      raisedAtMs !== undefined &&
      timestamp - raisedAtMs < this.#thresholds.cooldownMs
    ) return null;
    this.#raisedAtMs.set(type, timestamp);
    const { id: marketId, ticker } = this.#market;
    const cause = type === "volume_spike" ? found.data.tradeId : timestamp;
    return {
      id: deriveSignalId(marketId, type, cause),
      marketId,
      ticker,
      timestamp,
      midAtDetection: this.#mid,
      ...found,
    };
  }
}
