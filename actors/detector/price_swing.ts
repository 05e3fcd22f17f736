import type { Quote } from "../../domain/quote.ts";
import type { PriceSwing } from "../../domain/signal.ts";

/**
 * Remembers one market's mid and tells when the next one is far enough from it.
 *
 * A quote without both sides neither raises a swing nor becomes the previous mid, and nothing is
 * measured against a previous mid of 0. Source: seed 000, compared exactly instead of in floats,
 * which lose changes of just 5 % (0.40 to 0.42).
 */
export class PriceSwingRule {
  readonly #changeMinMicros: bigint;
  /** Bid plus ask in micro-dollars: twice the mid, so that no half is lost. */
  #previousDoubleMid = 0n;

  constructor(changeMinMicros: bigint) {
    this.#changeMinMicros = changeMinMicros;
  }

  /** Takes the next quote and returns the swing that it makes, or `null`. */
  next(quote: Quote): PriceSwing | null {
    if (quote.yesBid === null || quote.yesAsk === null) return null;
    const doubleMid = quote.yesBid + quote.yesAsk;
    const previous = this.#previousDoubleMid;
    this.#previousDoubleMid = doubleMid;
    if (previous === 0n) return null;
    const change = doubleMid > previous
      ? doubleMid - previous
      : previous - doubleMid;
    if (change * 1_000_000n < previous * this.#changeMinMicros) return null;
    return {
      previousPrice: Number(previous) / 2_000_000,
      currentPrice: Number(doubleMid) / 2_000_000,
      changePercent: Number(change) / Number(previous),
    };
  }
}
