import { type BookView } from "../../domain/book.ts";
import type { Market } from "../../domain/market.ts";
import type { KalshiDecoder } from "./kalshi_decoder.ts";
import type { KalshiRest } from "./rest.ts";
import type { KalshiOrderbook } from "./rest_schema.ts";

/** What books are checked with, and who hears of it. */
export interface CrossCheckOptions {
  readonly rest: KalshiRest;
  readonly decoder: Pick<KalshiDecoder, "usableBook">;
  /** Our book of a silent market is the venue's. */
  readonly onConfirmed: (market: Market) => void;
  /** It is not, or we have none. */
  readonly onDiffers: (market: Market) => void;
  readonly onFailure: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/**
 * Holds books of silent markets against REST, one after the other and each market once at a time.
 *
 * A book that the socket changed while REST was asked is alive, and nothing is compared.
 */
export class CrossCheck {
  readonly #options: CrossCheckOptions;
  readonly #wanted = new Map<string, Market>();
  #isChecking = false;
  #checks = 0;
  #failures = 0;

  constructor(options: CrossCheckOptions) {
    this.#options = options;
  }

  /** Books compared so far. */
  get checks(): number {
    return this.#checks;
  }

  /** How many of them differed. */
  get failures(): number {
    return this.#failures;
  }

  /** Asks for markets to be checked as soon as those before them are. */
  want(markets: readonly Market[]): void {
    for (const market of markets) this.#wanted.set(market.ticker, market);
    if (!this.#isChecking) void this.#checkAll();
  }

  async #checkAll(): Promise<void> {
    this.#isChecking = true;
    for (const [ticker, market] of this.#wanted) {
      this.#wanted.delete(ticker);
      if (this.#options.signal.aborted) break;
      await this.#check(market);
    }
    this.#isChecking = false;
  }

  async #check(market: Market): Promise<void> {
    const { rest, decoder, onConfirmed, onDiffers, onFailure, signal } =
      this.#options;
    const version = decoder.usableBook(market.ticker)?.version;
    try {
      const theirs = await rest.orderbook(market.ticker, signal);
      const ours = decoder.usableBook(market.ticker);
      if (ours !== null && ours.version !== version) return;
      this.#checks += 1;
      if (ours !== null && isSameTop(ours, theirs)) return onConfirmed(market);
      this.#failures += 1;
      onDiffers(market);
    } catch (error) {
      onFailure(error);
    }
  }
}

/** Whether both have the same best levels, price and size. */
function isSameTop(ours: BookView, theirs: KalshiOrderbook): boolean {
  const [yes] = ours.yesBids();
  const [no] = ours.noBids();
  const theirYes = theirs.yes_dollars.at(-1);
  const theirNo = theirs.no_dollars.at(-1);
  return yes?.price === theirYes?.[0] && yes?.quantity === theirYes?.[1] &&
    no?.price === theirNo?.[0] && no?.quantity === theirNo?.[1];
}
