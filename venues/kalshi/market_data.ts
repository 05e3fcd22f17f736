import type {
  MarketData,
  MarketDataHealth,
  MarketEvent,
} from "../../actors/ports/market_data.ts";
import { LAG_NONE } from "./lag.ts";
import type { KalshiMarketDataOptions } from "./market_data_options.ts";
import { MarketDataRun } from "./market_data_run.ts";
import { KalshiRest } from "./rest.ts";

/**
 * Kalshi's public market data: REST for listings, phases and cross-checks, one WebSocket for the rest.
 *
 * - Follows what its scope names, and each market until it is paid.
 * - Reconnects with jittered, capped delays and subscribes anew; books wait for their snapshots.
 * - A gap in the sequence empties the books of the subscription and asks for them anew. One that does not come is
 *   asked for again, and then the connection is given up.
 * - A silent market is held against REST: what agrees is confirmed, what differs is emptied and asked for anew. What
 *   nobody confirms for `staleAfterMs` is withdrawn.
 * - Without a key it asks REST for books instead, as the socket takes nobody without one.
 *
 * Each `run` keeps its own board, so a restarted consumer hears every listing again.
 */
export class KalshiMarketData implements MarketData {
  readonly venue = "kalshi";
  readonly #options: KalshiMarketDataOptions;
  #run: MarketDataRun | null = null;

  constructor(options: KalshiMarketDataOptions) {
    this.#options = options;
  }

  /** How well the newest run hears the venue. */
  get health(): MarketDataHealth {
    return this.#run?.health ?? {
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
  }

  /** Asks for a snapshot of every book. */
  retell(): void {
    this.#run?.retell();
  }

  async run(
    listener: (event: MarketEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const rest = new KalshiRest(this.#options);
    const run = new MarketDataRun(this.#options, { rest, listener, signal });
    this.#run = run;
    await run.run();
  }
}
