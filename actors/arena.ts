import { contestantId } from "../domain/ids.ts";
import {
  type ActorRef,
  type ActorSystem,
  type AnyChildSpec,
  EventBus,
  type SupervisorSpec,
} from "../runtime/mod.ts";
import {
  type ArenaOptions,
  type ArenaPorts,
  type ArenaRefs,
  LIFECYCLE,
  permanent,
  RESTART_BACKOFF,
  type SeasonPlan,
  type Wiring,
} from "./arena_wiring.ts";
import { startBriefer } from "./briefer/actor.ts";
import { BRIEFER_MAILBOX } from "./briefer/protocol.ts";
import { startBroadcaster } from "./broadcaster/actor.ts";
import { BROADCASTER_MAILBOX } from "./broadcaster/protocol.ts";
import { startDetector } from "./detector/actor.ts";
import { DETECTOR_MAILBOX } from "./detector/protocol.ts";
import { startExecutor } from "./executor/actor.ts";
import { EXECUTOR_MAILBOX } from "./executor/protocol.ts";
import { startFeed } from "./feed/actor.ts";
import { FEED_MAILBOX } from "./feed/protocol.ts";
import type { ArenaTopics } from "./ports/topics.ts";
import { startReconciler } from "./reconciler/actor.ts";
import { RECONCILER_MAILBOX } from "./reconciler/protocol.ts";
import { startRisk } from "./risk/actor.ts";
import { RISK_MAILBOX, type RiskMessage } from "./risk/protocol.ts";
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
import { startAgent } from "./trader/agent/agent.ts";
import { AGENT_MAILBOX } from "./trader/agent/messages.ts";
import { startTrader } from "./trader/actor.ts";
import { MIND_MAILBOX } from "./trader/mind/messages.ts";
import { startMind } from "./trader/mind/mind.ts";
import { TRADER_MAILBOX } from "./trader/protocol.ts";

export type {
  ArenaBroadcast,
  ArenaOptions,
  ArenaPorts,
  ArenaRefs,
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
  const wiring: Wiring = { system, ports, options, bus };
  const settler = system.reserve("arena/execution/settler", SETTLER_MAILBOX);
  const risk = system.reserve("arena/execution/risk", RISK_MAILBOX);
  const executor = system.reserve("arena/execution/executor", EXECUTOR_MAILBOX);
  const reconciler = system.reserve(
    "arena/execution/reconciler",
    RECONCILER_MAILBOX,
  );
  const agents = new Map(options.agents.map(({ contestantId }) => [
    contestantId,
    system.reserve(`arena/traders/${contestantId}`, AGENT_MAILBOX),
  ]));
  const seasonkeeper = options.seasons === undefined
    ? null
    : system.reserve("arena/seasonkeeper", SEASONKEEPER_MAILBOX);
  const refs: ArenaRefs = {
    settler,
    risk,
    executor,
    reconciler,
    seasonkeeper,
    agents,
  };
  ports.onRefs?.(refs);
  return {
    kind: "supervisor",
    id: "arena",
    strategy: "one_for_one",
    intensity: 3,
    periodMs: 60_000,
    children: [
      ...siteActors(wiring),
      ...boardActors(wiring),
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
    ],
  };
}

/** The broadcaster comes first, so that viewers see everything else start. */
function siteActors({ system, ports, bus }: Wiring): readonly AnyChildSpec[] {
  const { broadcast, journal } = ports;
  if (broadcast === null) return [];
  const inspect = () => system.inspect();
  const broadcaster = system.reserve("arena/broadcaster", BROADCASTER_MAILBOX);
  broadcast.onTreeChanged(() => broadcaster.tell({ kind: "tree_changed" }));
  return [
    permanent(
      system,
      broadcaster,
      (context) =>
        startBroadcaster({ ...broadcast, journal, bus, inspect }, context),
    ),
  ];
}

function boardActors({ system, ports, bus }: Wiring): readonly AnyChildSpec[] {
  const { boards, journal } = ports;
  if (boards === undefined) return [];
  return [
    permanent(
      system,
      system.reserve("arena/scorekeeper", SCOREKEEPER_MAILBOX),
      (context) => startScorekeeper({ journal, bus, boards }, context),
    ),
  ];
}

/**
 * Risk is rebuilt after the executor has begun to ask about its orders. The reconciler comes last, so that all of
 * them hear what it finds, and starts over with whoever of them does.
 */
function executionActors(
  { system, ports, options, bus }: Wiring,
  refs: ArenaRefs,
): readonly AnyChildSpec[] {
  const { settler, risk, executor, reconciler } = refs;
  const { journal, resolution } = ports;
  const { limits, equityIntervalMs } = options;
  return [
    permanent(
      system,
      executor,
      (context) =>
        startExecutor(
          { ...ports, bus, risk, awaitsReconciliation: true },
          context,
        ),
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
      (context) => startRisk({ journal, bus, executor, limits }, context),
    ),
    permanent(
      system,
      reconciler,
      (context) =>
        startReconciler(
          { ...ports, ...options.reconciliation, ...refs, bus },
          context,
        ),
    ),
  ];
}

