import {
  type OutgoingFrame,
  SimulatedExchange,
  type WireMarket,
} from "../../venues/builtin/exchange.ts";
import type { DflowMarketStatus } from "../../venues/dflow/schema.ts";

/**
 * Several simulated exchanges as one: the markets of one seed make an order or two per second, which is no load.
 */
export class CrowdedExchange extends SimulatedExchange {
  readonly #others: readonly SimulatedExchange[];

  /**
   * @param seed A whole number; the seeds after it make the other markets.
   * @param times How many times as many markets as one exchange has, 1 or more.
   */
  constructor(seed: number, times: number) {
    super({ seed });
    this.#others = Array.from(
      { length: times - 1 },
      (_, index) => new SimulatedExchange({ seed: seed + 1 + index }),
    );
  }

  override framesAt(step: number): readonly OutgoingFrame[] {
    return [
      ...super.framesAt(step),
      ...this.#others.flatMap((other) => other.framesAt(step)),
    ];
  }

  override market(ticker: string, nowMs: number): WireMarket | null {
    return super.market(ticker, nowMs) ??
      this.#firstOf((other) => other.market(ticker, nowMs));
  }

  override markets(
    nowMs: number,
    status: DflowMarketStatus | null,
  ): readonly WireMarket[] {
    return [
      ...super.markets(nowMs, status),
      ...this.#others.flatMap((other) => other.markets(nowMs, status)),
    ];
  }

  override orderbook(
    ticker: string,
    nowMs: number,
  ): ReturnType<SimulatedExchange["orderbook"]> {
    return super.orderbook(ticker, nowMs) ??
      this.#firstOf((other) => other.orderbook(ticker, nowMs));
  }

  #firstOf<Answer>(
    ask: (other: SimulatedExchange) => Answer | null,
  ): Answer | null {
    for (const other of this.#others) {
      const answer = ask(other);
      if (answer !== null) return answer;
    }
    return null;
  }
}
