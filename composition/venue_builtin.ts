import { NO_PAUSES } from "../domain/trading_pauses.ts";
import { Backoff } from "../runtime/mod.ts";
import type { Venue, VenueDependencies } from "./venue.ts";
import {
  type BuiltinVenue,
  startBuiltinVenue,
} from "../venues/builtin/builtin_venue.ts";
import { DflowMarketData } from "../venues/dflow/market_data.ts";
import { DflowResolution } from "../venues/dflow/resolution_source.ts";
import { type RequestRate, TokenBucket } from "../venues/net/token_bucket.ts";

/** The built-in venue is next door and its markets last for a minute: it is asked every second. */
const PACE = { refreshMs: 1_000, staleAfterMs: 5_000 };
/** It is asked as often as its pace wants: nobody else asks it. */
const RATE: RequestRate = { refillPerSecond: 1_000, capacity: 1_000 };

const RESTART_BACKOFF = { minMs: 200, maxMs: 10_000, jitter: 0.2 };

/**
 * Opens the simulated venue. It runs in a worker of its own; one that dies is started anew and found on its new port.
 *
 * @throws {Error} If it does not start.
 */
export async function openBuiltinVenue(
  dependencies: VenueDependencies,
): Promise<Venue> {
  const { settings, clock, random, log, tape, markets = null } = dependencies;
  const backoff = new Backoff(RESTART_BACKOFF, random.fork("built-in venue"));
  let running: BuiltinVenue;
  let isStopped = false;
  const start = () =>
    startBuiltinVenue({
      seed: settings.ARENA_SEED,
      clock,
      onDeath(error) {
        log.error(
          { err: error },
          "the built-in venue died and is started anew",
        );
        restart();
      },
    });
  const restart = () => {
    clock.setTimer(() => {
      if (isStopped) return;
      start().then((venue) => running = venue, restart);
    }, backoff.nextMs());
  };
  running = await start();
  const spread = random.fork("dflow");
  const rest = {
    endpoint: () => running,
    clock,
    random: spread,
    bucket: new TokenBucket({ ...RATE, clock, random: spread }),
  };
  return {
    id: "dflow",
    pauses: NO_PAUSES,
    marketData: new DflowMarketData({
      ...rest,
      ...PACE,
      ...(markets === null ? {} : { tickers: markets }),
      ...(tape === null ? {} : { record: (record) => tape.write(record) }),
    }),
    resolution: new DflowResolution(rest),
    openLive: null,
    stop() {
      isStopped = true;
      running.stop();
    },
  };
}
