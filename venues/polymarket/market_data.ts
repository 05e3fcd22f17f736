import type {
  MarketData,
  MarketDataHealth,
  MarketEvent,
} from "../../actors/ports/market_data.ts";
import { LAG_NONE } from "../kalshi/lag.ts";
import type { PolymarketMarketDataOptions } from "./market_data_options.ts";
import { MarketDataRun } from "./market_data_run.ts";
import { PolymarketRest } from "./rest.ts";

/** Before anything ran. */
const NO_HEALTH: MarketDataHealth = {
  lag: LAG_NONE,
  silentMs: null,
  frames: 0,
  rejected: 0,
  gaps: 0,
  connections: 0,
  resnapshots: 0,
  crossChecks: 0,
  crossCheckFailures: 0,
};

/**
 * Polymarket's public market data: the catalogue for listings and phases, a socket for books, trades and
 * resolutions, REST for cross-checks, and with an API key the reference prices that the crypto rounds settle on.
 *
 * - Follows what its scope names, and each market until it is paid.
 * - Reconnects with jittered, capped delays and subscribes anew; books wait for their snapshots.
 * - A market that is silent, or without a book, is asked for over REST. Where REST knows more than the socket said,
 *   twice without a word of the socket in between, the connection is frozen and given up.
 * - What nobody confirms for 30 s is withdrawn.
 *
 * Each `run` keeps its own decoder, so a restarted consumer hears every listing again.
 */
export class PolymarketMarketData implements MarketData {
  readonly venue = "polymarket";
  readonly #options: PolymarketMarketDataOptions;
  #run: MarketDataRun | null = null;

  constructor(options: PolymarketMarketDataOptions) {
    this.#options = options;
  }

  /** How well the newest run hears the venue. */
  get health(): MarketDataHealth {
    return this.#run?.health ?? NO_HEALTH;
  }

  /** Asks for every market and its book. */
  retell(): void {
    this.#run?.retell();
  }

  async run(
    listener: (event: MarketEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const rest = new PolymarketRest(this.#options);
    this.#run = new MarketDataRun(this.#options, { rest, listener, signal });
    await this.#run.run();
  }
}
