import { z } from "zod";

/** The channels that are about single markets. */
export const MARKET_CHANNELS = ["orderbook_delta", "ticker", "trade"] as const;
/** Tells of the lives of all markets. */
export const LIFECYCLE_CHANNEL = "market_lifecycle_v2";
/** The channel of books, whose sequence has to be without gaps. */
const BOOK_CHANNEL = "orderbook_delta";

const subscribedSchema = z.object({
  type: z.literal("subscribed"),
  msg: z.object({ channel: z.string(), sid: z.int() }),
});

/** A command as Kalshi's socket takes it. */
interface Command {
  readonly cmd: "subscribe" | "update_subscription" | "list_subscriptions";
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Asks for an answer, as its pings cannot be seen from here. */
export const HEARTBEAT = JSON.stringify({ id: 0, cmd: "list_subscriptions" });

/**
 * What one connection is subscribed to, and the commands that change it.
 *
 * NO levels are asked for on the NO scale (`use_yes_price: false`): the venue's default has changed before.
 */
export class Subscription {
  readonly #send: (text: string) => void;
  /** Number of each channel's subscription. */
  readonly #sids = new Map<string, number>();
  readonly #tickers = new Set<string>();
  #isSubscribed = false;
  #lastId = 0;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  /** Subscribes to everything anew; with no market yet only to their lives. */
  open(tickers: readonly string[]): void {
    this.#command({
      cmd: "subscribe",
      params: { channels: [LIFECYCLE_CHANNEL] },
    });
    if (tickers.length > 0) this.#subscribe(tickers);
  }

  /** Follows exactly `tickers` from now on. */
  follow(tickers: readonly string[]): void {
    const wanted = new Set(tickers);
    const added = tickers.filter((ticker) => !this.#tickers.has(ticker));
    const dropped = [...this.#tickers].filter((ticker) => !wanted.has(ticker));
    if (!this.#isSubscribed) {
      if (added.length > 0) this.#subscribe(added);
      return;
    }
    // Until the venue has named its subscriptions there is nothing to update: the next call does it.
    if (this.#sids.size < MARKET_CHANNELS.length) return;
    this.#update("add_markets", added);
    this.#update("delete_markets", dropped);
    for (const ticker of added) this.#tickers.add(ticker);
    for (const ticker of dropped) this.#tickers.delete(ticker);
  }

  /** Asks for whole books anew. Returns `false` where the subscription has no number yet. */
  resnapshot(tickers: readonly string[]): boolean {
    const sid = this.#sids.get(BOOK_CHANNEL);
    if (sid === undefined) return false;
    this.#command({
      cmd: "update_subscription",
      params: { sid, action: "get_snapshot", market_tickers: tickers },
    });
    return true;
  }

  /** Hears a frame, in which the venue may number a subscription. */
  hear(frame: unknown): void {
    const { success, data } = subscribedSchema.safeParse(frame);
    if (success) this.#sids.set(data.msg.channel, data.msg.sid);
  }

  #subscribe(tickers: readonly string[]): void {
    this.#isSubscribed = true;
    for (const ticker of tickers) this.#tickers.add(ticker);
    this.#command({
      cmd: "subscribe",
      params: {
        channels: MARKET_CHANNELS,
        market_tickers: tickers,
        use_yes_price: false,
      },
    });
  }

  #update(action: string, tickers: readonly string[]): void {
    if (tickers.length === 0) return;
    for (const channel of MARKET_CHANNELS) {
      const sid = this.#sids.get(channel);
      if (sid === undefined) continue;
      this.#command({
        cmd: "update_subscription",
        params: { sid, action, market_tickers: tickers },
      });
    }
  }

  #command(command: Command): void {
    this.#lastId += 1;
    this.#send(JSON.stringify({ id: this.#lastId, ...command }));
  }
}
