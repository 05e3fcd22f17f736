import type { FeeSchedule } from "../domain/fees.ts";
import { contestantId } from "../domain/ids.ts";
import type { UsdMicros } from "../domain/money.ts";
import {
  type ActorRef,
  type ActorSystem,
  type AnyChildSpec,
  type ChildSpec,
  EventBus,
  type Random,
  type StartActor,
  type SupervisorSpec,
} from "../runtime/mod.ts";
import type { Strategy } from "../strategies/strategy.ts";
import {
  type BroadcasterDependencies,
  startBroadcaster,
} from "./broadcaster/actor.ts";
import { BROADCASTER_MAILBOX } from "./broadcaster/protocol.ts";
import { startDetector } from "./detector/actor.ts";
import { DETECTOR_MAILBOX } from "./detector/protocol.ts";
import type { Thresholds } from "./detector/thresholds.ts";
import { startExecutor } from "./executor/actor.ts";
import { EXECUTOR_MAILBOX } from "./executor/protocol.ts";
import { startFeed } from "./feed/actor.ts";
import { FEED_MAILBOX } from "./feed/protocol.ts";
import type { Execution } from "./ports/execution.ts";
import type { Journal } from "./ports/journal.ts";
import type { FrameRejection, MarketData } from "./ports/market_data.ts";
import type { OpinionRefusal } from "./ports/opinion_refusal.ts";
import type { ResolutionSource } from "./ports/resolution.ts";
import type { ArenaTopics } from "./ports/topics.ts";
import { startRisk } from "./risk/actor.ts";
import type { RiskLimits } from "./risk/limits.ts";
import { RISK_MAILBOX, type RiskMessage } from "./risk/protocol.ts";
import { startScheduler } from "./scheduler/actor.ts";
import { SCHEDULER_MAILBOX } from "./scheduler/protocol.ts";
import { startSettler } from "./settler/actor.ts";
import { SETTLER_MAILBOX, type SettlerMessage } from "./settler/protocol.ts";
import { startTrader } from "./trader/actor.ts";
import { TRADER_MAILBOX } from "./trader/protocol.ts";

/** Where the site hears of the arena. */
export interface ArenaBroadcast
  extends Omit<BroadcasterDependencies, "journal" | "bus" | "inspect"> {
  /** Takes the listener that is to be called after every failure: a restart is over before the next inspection. */
  readonly onFailure: (listener: () => void) => void;
}

/** What the arena reaches the outside through. */
export interface ArenaPorts {
  readonly journal: Journal;
  readonly marketData: MarketData;
  readonly execution: Execution;
  readonly resolution: ResolutionSource;
  /** What the broadcaster needs beside the journal; `null` where nobody watches, as in a replay. */
  readonly broadcast: ArenaBroadcast | null;
  readonly onRejection: (rejection: FrameRejection) => void;
  readonly onRefusal: (refusal: OpinionRefusal) => void;
}

/** How this arena is set up. */
export interface ArenaOptions {
  readonly contestants: readonly Strategy[];
  readonly startingBalance: UsdMicros;
  readonly thresholds: Thresholds;
  readonly limits: RiskLimits;
  readonly fees: FeeSchedule;
  readonly random: Random;
  readonly roundIntervalMs: number;
  readonly decisionIntervalMs: number;
  readonly equityIntervalMs: number;
  readonly staleAfterMs: number;
}

/** Between a failure and the restart, so that a fault that lasts does not use up the intensity at once. */
const RESTART_BACKOFF = { minMs: 200, maxMs: 5_000, jitter: 0.2 };

/** State is a fold of the journal, so a stop finishes what is queued and abandons what the venue owes. */
const LIFECYCLE = {
  shutdownMs: 5_000,
  backoff: RESTART_BACKOFF,
  drain: "messages",
} as const;

/** What every part of the tree is wired from. */
interface Wiring {
  readonly system: ActorSystem;
  readonly ports: ArenaPorts;
  readonly options: ArenaOptions;
  readonly bus: EventBus<ArenaTopics>;
}

/**
 * Returns the supervision tree. Consumers start before producers and stop after them: the tap is opened
 * last and closed first.
 */
