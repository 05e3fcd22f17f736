import { type Clock, pause } from "../../runtime/clock.ts";
import { bookFrame, quoteFrame } from "./book_frame.ts";
import type { FrameOf } from "./frame.ts";
import { LAG_NONE } from "./lag.ts";
import type { KalshiRest } from "./rest.ts";
import type { KalshiOrderbook } from "./rest_schema.ts";
import { toYesPrice } from "../../domain/price.ts";

/** What polling works with. */
export interface PollingOptions {
  readonly rest: KalshiRest;
  readonly clock: Clock;
  /** Between two rounds of questions, in milliseconds. @default {2000} */
  readonly pollMs?: number;
  /** The markets to ask about. */
  readonly tickers: () => readonly string[];
  readonly onFrame: (frame: FrameOf<"orderbook_snapshot" | "ticker">) => void;
  readonly onStatus: (
    status: "connecting" | "connected" | "disconnected",
    reason: string,
  ) => void;
  readonly onFailure: (error: unknown) => void;
}

const POLL_MS = 2_000;

/** Asks REST for books, one market after the other: what can be had of Kalshi without a key. */
export class Polling {
  readonly health = { lag: LAG_NONE, connections: 0, resnapshots: 0 } as const;
  readonly #options: PollingOptions;
  #isConnected = false;

  constructor(options: PollingOptions) {
    this.#options = options;
  }

  /** The next round asks about whatever is followed then. */
  follow(): void {}

  /** The next round asks for every book anyway. */
  refetch(): void {}

  /** As `refetch`. */
  retell(): void {}

  /** Asks until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, tickers, onStatus, pollMs = POLL_MS } = this.#options;
    onStatus("connecting", "asking for books over REST, as there is no key");
    while (!signal.aborted) {
      for (const ticker of tickers()) {
        if (signal.aborted) return;
        await this.#ask(ticker, signal);
      }
      await pause(clock, pollMs, signal);
    }
  }

  async #ask(ticker: string, signal: AbortSignal): Promise<void> {
    const { rest, onFrame, onStatus, onFailure } = this.#options;
    try {
      const book = await rest.orderbook(ticker, signal);
      if (!this.#isConnected) {
        this.#isConnected = true;
        onStatus("connected", "asking for books over REST, as there is no key");
      }
      onFrame(bookFrame(ticker, book));
      onFrame(quoteFrame(ticker, topOf(book)));
    } catch (error) {
      onFailure(error);
      if (!this.#isConnected || signal.aborted) return;
      this.#isConnected = false;
      onStatus("disconnected", "REST does not answer");
    }
  }
}

function topOf({ yes_dollars: yes, no_dollars: no }: KalshiOrderbook) {
  const bestNo = no.at(-1)?.[0];
  return {
    yesBid: yes.at(-1)?.[0] ?? null,
    yesAsk: bestNo === undefined ? null : toYesPrice(bestNo),
  };
}
