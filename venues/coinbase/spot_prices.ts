import type { MarketData } from "../../actors/ports/market_data.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import { ReconnectingSocket } from "../net/reconnecting_socket.ts";
import type { OpenSocket } from "../net/socket.ts";
import type { TapeRecord } from "../tape/tape_record.ts";
import { readTicker, type SpotPrint } from "./ticker_frame.ts";

/** What spot prices are read with. */
export interface SpotPricesOptions {
  readonly url: string;
  /** Such as `BTC-USD`; at least one. */
  readonly symbols: readonly string[];
  readonly clock: Clock;
  readonly random: Random;
  /** @default {openWebSocket} */
  readonly openSocket?: OpenSocket;
  /** Hears what is printed, as a tape has it; must not throw. */
  readonly record?: (record: TapeRecord) => void;
}

/** Coinbase's public socket. */
export const COINBASE_URL = "wss://ws-feed.exchange.coinbase.com";

const SILENCE_MS = 30_000;
/** It prints every trade; nobody here wants more than one a second of each. */
const PRINT_MS = 1_000;

/**
 * Adds Coinbase's spot prices to a venue's market data, for rounds whose own index nobody publishes.
 *
 * They are for people to look at, and for tapes: the venue's own word settles, and nothing is decided here. Where
 * Coinbase does not answer there are none, and the venue does not look any worse for it.
 */
export function withSpotPrices(
  marketData: MarketData,
  options: SpotPricesOptions,
): MarketData {
  return {
    venue: marketData.venue,
    get health() {
      return marketData.health ?? null;
    },
    retell: () => marketData.retell?.(),
    async run(listener, signal) {
      const spot = followSpot(options, ({ symbol, price, occurredAtMs }) => {
        const t = options.clock.nowMs();
        options.record?.({ t, kind: "spot", symbol, price });
        listener({
          kind: "spot_printed",
          symbol,
          price,
          occurredAtMs,
          isForeign: true,
        });
      });
      await Promise.all([marketData.run(listener, signal), spot.run(signal)]);
    },
  };
}

function followSpot(
  { url, symbols, clock, ...options }: SpotPricesOptions,
  onPrint: (print: SpotPrint) => void,
): ReconnectingSocket {
  const printedAtMs = new Map<string, number>();
  return new ReconnectingSocket({
    ...options,
    clock,
    url: () => url,
    subject: "spot prices",
    silenceMs: SILENCE_MS,
    onStatus: () => {},
    onOpen: (send) =>
      send(JSON.stringify({
        type: "subscribe",
        product_ids: symbols,
        channels: ["ticker"],
      })),
    onMessage: (message) => {
      let print: SpotPrint | null;
      try {
        print = readTicker(message);
      } catch {
        // It counts as silence: a socket that says nothing else is opened anew.
        return false;
      }
      if (print === null || !symbols.includes(print.symbol)) return false;
      const nowMs = clock.monotonicMs();
      const lastMs = printedAtMs.get(print.symbol) ?? -Infinity;
      if (nowMs - lastMs < PRINT_MS) return true;
      printedAtMs.set(print.symbol, nowMs);
      onPrint(print);
      return true;
    },
  });
}

/** Returns the symbols behind series of crypto rounds, such as `BTC-USD` of `KXBTC15M`; none for other series. */
export function spotSymbolsOf(series: readonly string[]): readonly string[] {
  const assets = series.flatMap((name) =>
    /^KX([A-Z]+)\d+M$/.exec(name)?.[1] ?? []
  );
  return [...new Set(assets)].map((asset) => `${asset}-USD`);
}
