import type {
  MarketData,
  MarketEvent,
} from "../../actors/ports/market_data.ts";
import type { Quote } from "../../domain/quote.ts";
import type { PlayedFeed } from "../path/played_feed.ts";
import { quoteOf, readTick } from "./tick.ts";

/** Returns what opens the socket of ticks and hands every frame on, until `signal` is aborted. */
export function followTicks(
  url: string,
  onFrame: (frame: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = new WebSocket(url);
  socket.onmessage = ({ data }) => onFrame(data);
  socket.onerror = () =>
    reject(
      new Error("Cannot follow ticks as the socket must hold: it is broken"),
    );
  socket.onclose = () => resolve();
  signal.addEventListener("abort", () => socket.close());
  return promise;
}

/** A quote that carries the number of its tick, and when that left the venue, in Unix milliseconds with fractions. */
interface StampedQuote extends Quote {
  readonly tick: number;
  readonly sentAtMs: number;
}

/** Returns when the tick left that `quote` was made of; `NaN` for a quote of elsewhere. */
export function sentAtMsOf(quote: Quote): number {
  return "sentAtMs" in quote ? Number(quote.sentAtMs) : NaN;
}

/** Returns the number of the tick that `quote` was made of, from 1; `null` for a quote of elsewhere. */
export function tickOf(quote: Quote): number | null {
  return "tick" in quote ? Number(quote.tick) : null;
}

/** The arena's market data from the socket of ticks: each is validated, and none is lost here. */
export class SocketTicks implements MarketData {
  readonly venue = "kalshi";
  readonly #url: string;
  readonly #listed: PlayedFeed;
  readonly #onTick: () => void;

  /**
   * @param url Where the ticks come from.
   * @param listed What the venue says before the first tick: its markets and their books.
   * @param onTick Hears of every tick that came.
   */
  constructor(url: string, listed: PlayedFeed, onTick: () => void) {
    this.#url = url;
    this.#listed = listed;
    this.#onTick = onTick;
  }

  run(
    listener: (event: MarketEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    for (const { events } of this.#listed.steps) {
      for (const event of events) listener(event);
    }
    return followTicks(this.#url, (frame) => {
      const tick = readTick(frame);
      const quote: StampedQuote = {
        ...quoteOf(tick),
        tick: tick.number,
        sentAtMs: tick.sentAtMs,
      };
      this.#onTick();
      listener({ kind: "quote_changed", quote });
    }, signal);
  }
}
