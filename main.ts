import { arenaTree } from "./actors/arena.ts";
import type { Journal } from "./actors/ports/journal.ts";
import type { MarketData } from "./actors/ports/market_data.ts";
import { arenaOptions } from "./arena_options.ts";
import { ConfigError, loadSettings, type Settings } from "./config.ts";
import { openArenaDatabase } from "./arena_database.ts";
import { emptyView, type ViewOrigin } from "./domain/view_reducer.ts";
import { createLog, type Log } from "./log.ts";
import { ArenaProgress } from "./arena_progress.ts";
import { SseHub } from "./routes/(_api)/sse_hub.ts";
import {
  ActorSystem,
  LiveDispatcher,
  SeededRandom,
  SystemClock,
  SystemRandom,
} from "./runtime/mod.ts";
import { openSite } from "./site_server.ts";
import { printErrorLine, printLine, runCommand } from "./tools/flags.ts";
import { openTape, openVenue, type Venue, venueName } from "./venue.ts";
import { PaperExchange } from "./venues/paper/paper_exchange.ts";

/** A running arena. */
interface RunningArena {
  /** Resolves when the arena has ended, with the error if it gave up. */
  readonly ended: Promise<Error | null>;
  /** Stops every actor in reverse order, then the database and the site. */
  stop(): Promise<void>;
}

/** What every part of one arena is built from. */
interface Foundation {
  readonly settings: Settings;
  readonly log: Log;
  readonly clock: SystemClock;
  readonly random: SystemRandom;
  readonly origin: ViewOrigin;
  readonly hub: SseHub;
  readonly progress: ArenaProgress;
  /** What closes each part that is open, undone in reverse order. */
  readonly openings: AsyncDisposableStack;
  /** Hears of a loss that only a new process mends. */
  readonly giveUp: (error: Error) => void;
}

/**
 * Builds everything and starts it: first the site, which is up at once and says what it waits for, then
 * database, venue and actors.
 *
 * @param onListening Told the site's address as soon as it answers.
 * @throws {Error} If the port is taken, or database, venue or an actor does not start; everything is stopped again.
 */
async function startArena(
  settings: Settings,
  log: Log,
  onListening: (url: string) => void,
): Promise<RunningArena> {
  const clock = new SystemClock();
  const origin: ViewOrigin = {
    startedAtMs: clock.nowMs(),
    mode: "paper",
    venue: venueName(settings),
  };
  const progress = new ArenaProgress();
  const openings = new AsyncDisposableStack();
  const loss = Promise.withResolvers<Error>();
  const foundation: Foundation = {
    settings,
    log,
    clock,
    random: new SystemRandom(),
    origin,
    hub: new SseHub({ timer: clock, initial: emptyView(origin) }),
    progress,
    openings,
    giveUp: loss.resolve,
  };
  try {
    const tape = await openTape(foundation);
    if (tape !== null) openings.defer(async () => void await tape.close());
    onListening(await openSite(foundation));
    const database = await openArenaDatabase(foundation);
    progress.database = database;
    const venue = await openVenue({ ...foundation, tape });
    openings.defer(() => venue.stop());
    const system = await openActors(foundation, database.journal, venue);
    openings.defer(() => system.stop());
    progress.stage = "trading";
    const outcome = Promise.race([
      loss.promise,
      system.done.then((done) => done.reason === "failed" ? done.error : null),
    ]);
    // A stop ends the actors, which stops the arena: whoever comes second waits for the same end.
    let stopped: Promise<void> | null = null;
    const stop = () => {
      progress.stage = "stopping";
      return stopped ??= openings.disposeAsync();
    };
    return { ended: outcome.finally(stop), stop };
  } catch (error) {
    await openings.disposeAsync();
    throw error;
  }
}

async function openActors(
  { settings, log, clock, random, hub, origin, progress }: Foundation,
  journal: Journal,
  venue: Venue,
): Promise<ActorSystem> {
  let showFailure = () => {};
  const system = new ActorSystem({
    clock,
    random,
    dispatcher: new LiveDispatcher(),
    onFailure({ path, error }) {
      log.error({ path, err: error }, "an actor failed");
      showFailure();
    },
    // An incarnation that ended is sent to for a moment longer; anything else is worth a look.
    onDeadLetter: ({ path, reason }) =>
      log[reason === "abandoned" || reason === "stopped" ? "debug" : "warn"](
        { path, reason },
        "a message was not handled",
      ),
  });
  progress.system = system;
  const { id, fees, resolution } = venue;
  const latencyMs = settings.ARENA_PAPER_LATENCY_MS;
  const paper = new PaperExchange({ venue: id, fees, latencyMs, clock });
  await system.start(arenaTree(system, {
    journal,
    marketData: observed(venue.marketData, paper),
    execution: paper,
    resolution,
    broadcast: {
      stream: hub,
      origin,
      phase: () => progress.phase,
      onFailure: (listener) => showFailure = listener,
    },
    onRejection: (rejection) =>
      log.warn(rejection, "a venue frame was rejected"),
    onRefusal: (refusal) => log.warn(refusal, "an opinion was refused"),
  }, {
    ...arenaOptions(settings),
    fees,
    random: new SeededRandom(settings.ARENA_SEED).fork("contestants"),
  }));
  return system;
}

/** Lets the paper exchange see every event before anybody can act on it. */
function observed(marketData: MarketData, paper: PaperExchange): MarketData {
  return {
    venue: marketData.venue,
    run: (listener, signal) =>
      marketData.run((event) => {
        paper.onMarketEvent(event);
        listener(event);
      }, signal),
  };
}

async function main(): Promise<number> {
  try {
    const settings = loadSettings(Deno.env.toObject());
    const log = createLog(settings.ARENA_LOG_LEVEL);
    const stopAsked = Promise.withResolvers<void>();
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      Deno.addSignalListener(signal, () => stopAsked.resolve());
    }
    const arena = await startArena(
      settings,
      log,
      (url) => printLine(`listening on ${url}`),
    );
    // A stop asked for while it starts is made as soon as it has: nothing is left half open.
    stopAsked.promise.then(() => arena.stop());
    const error = await arena.ended;
    if (error === null) return 0;
    log.error({ err: error }, "the arena gave up");
    return 1;
  } catch (error) {
    printErrorLine(explain(error));
    return error instanceof ConfigError ? 2 : 1;
  }
}

/** An error that names action, rule and current value tells an operator all that there is to mend. */
const SENTENCE = /^Cannot .+ as .+: current value is .+$/;

/** Returns one sentence for what an operator can mend, and the whole error for anything else. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return SENTENCE.test(error.message)
    ? error.message
    : error.stack ?? error.message;
}

const SPEC = {
  name: "start",
  summary: "Runs the arena and its site until it is stopped.",
  flags: {},
  notes: [
    "Settings are environment variables: docs/configuration.md lists them.",
    "Exits with 0 after a stop, 1 when the arena gave up or did not start, 2 for a setting that does not hold.",
  ],
} as const;

if (import.meta.main) await runCommand(SPEC, main);
