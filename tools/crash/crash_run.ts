import { SeededRandom, SystemClock } from "../../runtime/mod.ts";
import { API_PATH, VenueServer } from "../../venues/builtin/venue_server.ts";
import { CrowdedExchange } from "./crowded_exchange.ts";
import { type ArenaOutcome, killAgainAndAgain } from "./killed_arena.ts";
import { makeEmbeddedStore, makeServerStore } from "./store.ts";

/** How many times as many markets as the built-in venue has the arenas trade on. */
const CROWD = 3;
/** Fewer kills than this are not worth another arena, which starts on an empty database. */
const KILLS_PER_ARENA_MIN = 5;

/** What is killed, how often and when. */
export interface CrashRunOptions {
  /** 1 or more, over all arenas. */
  readonly kills: number;
  /** Decides the instants of the kills, and what the venue does. */
  readonly seed: number;
  /** The server to make databases on; `null` for embedded ones. */
  readonly serverUrl: string | null;
  /** Arenas side by side, 1 or more. */
  readonly arenasMax: number;
  readonly onKill: () => void;
  /** Ends the run before its time. */
  readonly signal: AbortSignal;
}

/**
 * Kills arenas side by side, each again and again on a database of its own, while their venue lives on.
 *
 * @returns What became of each. @throws {Error} If a database cannot be made, or the signal is aborted.
 */
export async function runCrashes(
  { kills, seed, serverUrl, arenasMax, onKill, signal }: CrashRunOptions,
): Promise<readonly ArenaOutcome[]> {
  const venueUrl = openVenue(seed);
  const random = new SeededRandom(seed);
  const count = Math.min(arenasMax, Math.ceil(kills / KILLS_PER_ARENA_MIN));
  const arenas = Array.from({ length: count }, async (_, index) => {
    await using store = serverUrl === null
      ? await makeEmbeddedStore()
      : await makeServerStore(serverUrl);
    return await killAgainAndAgain({
      store,
      venueUrl,
      kills: Math.floor((kills + index) / count),
      random: random.fork(`arena ${index}`),
      onKill,
      signal,
    });
  });
  const ended = await Promise.allSettled(arenas);
  return ended.map((arena) => {
    if (arena.status === "rejected") throw arena.reason;
    return arena.value;
  });
}

/** Serves a busy venue on loopback until the process ends. @returns Where its API is. */
function openVenue(seed: number): string {
  const venue = new VenueServer(
    new CrowdedExchange(seed, CROWD),
    new SystemClock(),
  );
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    venue.handle,
  );
  venue.start();
  return `http://127.0.0.1:${server.addr.port}${API_PATH}`;
}
