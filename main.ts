import { openAgentDesks } from "./composition/agent_entry.ts";
import { arenaTree } from "./actors/arena.ts";
import { JointReading } from "./actors/ports/joint_reading.ts";
import type { Journal } from "./actors/ports/journal.ts";
import { arenaLineup } from "./composition/arena_lineup.ts";
import { arenaOptions } from "./composition/arena_options.ts";
import { ConfigError, loadSettings, type Settings } from "./config.ts";
import { tradesLive } from "./config/venue_settings.ts";
import {
  dailyOptions,
  settlementOptions,
} from "./composition/daily_options.ts";
import {
  type ArenaDatabase,
  openArenaDatabase,
  openStored,
} from "./composition/arena_database.ts";
import {
  openRoster,
  openVisitorsModel,
  showCatalog,
} from "./composition/model_entry.ts";
import { StandbyView } from "./composition/arena_standby.ts";
import { patientReads } from "./db/patient_reads.ts";
import { emptyView, type ViewOrigin } from "./domain/view_reducer.ts";
import { createLog, type Log } from "./composition/log.ts";
import { PatientStart } from "./composition/patient_start.ts";
import { ArenaProgress } from "./composition/arena_progress.ts";
import { openDesk } from "./composition/operator_desk.ts";
import { LatestBoards } from "./routes/(_api)/latest_boards.ts";
import { OrderTimings } from "./routes/(_api)/order_timings.ts";
import { SseHub } from "./routes/(_api)/sse_hub.ts";
import { afterEventLoopTurn } from "./runtime/clock.ts";
import {
  ActorSystem,
  LiveDispatcher,
  SeededRandom,
  SystemClock,
  SystemRandom,
} from "./runtime/mod.ts";
import { openOrderEntry } from "./composition/live_trading.ts";
import { openPriceStore } from "./composition/price_store.ts";
import { openTaskBook } from "./composition/task_book.ts";
import { openSite } from "./composition/site_server.ts";
import { alertOfEnd } from "./composition/actor_alerts.ts";
import { logDeadLetter, reportFailure } from "./composition/actor_log.ts";
import type { Alert } from "./composition/alert.ts";
import { openAlerts } from "./composition/alerts.ts";
import { venueLog } from "./composition/venue_log.ts";
import {
  explain,
  printErrorLine,
  printLine,
  runCommand,
} from "./tools/flags.ts";
import { openTape, type Venue } from "./composition/venue.ts";
import { openVenue, venueName } from "./composition/venue_choice.ts";

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
  readonly timings: OrderTimings;
  readonly boards: LatestBoards;
  readonly progress: ArenaProgress;
  /** What closes each part that is open, undone in reverse order. */
  readonly openings: AsyncDisposableStack;
  /** Hears of a loss that only a new process mends. */
  readonly giveUp: (error: Error) => void;
  /** Asks for a stop; only a wait for another process ends at once. */
  readonly stopping: AbortSignal;
  /** Tells an operator. */
  readonly alert: (alert: Alert) => void;
}

/** Where contestants trade, and the journal of it. */
interface Trade {
  readonly journal: Journal;
  readonly reading: JointReading;
  readonly venue: Venue;
}

interface StartOptions {
  /** Told the site's address as soon as it answers. */
  readonly onListening: (url: string) => void;
  readonly stopping: AbortSignal;
}

/**
 * Builds everything and starts it: first the site, which is up at once and says what it waits for, and the
 * database beside it, then venue and actors. While another process trades on the database, it stands by.
 *
 * @returns `null` if a stop was asked for before it could trade.
 * @throws {Error} If the port is taken, or database, venue or an actor does not start; everything is stopped again.
 */
async function startArena(
  settings: Settings,
  log: Log,
  { onListening, stopping }: StartOptions,
): Promise<RunningArena | null> {
  const clock = new SystemClock();
  const random = new SystemRandom();
  const origin: ViewOrigin = {
    startedAtMs: clock.nowMs(),
    mode: tradesLive(settings.ARENA_MODE) ? "live" : "paper",
    venue: venueName(settings),
  };
  const progress = new ArenaProgress();
  const openings = new AsyncDisposableStack();
  const loss = Promise.withResolvers<Error>();
  const foundation: Foundation = {
    settings,
    log,
    clock,
    random,
    origin,
    hub: new SseHub({
      timer: clock,
      afterEventLoopTurn,
      initial: emptyView(origin),
    }),
    timings: new OrderTimings(),
    boards: new LatestBoards(),
    progress,
    openings,
    giveUp: loss.resolve,
    stopping,
    alert: openAlerts({ settings, log, clock, random, stopping, openings }),
  };
  try {
    const tape = await openTape(foundation);
    if (tape !== null) openings.defer(async () => void await tape.close());
    await showCatalog(foundation);
    const chatModel = await openVisitorsModel(foundation);
    const site = openSite({ ...foundation, chatModel });
    const isUp = site.isUp.then(() => onListening(site.url));
    const database = await openDatabase(foundation, isUp);
    if (database === null) {
      progress.stage = "stopping";
      await openings.disposeAsync();
      return null;
    }
    progress.database = database;
    const journal = patientReads(database.journal, foundation);
    const venue = await openVenue({ ...foundation, tape });
    openings.defer(() => venue.stop());
    tape?.onBegun?.(() => venue.marketData.retell?.());
    const reading = new JointReading(journal);
    const system = await openActors(foundation, { journal, reading, venue });
    openings.defer(() => system.stop());
    const outcome = outcomeOf(foundation, loss.promise, system);
    // A stop ends the actors, which stops the arena: whoever comes second waits for the same end.
    let stopped: Promise<void> | null = null;
    const stop = () => {
      progress.stage = "stopping";
      return stopped ??= openings.disposeAsync();
    };
    return { ended: outcome.finally(stop), stop };
  } catch (error) {
    await openings.disposeAsync();
    if (stopping.aborted && error === stopping.reason) return null;
    throw error;
  }
}

