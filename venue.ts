import type { MarketData } from "./actors/ports/market_data.ts";
import type { ResolutionSource } from "./actors/ports/resolution.ts";
import type { Settings } from "./config.ts";
import { FEE_SCHEDULES, type FeeSchedule } from "./domain/fees.ts";
import type { Log } from "./log.ts";
import { Backoff, type Clock, type Random } from "./runtime/mod.ts";
import {
  type BuiltinVenue,
  startBuiltinVenue,
} from "./venues/builtin/builtin_venue.ts";
import { DflowMarketData } from "./venues/dflow/market_data.ts";
import { DflowResolution } from "./venues/dflow/resolution_source.ts";
import type { DflowEndpoint } from "./venues/dflow/rest.ts";
import { TapeWriter } from "./venues/tape/tape_writer.ts";

/** The venue that the arena trades on. */
export interface Venue {
  readonly id: "dflow";
  readonly fees: FeeSchedule;
  readonly marketData: MarketData;
  readonly resolution: ResolutionSource;
  stop(): void;
}

interface VenueDependencies {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Gets all that the venue says; `null` where nothing is recorded. */
  readonly tape: TapeWriter | null;
}

/**
 * Opens the tape that the settings name; `null` where nothing is to be recorded.
 *
 * @throws {Error} If the file exists or cannot be created.
 */
export async function openTape(
  { settings, clock, log }: Pick<
    VenueDependencies,
    "settings" | "clock" | "log"
  >,
): Promise<TapeWriter | null> {
  const path = settings.ARENA_TAPE;
  if (path === null) return null;
  const onStopped = (reason: string) => log.error(reason);
  return await TapeWriter.open({ path, clock, onStopped });
}

/** Returns how viewers should read the venue's name. */
export function venueName(
  settings: Settings,
): { readonly id: "dflow"; readonly label: string } {
  const isBuiltin = settings.ARENA_DFLOW_URL === null;
  return {
    id: "dflow",
    label: isBuiltin ? "Built-in venue (simulated)" : "dflow",
  };
}

/** Opens the venue that the settings name, or the built-in one. @throws {Error} If the built-in one does not start. */
export async function openVenue(
  dependencies: VenueDependencies,
): Promise<Venue> {
  const { settings } = dependencies;
  const url = settings.ARENA_DFLOW_URL;
  if (url === null) return await openBuiltin(dependencies);
  const endpoint = { restUrl: url, wsUrl: `${url.replace(/^http/, "ws")}/ws` };
  return { ...ports(() => endpoint, dependencies), stop() {} };
}

/** The built-in venue is next door and its markets last for a minute: it is asked every second. */
const BUILTIN_PACE = { refreshMs: 1_000, staleAfterMs: 5_000 };

function ports(
  endpoint: () => DflowEndpoint,
  { settings, clock, random, tape }: VenueDependencies,
) {
  const apiKey = settings.ARENA_DFLOW_API_KEY;
  const rest = { endpoint, clock, ...(apiKey === null ? {} : { apiKey }) };
  return {
    id: "dflow" as const,
    fees: FEE_SCHEDULES.dflow,
    marketData: new DflowMarketData({
      ...rest,
      random: random.fork("dflow"),
      ...(settings.ARENA_DFLOW_URL === null ? BUILTIN_PACE : {}),
      ...(tape === null ? {} : { record: (record) => tape.write(record) }),
    }),
    resolution: new DflowResolution(rest),
  };
}

const RESTART_BACKOFF = { minMs: 200, maxMs: 10_000, jitter: 0.2 };

/** The built-in venue runs in a worker of its own; one that dies is started anew and found on its new port. */
async function openBuiltin(dependencies: VenueDependencies): Promise<Venue> {
  const { settings, clock, random, log } = dependencies;
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
  return {
    ...ports(() => running, dependencies),
    stop() {
      isStopped = true;
      running.stop();
    },
  };
}
