import { arenaTree } from "./actors/arena.ts";
import type { MarketData } from "./actors/ports/market_data.ts";
import { arenaOptions } from "./arena_options.ts";
import { ConfigError, loadSettings, type Settings } from "./config.ts";
import { openDatabase } from "./db/connect.ts";
import { PostgresHistory } from "./db/history.ts";
import { PostgresJournal } from "./db/journal_writer.ts";
import { migrate, readMigrations } from "./db/migrate.ts";
import { Projections } from "./db/projections.ts";
import { ARENA_RUN } from "./db/runs.ts";
import { FEE_SCHEDULES } from "./domain/fees.ts";
import { GENESIS_HEAD } from "./domain/journal.ts";
import type { ArenaPhase } from "./domain/view.ts";
import { emptyView, type ViewOrigin } from "./domain/view_reducer.ts";
import { freshOptions } from "./fresh.config.ts";
import { createLog, type Log } from "./log.ts";
import { Openings } from "./openings.ts";
import { createApi } from "./routes/(_api)/api.ts";
import { SseHub } from "./routes/(_api)/sse_hub.ts";
import { createSite } from "./routes/(_site)/site.ts";
import {
  ActorSystem,
  LiveDispatcher,
  SeededRandom,
  SystemClock,
  SystemRandom,
} from "./runtime/mod.ts";
import { printErrorLine, printLine, runCommand } from "./tools/flags.ts";
import { openTape, openVenue, type Venue, venueName } from "./venue.ts";
import { PaperExchange } from "./venues/paper/paper_exchange.ts";

/** A running arena. */
export interface RunningArena {
  /** Where its site is. */
  readonly url: string;
  /** Resolves when the arena has ended, with the error if it gave up. */
  readonly ended: Promise<Error | null>;
  /** Stops every actor in reverse order, then the site and the database. */
  stop(): Promise<void>;
}

/** What an actor that an operator crashes fails with. */
const CRASH_REASON =
  "Cannot go on as an operator crashed it: current value is POST /admin/actors";

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

const STARTING: ArenaPhase = {
  name: "starting",
  sentence: "The arena is starting: its database is being opened.",
};
const TRADING: ArenaPhase = {
  name: "trading",
  sentence: "Contestants trade on paper.",
};
const DATABASE_LOST: ArenaPhase = {
  name: "degraded",
  sentence: "The database does not answer: nothing is traded until it does.",
};
const STOPPING: ArenaPhase = {
  name: "stopping",
  sentence: "The arena is stopping in order.",
};

/** What the parts of one arena are built from, and where it stands while they are. */
interface Building {
  readonly settings: Settings;
  readonly log: Log;
  readonly clock: SystemClock;
  readonly random: SystemRandom;
  readonly origin: ViewOrigin;
  readonly hub: SseHub;
  readonly openings: Openings;
  /** Hears of a loss that only a new process mends. */
  readonly giveUp: (error: Error) => void;
  phase: ArenaPhase;
  journal: PostgresJournal | null;
  history: PostgresHistory | null;
  system: ActorSystem | null;
}

function phaseOf({ phase, journal }: Building): ArenaPhase {
  const isLost = phase === TRADING && journal?.status() !== "ok";
  return isLost ? DATABASE_LOST : phase;
}

/** @throws {Error} If another process has the port. @throws {ConfigError} If nobody can listen there. */
function listen(
  { HOST: hostname, PORT: port }: Settings,
  handler: (request: Request) => Response | Promise<Response>,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({ hostname, port, onListen() {} }, handler);
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      throw new Error(
        `Cannot start as PORT must be free, or 0 for any that is: current value is ${port}, taken by another process`,
      );
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(
      `Cannot start as HOST and PORT must be an address that this process may listen on: current value is ${hostname}:${port} (${reason})`,
    );
  }
}

function isReadable(building: Building): boolean {
  const phase = phaseOf(building);
  return phase !== DATABASE_LOST && phase !== STOPPING;
}

