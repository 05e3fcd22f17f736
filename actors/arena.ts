import {
  type ActorRef,
  type ActorSystem,
  type AnyChildSpec,
  EventBus,
  type SupervisorSpec,
} from "../runtime/mod.ts";
import {
  agentActors,
  mindActors,
  perpetualActors,
  traderActors,
} from "./arena_traders.ts";
import { calendarActors, curatorActors, priceActors } from "./arena_daily.ts";
import {
  type ArenaOptions,
  type ArenaPorts,
  type ArenaRefs,
  permanent,
  RESTART_BACKOFF,
  type Wiring,
} from "./arena_wiring.ts";
import { startBriefer } from "./briefer/actor.ts";
import { BRIEFER_MAILBOX } from "./briefer/protocol.ts";
import { startBroadcaster } from "./broadcaster/actor.ts";
import { BROADCASTER_MAILBOX } from "./broadcaster/protocol.ts";
import { CURATOR_MAILBOX } from "./curator/protocol.ts";
import { startDetector } from "./detector/actor.ts";
import { DETECTOR_MAILBOX } from "./detector/protocol.ts";
import { startExecutor } from "./executor/actor.ts";
import { EXECUTOR_MAILBOX } from "./executor/protocol.ts";
import { startFeed } from "./feed/actor.ts";
import { FEED_MAILBOX } from "./feed/protocol.ts";
import { JointReading } from "./ports/joint_reading.ts";
import type { ArenaTopics } from "./ports/topics.ts";
import { startReconciler } from "./reconciler/actor.ts";
import { RECONCILER_MAILBOX } from "./reconciler/protocol.ts";
import { startRisk } from "./risk/actor.ts";
import { RISK_MAILBOX } from "./risk/protocol.ts";
import { startScheduler } from "./scheduler/actor.ts";
import { SCHEDULER_MAILBOX } from "./scheduler/protocol.ts";
import { startScorekeeper } from "./scorekeeper/actor.ts";
import { SCOREKEEPER_MAILBOX } from "./scorekeeper/protocol.ts";
import { startSeasonkeeper } from "./seasonkeeper/actor.ts";
import { SEASONKEEPER_MAILBOX } from "./seasonkeeper/protocol.ts";
import { startSettler } from "./settler/actor.ts";
import { SETTLER_MAILBOX, type SettlerMessage } from "./settler/protocol.ts";
import { startSummarizer } from "./summarizer/actor.ts";
import { SUMMARIZER_MAILBOX } from "./summarizer/protocol.ts";
import { AGENT_MAILBOX } from "./trader/agent/messages.ts";

export type {
  ArenaBroadcast,
  ArenaOptions,
  ArenaPorts,
  ArenaRefs,
  PerpetualArena,
  SeasonPlan,
} from "./arena_wiring.ts";

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
  const { journal, reading = new JointReading(journal) } = ports;
  const followed = { journal, bus, reading };
  const wiring: Wiring = { system, ports, options, bus, followed };
  const refs = reservedRefs(system, options);
  const { settler, risk, curator } = refs;
  ports.onRefs?.(refs);
  return {
    kind: "supervisor",
    id: "arena",
    strategy: "one_for_one",
    intensity: 3,
    periodMs: 60_000,
    children: [
      ...siteActors(wiring),
      ...curatorActors(wiring, curator),
      {
        kind: "supervisor",
        id: "execution",
        strategy: "rest_for_one",
        intensity: 3,
        periodMs: 60_000,
        backoff: RESTART_BACKOFF,
        children: executionActors(wiring, refs),
      },
      // Before anybody trades: what a season has frozen must hold.
      ...seasonActors(wiring, refs),
      {
        kind: "supervisor",
        id: "traders",
        strategy: "one_for_one",
        intensity: 5,
        periodMs: 300_000,
        backoff: RESTART_BACKOFF,
        children: [
          ...traderActors(wiring, risk),
          ...perpetualActors(wiring, risk),
          ...mindActors(wiring, risk),
          ...agentActors(wiring, refs),
        ],
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
      ...boardActors(wiring),
    ],
  };
}

/** Reserves those that are spoken to from outside, and by each other before they start. */
function reservedRefs(
  system: ActorSystem,
  options: ArenaOptions,
): ArenaRefs {
  const settler = system.reserve("arena/execution/settler", SETTLER_MAILBOX);
  const risk = system.reserve("arena/execution/risk", RISK_MAILBOX);
  const executor = system.reserve("arena/execution/executor", EXECUTOR_MAILBOX);
  const reconciler = system.reserve(
    "arena/execution/reconciler",
    RECONCILER_MAILBOX,
  );
  const programs = everyAgent(options);
  const agents = new Map(programs.map(({ contestantId }) => [
    contestantId,
    system.reserve(`arena/traders/${contestantId}`, AGENT_MAILBOX),
  ]));
  const seasonkeeper = options.seasons === undefined
    ? null
    : system.reserve("arena/seasonkeeper", SEASONKEEPER_MAILBOX);
  return {
    settler,
    risk,
    executor,
    reconciler,
    seasonkeeper,
    agents,
    curator: options.daily === undefined
      ? null
      : system.reserve("arena/curator", CURATOR_MAILBOX),
  };
}

/** Returns every account of outside agents, in the open season and in declared ones. */
function everyAgent({ agents, seasons = [] }: ArenaOptions) {
  return [...agents, ...seasons.flatMap((plan) => plan.agents)];
}