function seasonActors(
  { system, ports: { journal }, options: { seasons = [] }, bus }: Wiring,
  { seasonkeeper, risk }: ArenaRefs,
): readonly AnyChildSpec[] {
  if (seasonkeeper === null) return [];
  const terms = seasons.map((plan) => plan.terms);
  return [
    permanent(
      system,
      seasonkeeper,
      (context) =>
        startSeasonkeeper({ journal, bus, risk, seasons: terms }, context),
    ),
  ];
}

/** One per contestant: the crashes of one stay its own. */
function traderActors(
  { system, ports, options, bus }: Wiring,
  risk: ActorRef<RiskMessage>,
): readonly AnyChildSpec[] {
  const { journal, onRefusal } = ports;
  const { startingBalances, decisionIntervalMs } = options;
  const enrolled = [
    { ...options, sizing: {} },
    ...options.seasons?.map(playedPlan) ?? [],
  ];
  return enrolled.flatMap(({ contestants, startingBalance }) =>
    contestants.map((strategy) => {
      const id = contestantId(strategy.id);
      const random = options.random.fork(strategy.id);
      return system.actor({
        ref: system.reserve(`arena/traders/${strategy.id}`, TRADER_MAILBOX),
        start: (context) =>
          startTrader({
            contestantId: id,
            strategy,
            startingBalance: startingBalances?.get(id) ?? startingBalance,
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
    })
  );
}

/** One per model: what one of them does to its mind stays its own. */
function mindActors(
  { system, ports, options, bus }: Wiring,
  risk: ActorRef<RiskMessage>,
): readonly AnyChildSpec[] {
  const { journal, models } = ports;
  if (models === null) return [];
  const enrolled = [
    { ...options, sizing: {} },
    ...options.seasons?.map(playedPlan) ?? [],
  ];
  return enrolled.flatMap(({ models: minds, startingBalance, sizing }) =>
    minds.map((contestant) => {
      const parts = { models, startingBalance, journal, bus, risk };
      const rules = { ...options.mind, ...sizing };
      return system.actor({
        ref: system.reserve(
          `arena/traders/${contestant.contestantId}`,
          MIND_MAILBOX,
        ),
        start: (context) =>
          startMind({ ...parts, ...contestant, options: rules }, context),
        restart: "transient",
        ...LIFECYCLE,
      });
    })
  );
}

/** One per outside agent: what it asks for is held to the same rules as what a model answers. */
function agentActors(
  { system, ports, options, bus }: Wiring,
  { risk, agents }: ArenaRefs,
): readonly AnyChildSpec[] {
  const { startingBalance, mind, agentWindowMs: windowMs } = options;
  const { journal } = ports;
  const parts = {
    startingBalance,
    journal,
    bus,
    risk,
    options: mind,
    windowMs,
  };
  return options.agents.flatMap((contestant) => {
    const ref = agents.get(contestant.contestantId);
    return ref === undefined ? [] : [system.actor({
      ref,
      start: (context) => startAgent({ ...parts, ...contestant }, context),
      restart: "transient",
      ...LIFECYCLE,
    })];
  });
}

/** Returns who competes in a season, and by which of its terms. */
function playedPlan({ terms, contestants, models }: SeasonPlan) {
  const { startingBalance, sizing, kellyFractionMicros } = terms;
  return {
    contestants,
    models,
    startingBalance,
    sizing: { sizing, kellyFractionMicros },
  };
}

/** Where models compete and the web can be asked. */
function summarizerActors(
  { system, ports, options, bus }: Wiring,
): readonly AnyChildSpec[] {
  const { journal, models } = ports;
  const summaries = models?.summaries ?? null;
  if (summaries === null) return [];
  const parts = { journal, bus, summaries, options: options.summarizer };
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
  const { system, ports, options, bus } = wiring;
  const { journal, models } = ports;
  const { thresholds, roundIntervalMs, staleAfterMs } = options;
  const detector = system.reserve("arena/market/detector", DETECTOR_MAILBOX);
  return [
    permanent(
      system,
      detector,
      (context) => startDetector({ journal, bus, thresholds }, context),
    ),
    ...(models === null && options.agents.length === 0 ? [] : [permanent(
      system,
      system.reserve("arena/market/briefer", BRIEFER_MAILBOX),
      (context) => startBriefer({ journal, bus }, context),
    )]),
    ...summarizerActors(wiring),
    permanent(
      system,
      system.reserve("arena/market/scheduler", SCHEDULER_MAILBOX),
      (context) => startScheduler({ bus, roundIntervalMs }, context),
    ),
    permanent(
      system,
      system.reserve("arena/market/feed", FEED_MAILBOX),
      (context) =>
        startFeed({ ...ports, bus, detector, settler, staleAfterMs }, context),
    ),
  ];
}