/** Waits until the arena ends by itself, and tells an operator where it gave up. @returns Why it did. */
async function outcomeOf(
  { alert }: Foundation,
  loss: Promise<Error>,
  system: ActorSystem,
): Promise<Error | null> {
  const done = await Promise.race([loss, system.done]);
  if (!(done instanceof Error) && done.reason === "stopped") return null;
  const error = done instanceof Error ? done : done.error;
  alert(alertOfEnd(error));
  return error;
}

/**
 * Opens the database once this process alone may trade on it, and lets viewers know while it may not.
 *
 * @param site Resolves once it is up: the embedded database wakes while its pages are built.
 */
async function openDatabase(
  foundation: Foundation,
  site: Promise<void>,
): Promise<ArenaDatabase | null> {
  const { progress, hub } = foundation;
  const stored = openStored(foundation);
  // Whichever fails, the other one is waited for: whoever closes what is open finds nothing half open.
  await Promise.allSettled([site, stored]);
  await site;
  const store = await stored;
  const standby = new StandbyView({ ...foundation, stream: hub });
  const onStandingBy = () => {
    progress.stage = "standing_by";
    standby.publish(progress.phase);
  };
  const database = await openArenaDatabase(store, {
    ...foundation,
    onStandingBy,
  });
  progress.stage = "starting";
  return database;
}

async function openActors(
  foundation: Foundation,
  trade: Trade,
): Promise<ActorSystem> {
  const { settings, log, clock, random, hub, origin, progress } = foundation;
  const { journal, reading, venue } = trade;
  let showTree = () => {};
  const system = new ActorSystem({
    clock,
    random,
    dispatcher: new LiveDispatcher(),
    onFailure(failure) {
      reportFailure(failure, foundation);
      showTree();
    },
    onDeadLetter: (letter) => logDeadLetter(log, letter),
  });
  progress.system = system;
  const roster = await openRoster({ settings, log, clock, random, progress });
  const options = { ...arenaOptions(settings), ...dailyOptions(settings) };
  const { entrants, live } = await arenaLineup({
    settings,
    venue: venue.id,
    options,
    roster,
  });
  const { startingBalances, ...entry } = await openOrderEntry({
    ...foundation,
    ...trade,
    live,
    patience: new PatientStart(foundation),
  });
  progress.marketData = entry.marketData;
  await system.start(arenaTree(system, {
    journal,
    reading,
    ...entry,
    resolution: venue.resolution,
    fundingHistory: venue.fundingHistory,
    models: roster.models,
    broadcast: {
      stream: hub,
      origin,
      onOrderTimed: (timing) => foundation.timings.observe(timing),
      phase: () => progress.phase,
      viewers: () => hub.viewers(),
      onTreeChanged: (listener) => showTree = listener,
    },
    boards: foundation.boards,
    tasks: openTaskBook(progress, log),
    ...openPriceStore({ settings, progress, log }),
    ...venueLog(log, clock, foundation.alert),
    onRefusal: (refusal) => log.warn(refusal, "an opinion was refused"),
    onRefs(refs) {
      progress.desk = openDesk(refs, { journal, clock, log });
      progress.agents = openAgentDesks(refs);
    },
  }, {
    ...options,
    ...settlementOptions(settings),
    ...entrants,
    pauses: venue.pauses,
    startingBalances,
    random: new SeededRandom(settings.ARENA_SEED).fork("contestants"),
  }));
  progress.stage = "trading";
  // Viewers hear of it now and not at the next inspection.
  showTree();
  return system;
}

async function main(): Promise<number> {
  try {
    const settings = loadSettings(Deno.env.toObject());
    const log = createLog(settings.ARENA_LOG_LEVEL);
    const stopping = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      Deno.addSignalListener(signal, () => stopping.abort());
    }
    const arena = await startArena(settings, log, {
      onListening: (url) => printLine(`listening on ${url}`),
      stopping: stopping.signal,
    });
    if (arena === null) return 0;
    const error = await endOf(arena, stopping.signal);
    if (error === null) return 0;
    log.error({ err: error }, "the arena gave up");
    printErrorLine(explain(error));
    return 1;
  } catch (error) {
    printErrorLine(explain(error));
    return error instanceof ConfigError ? 2 : 1;
  }
}

/** Waits for the arena's end, or makes it when a stop is asked for. @returns Why it gave up, `null` if it did not. */
function endOf(
  arena: RunningArena,
  stopping: AbortSignal,
): Promise<Error | null> {
  // A stop asked for while it started is made as soon as it has: nothing is left half open.
  if (stopping.aborted) arena.stop();
  else stopping.addEventListener("abort", () => arena.stop());
  return arena.ended;
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