/** The broadcaster comes first, so that viewers see everything else start. */
function siteActors(
  { system, ports: { broadcast }, options: { pauses }, followed }: Wiring,
): readonly AnyChildSpec[] {
  if (broadcast === null) return [];
  const inspect = () => system.inspect();
  const broadcaster = system.reserve("arena/broadcaster", BROADCASTER_MAILBOX);
  broadcast.onTreeChanged(() => broadcaster.tell({ kind: "tree_changed" }));
  return [
    permanent(
      system,
      broadcaster,
      (context) =>
        startBroadcaster(
          { ...broadcast, ...followed, inspect, pauses },
          context,
        ),
    ),
  ];
}

/** The scorekeeper reads the journal by and by, and comes last so that nobody waits for it who is to trade. */
function boardActors(
  { system, ports, options, bus }: Wiring,
): readonly AnyChildSpec[] {
  const { boards, journal } = ports;
  const seasons = options.seasons?.map(({ terms }) => terms) ?? [];
  if (boards === undefined) return [];
  return [
    permanent(
      system,
      system.reserve("arena/scorekeeper", SCOREKEEPER_MAILBOX),
      (context) => startScorekeeper({ journal, bus, boards, seasons }, context),
    ),
  ];
}

/**
 * Risk is rebuilt after the executor has begun to ask about its orders. The reconciler comes last, so that all of
 * them hear what it finds, and starts over with whoever of them does.
 */
function executionActors(
  { system, ports, options, followed }: Wiring,
  refs: ArenaRefs,
): readonly AnyChildSpec[] {
  const { settler, risk, executor, reconciler } = refs;
  const { resolution, fundingHistory } = ports;
  const { limits, equityIntervalMs } = options;
  return [
    permanent(
      system,
      executor,
      (context) =>
        startExecutor(
          { ...ports, ...followed, risk, awaitsReconciliation: true },
          context,
        ),
    ),
    permanent(
      system,
      settler,
      (context) =>
        startSettler({
          ...followed,
          resolution,
          equityIntervalMs,
          settlementCheck: options.settlementCheck,
          asksByCalendar:
            options.calendar?.patterns.check_settlements !== undefined,
          hasPerpetuals: options.perpetuals !== undefined,
          fundingHistory,
        }, context),
    ),
    permanent(
      system,
      risk,
      (context) =>
        startRisk({
          ...followed,
          executor,
          limits,
          pauses: options.pauses,
          perpetualLimits: options.perpetuals?.limits,
        }, context),
    ),
    permanent(
      system,
      reconciler,
      (context) =>
        startReconciler({
          ...ports,
          ...options.reconciliation,
          ...refs,
          ...followed,
          perpetuals: options.perpetuals && ports.perpetuals,
        }, context),
    ),
  ];
}

function seasonActors(
  { system, options: { seasons = [] }, followed }: Wiring,
  { seasonkeeper, risk }: ArenaRefs,
): readonly AnyChildSpec[] {
  if (seasonkeeper === null) return [];
  const terms = seasons.map((plan) => plan.terms);
  return [
    permanent(
      system,
      seasonkeeper,
      (context) =>
        startSeasonkeeper({ ...followed, risk, seasons: terms }, context),
    ),
  ];
}

/** Where models compete and the web can be asked. */
function summarizerActors(
  { system, ports: { models }, options, followed }: Wiring,
): readonly AnyChildSpec[] {
  const summaries = models?.summaries ?? null;
  if (summaries === null) return [];
  const parts = {
    ...followed,
    summaries,
    options: options.summarizer,
    onlyEvents: options.daily !== undefined,
  };
  return [permanent(
    system,
    system.reserve("arena/market/summarizer", SUMMARIZER_MAILBOX),
    (context) => startSummarizer(parts, context),
  )];
}

/** The feed comes last, so that nothing is published into the void. */
function marketActors(
  wiring: Wiring,
  settler: ActorRef<SettlerMessage>,
): readonly AnyChildSpec[] {
  const { system, ports, options, bus, followed } = wiring;
  const { models } = ports;
  const { thresholds, roundIntervalMs } = options;
  const { staleAfterMs, statusIntervalMs } = options;
  const onlyEvents = options.daily !== undefined;
  const detector = system.reserve("arena/market/detector", DETECTOR_MAILBOX);
  return [
    permanent(
      system,
      detector,
      (context) => startDetector({ ...followed, thresholds }, context),
    ),
    ...(models === null && everyAgent(options).length === 0 ? [] : [permanent(
      system,
      system.reserve("arena/market/briefer", BRIEFER_MAILBOX),
      (context) => startBriefer({ ...followed, onlyEvents }, context),
    )]),
    ...summarizerActors(wiring),
    permanent(
      system,
      system.reserve("arena/market/scheduler", SCHEDULER_MAILBOX),
      (context) => startScheduler({ bus, roundIntervalMs }, context),
    ),
    ...priceActors(wiring),
    ...calendarActors(wiring),
    permanent(
      system,
      system.reserve("arena/market/feed", FEED_MAILBOX),
      (context) =>
        startFeed({
          ...ports,
          ...followed,
          detector,
          settler,
          staleAfterMs,
          statusIntervalMs,
        }, context),
    ),
  ];
}
