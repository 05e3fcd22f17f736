import { MICROS } from "../../domain/money.ts";
import type { TradeTick } from "../../domain/quote.ts";
import type { VolumeSpike } from "../../domain/signal.ts";

const MICROS_PER_CONTRACT = Number(MICROS);

/** How many trades are kept, how many must be there, and how much more than their average is a spike. */
export interface VolumeSpikeOptions {
  /** Trades in the window, the newest included. */
  readonly window: number;
  readonly tradesMin: number;
  readonly multiplierMicros: bigint;
}

/**
 * Remembers one market's newest trades and tells when one is much larger than the average of those
 * before it. The average never includes the trade itself. Source: seed 000.
 */
export class VolumeSpikeRule {
  readonly #options: VolumeSpikeOptions;
  /** A ring: the oldest size is at `#next` once the window is full. */
  readonly #sizes: bigint[] = [];
  #next = 0;
  #sum = 0n;

  constructor(options: VolumeSpikeOptions) {
    this.#options = options;
  }

  /** Takes the next trade and returns the spike that it makes, or `null`. */
  next(trade: TradeTick): VolumeSpike | null {
    this.#push(trade.quantity);
    const preceding = this.#sizes.length - 1;
    if (this.#sizes.length < this.#options.tradesMin) return null;
    const sumBefore = this.#sum - trade.quantity;
    const { multiplierMicros } = this.#options;
    // Nothing is a multiple of nothing.
    if (sumBefore === 0n) return null;
    if (
      trade.quantity * BigInt(preceding) * 1_000_000n <
        sumBefore * multiplierMicros
    ) return null;
    const averageVolume = Number(sumBefore) / preceding / MICROS_PER_CONTRACT;
    const volume = Number(trade.quantity) / MICROS_PER_CONTRACT;
    return {
      tradeId: trade.tradeId,
      volume,
      averageVolume,
      multiplier: volume / averageVolume,
      takerSide: trade.takerSide,
    };
  }

  #push(size: bigint): void {
    this.#sum += size - (this.#sizes[this.#next] ?? 0n);
    this.#sizes[this.#next] = size;
    this.#next = (this.#next + 1) % this.#options.window;
  }
}