/** Serves the site. It is up before anything else is, and says what the arena waits for. */
async function openSite(building: Building): Promise<string> {
  const { settings, log, clock, hub, openings } = building;
  const site = await createSite({
    build: freshOptions,
    view: () => hub.view(),
    position: () => hub.position(),
    onError: (error) => log.error({ err: error }, "a page failed"),
  });
  // Only bundling the islands starts a program. Nothing that comes in later can.
  Deno.permissions.revokeSync({ name: "run" });
  const api = createApi({
    hub,
    site,
    nowMs: () => clock.nowMs(),
    journalHead: () => building.journal?.head() ?? GENESIS_HEAD,
    history: () => isReadable(building) ? building.history : null,
    journal: () => isReadable(building) ? building.journal : null,
    adminToken: settings.ARENA_ADMIN_TOKEN,
    crashActor: (path) =>
      building.system?.injectFailure(path, new Error(CRASH_REASON)) ?? false,
    onError: (error) => log.error({ err: error }, "a request failed"),
  });
  const server = listen(settings, (request) => api.fetch(request));
  openings.add(async () => {
    hub.close();
    await server.shutdown();
  });
  const { hostname, port } = server.addr;
  return `http://${
    hostname.includes(":") ? `[${hostname}]` : hostname
  }:${port}`;
}

async function openJournal(building: Building): Promise<PostgresJournal> {
  const { settings, clock, random, log, openings, giveUp } = building;
  const { DATABASE_URL: url, ARENA_DATA_DIR: directory } = settings;
  const database = await openDatabase({
    ...(url === null ? { pgliteDir: `${directory}/pglite` } : { url }),
    clock,
    random,
    log,
    onLost: giveUp,
  });
  openings.add(() => database.close());
  const { sql } = database;
  await migrate({ sql, clock, log, migrations: await readMigrations() });
  const run = { sql, run: ARENA_RUN, clock, random, log };
  const journal = await PostgresJournal.open(run);
  // Actors that cannot append crash now and then, which may never be often enough for the root to give up.
  journal.failed.then(building.giveUp);
  building.history = new PostgresHistory(sql, ARENA_RUN);
  const projections = new Projections({ ...run, journal });
  projections.start();
  openings.add(() => projections.stop());
  openings.add(() => journal.close());
  return journal;
}

async function openActors(
  building: Building,
  journal: PostgresJournal,
  venue: Venue,
): Promise<ActorSystem> {
  const { settings, log, clock, random, hub, origin } = building;
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
  building.system = system;
  const fees = FEE_SCHEDULES.dflow;
  const latencyMs = settings.ARENA_PAPER_LATENCY_MS;
  const paper = new PaperExchange({ venue: venue.id, fees, latencyMs, clock });
  await system.start(arenaTree(system, {
    journal,
    marketData: observed(venue.marketData, paper),
    execution: paper,
    resolution: venue.resolution,
    broadcast: {
      stream: hub,
      origin,
      phase: () => phaseOf(building),
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

/**
 * Builds everything and starts it: first the site, which is up at once and says what it waits for, then
 * database, venue and actors.
 *
 * @param settings From `loadSettings`.
 * @param log Where operators read what happens.
 * @param onListening Told the site's address as soon as it answers.
 * @throws {Error} If the port is taken, or database, venue or an actor does not start; everything is stopped again.
 */
export async function startArena(
  settings: Settings,
  log: Log,
  onListening: (url: string) => void,
): Promise<RunningArena> {
  const clock = new SystemClock();
  const openings = new Openings();
  const origin = {
    startedAtMs: clock.nowMs(),
    mode: "paper",
    venue: venueName(settings),
  } as const;
  const loss = Promise.withResolvers<Error>();
  const building: Building = {
    settings,
    log,
    clock,
    random: new SystemRandom(),
    origin,
    hub: new SseHub({ timer: clock, initial: emptyView(origin) }),
    openings,
    giveUp: loss.resolve,
    phase: STARTING,
    journal: null,
    history: null,
    system: null,
  };
  try {
    const tape = await openTape(building);
    if (tape !== null) openings.add(async () => void await tape.close());
    const url = await openSite(building);
    onListening(url);
    const journal = building.journal = await openJournal(building);
    const venue = await openVenue({ ...building, tape });
    openings.add(() => venue.stop());
    const system = await openActors(building, journal, venue);
    openings.add(() => system.stop());
    building.phase = TRADING;
    const outcome = Promise.race([
      loss.promise,
      system.done.then((done) => done.reason === "failed" ? done.error : null),
    ]);
    const stop = async () => {
      building.phase = STOPPING;
      await openings.close();
    };
    return { url, ended: outcome.finally(stop), stop };
  } catch (error) {
    await openings.close();
    throw error;
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

if (import.meta.main) await runCommand(SPEC, main);