export function arenaTree(
  system: ActorSystem,
  ports: ArenaPorts,
  options: ArenaOptions,
): SupervisorSpec {
  const bus = new EventBus<ArenaTopics>();
  ports.journal.onCommit((row) => bus.publish("row_committed", row));
  const wiring: Wiring = { system, ports, options, bus };
  const settler = system.reserve("arena/execution/settler", SETTLER_MAILBOX);
  const risk = system.reserve("arena/execution/risk", RISK_MAILBOX);
  return {
    kind: "supervisor",
    id: "arena",
    strategy: "one_for_one",
    intensity: 3,
    periodMs: 60_000,
    children: [
      ...siteActors(wiring),
      {
        kind: "supervisor",
        id: "execution",
        strategy: "rest_for_one",
        intensity: 3,
        periodMs: 60_000,
        backoff: RESTART_BACKOFF,
        children: executionActors(wiring, settler, risk),
      },
      {
        kind: "supervisor",
        id: "traders",
        strategy: "one_for_one",
        intensity: 5,
        periodMs: 300_000,
        backoff: RESTART_BACKOFF,
        children: traderActors(wiring, risk),
      },
      {
        kind: "supervisor",
        id: "market",
        strategy: "one_for_one",
        intensity: 5,
        periodMs: 60_000,
        backoff: RESTART_BACKOFF,
        children: marketActors(wiring, settler),
      },
    ],
  };
}

/** The broadcaster comes first, so that viewers see everything else start. */
function siteActors({ system, ports, bus }: Wiring): readonly AnyChildSpec[] {
  const { broadcast, journal } = ports;
  if (broadcast === null) return [];
  const inspect = () => system.inspect();
  const broadcaster = system.reserve("arena/broadcaster", BROADCASTER_MAILBOX);
  broadcast.onFailure(() => broadcaster.tell({ kind: "tree_changed" }));
  return [
    permanent(
      system,
      broadcaster,
      (context) =>
        startBroadcaster({ ...broadcast, journal, bus, inspect }, context),
    ),
  ];
}

/** Risk comes last: it is rebuilt after the executor has begun to reconcile. */
function executionActors(
  { system, ports, options, bus }: Wiring,
  settler: ActorRef<SettlerMessage>,
  risk: ActorRef<RiskMessage>,
): readonly AnyChildSpec[] {
  const { journal, execution, resolution } = ports;
  const { limits, fees, equityIntervalMs } = options;
  const executor = system.reserve("arena/execution/executor", EXECUTOR_MAILBOX);
  return [
    permanent(
      system,
      executor,
      (context) => startExecutor({ execution, journal, bus }, context),
    ),
    permanent(
      system,
      settler,
      (context) =>
        startSettler({ journal, bus, resolution, equityIntervalMs }, context),
    ),
    permanent(
      system,
      risk,
      (context) => startRisk({ journal, bus, executor, limits, fees }, context),
    ),
  ];
}

/** One per contestant: the crashes of one stay its own. */
function traderActors(
  { system, ports, options, bus }: Wiring,
  risk: ActorRef<RiskMessage>,
): readonly AnyChildSpec[] {
  const { journal, onRefusal } = ports;
  const { startingBalance, decisionIntervalMs } = options;
  return options.contestants.map((strategy) => {
    const random = options.random.fork(strategy.id);
    return system.actor({
      ref: system.reserve(`arena/traders/${strategy.id}`, TRADER_MAILBOX),
      start: (context) =>
        startTrader({
          contestantId: contestantId(strategy.id),
          strategy,
          startingBalance,
          journal,
          bus,
          risk,
          random,
          decisionIntervalMs,
          onRefusal,
        }, context),
      restart: "transient",
      ...LIFECYCLE,
    });
  });
}

/** The feed comes last, so that nothing is published into the void. */
function marketActors(
  { system, ports, options, bus }: Wiring,
  settler: ActorRef<SettlerMessage>,
): readonly AnyChildSpec[] {
  const { journal, marketData, onRejection } = ports;
  const { thresholds, roundIntervalMs, staleAfterMs } = options;
  const detector = system.reserve("arena/market/detector", DETECTOR_MAILBOX);
  return [
    permanent(
      system,
      detector,
      (context) => startDetector({ journal, bus, thresholds }, context),
    ),
    permanent(
      system,
      system.reserve("arena/market/scheduler", SCHEDULER_MAILBOX),
      (context) => startScheduler({ bus, roundIntervalMs }, context),
    ),
    permanent(
      system,
      system.reserve("arena/market/feed", FEED_MAILBOX),
      (context) =>
        startFeed({
          marketData,
          journal,
          bus,
          detector,
          settler,
          staleAfterMs,
          onRejection,
        }, context),
    ),
  ];
}

function permanent<Message>(
  system: ActorSystem,
  ref: ActorRef<Message>,
  start: StartActor<Message>,
): ChildSpec<Message> {
  return system.actor({ ref, start, restart: "permanent", ...LIFECYCLE });
}
