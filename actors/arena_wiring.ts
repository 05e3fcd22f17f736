/**
 * What the supervision tree is wired from: its ports, its options, and how its actors live.
 *
 * @module
 */
import type { VenueStatus } from "../domain/venue_status.ts";
import type { ContestantId } from "../domain/ids.ts";
import type { SeasonTerms } from "../domain/season.ts";
import type { UsdMicros } from "../domain/money.ts";
import type { TradingPauses } from "../domain/trading_pauses.ts";
import type {
  ActorRef,
  ActorSystem,
  ChildSpec,
  EventBus,
  Random,
  StartActor,
} from "../runtime/mod.ts";
import type { PerpetualStrategy } from "../strategies/perpetual_strategy.ts";
import type { Strategy } from "../strategies/strategy.ts";
import type { BroadcasterDependencies } from "./broadcaster/actor.ts";
import type { CalendarOptions } from "./calendar/actor.ts";
import type { CuratorOptions } from "./curator/options.ts";
import type { CuratorMessage } from "./curator/protocol.ts";
import type { Thresholds } from "./detector/thresholds.ts";
import type { ExecutorMessage } from "./executor/protocol.ts";
import type { BoardStream } from "./ports/board_stream.ts";
import type { Execution } from "./ports/execution.ts";
import type { Journal } from "./ports/journal.ts";
import type { Models } from "./ports/model.ts";
import type { FundingHistory } from "./ports/funding_history.ts";
import type { FrameRejection, MarketData } from "./ports/market_data.ts";
import type { OpinionRefusal } from "./ports/opinion_refusal.ts";
import type { PerpetualExecution } from "./ports/perpetual_execution.ts";
import type { ResolutionSource } from "./ports/resolution.ts";
import type { PriceStore } from "./ports/price_store.ts";
import type { TaskBook } from "./ports/task_book.ts";
import type { FollowedJournal } from "./ports/journal_follower.ts";
import type { JointReading } from "./ports/joint_reading.ts";
import type { ArenaTopics } from "./ports/topics.ts";
import type { RetentionOptions } from "./pricekeeper/actor.ts";
import type { ReconciliationOptions } from "./reconciler/dependencies.ts";
import type { ReconcilerMessage } from "./reconciler/protocol.ts";
import type { RiskLimits } from "./risk/limits.ts";
import type { PerpetualLimits } from "./risk/perpetual_view.ts";
import type { RiskMessage } from "./risk/protocol.ts";
import type { SeasonkeeperMessage } from "./seasonkeeper/protocol.ts";
import type { SettlementCheckOptions } from "./settler/settlement_checks.ts";
import type { SettlerMessage } from "./settler/protocol.ts";
import type { ModelContestant } from "./trader/mind/dependencies.ts";
import type { AgentContestant } from "./trader/agent/dependencies.ts";
import type { AgentMessage } from "./trader/agent/messages.ts";
import type { SummarizerOptions } from "./summarizer/actor.ts";
import type { MindOptions } from "./trader/mind/mind_options.ts";

/** Where the site hears of the arena. */
export interface ArenaBroadcast extends
  Omit<
    BroadcasterDependencies,
    keyof FollowedJournal | "inspect" | "pauses"
  > {
  /**
   * Takes the listener that is to be called after every failure, as a restart is over before the next inspection, and
   * when the phase has changed.
   */
  readonly onTreeChanged: (listener: () => void) => void;
}

/** Whom operators and simulations speak to. */
export interface ArenaRefs {
  readonly risk: ActorRef<RiskMessage>;
  readonly settler: ActorRef<SettlerMessage>;
  readonly executor: ActorRef<ExecutorMessage>;
  readonly reconciler: ActorRef<ReconcilerMessage>;
  /** The traders of outside agents, of the open season first. */
  readonly agents: ReadonlyMap<ContestantId, ActorRef<AgentMessage>>;
  /** `null` where there can be no declared seasons. */
  readonly seasonkeeper: ActorRef<SeasonkeeperMessage> | null;
  /** `null` where no events are chosen. */
  readonly curator: ActorRef<CuratorMessage> | null;
}

/** What the arena reaches the outside through. */
export interface ArenaPorts {
  readonly journal: Journal;
  /** Of that journal, shared with what recovers with the actors from outside of them. @default {one of the actors' own} */
  readonly reading?: JointReading;
  readonly marketData: MarketData;
  readonly execution: Execution;
  /** Order entry for perpetuals; left out where nobody trades them. */
  readonly perpetuals?: PerpetualExecution;
  /** Rates of hours that are over; left out where the venue tells none, as in a replay. */
  readonly fundingHistory?: FundingHistory | undefined;
  readonly resolution: ResolutionSource;
  /** What the broadcaster needs beside the journal; `null` where nobody watches, as in a replay. */
  readonly broadcast: ArenaBroadcast | null;
  /** What answers for model contestants; `null` where there are none. */
  readonly models: Models | null;
  /** Where it is told what came of the tasks of the calendar; left out where nobody looks. */
  readonly tasks?: TaskBook;
  /** Where the prices of events are kept; left out where nobody looks. */
  readonly prices?: PriceStore;
  /** Where both boards go; left out where nobody reads them. */
  readonly boards?: BoardStream;
  readonly onRejection: (rejection: FrameRejection) => void;
  /** Hears each time that the venue begins or ceases to be degraded. */
  readonly onDegraded?: (status: VenueStatus) => void;
  readonly onRefusal: (refusal: OpinionRefusal) => void;
  /** Takes the refs of those that can be spoken to, before anything runs. */
  readonly onRefs?: (refs: ArenaRefs) => void;
}

/** A season, and who competes in it; its members carry its terms in their ids. */
export interface SeasonPlan {
  readonly terms: SeasonTerms;
  readonly contestants: readonly Strategy[];
  readonly models: readonly ModelContestant[];
  readonly agents: readonly AgentContestant[];
}

/** Who trades perpetuals, and what their orders are held to besides. */
export interface PerpetualArena {
  readonly contestants: readonly PerpetualStrategy[];
  readonly limits: PerpetualLimits;
}

/** How this arena is set up. */
export interface ArenaOptions {
  readonly contestants: readonly Strategy[];
  /** Who trades perpetuals, and by which limits; left out where the venue has none. */
  readonly perpetuals?: PerpetualArena;
  /** Contestants that models decide for; they trade where something answers for them. */
  readonly models: readonly ModelContestant[];
  /** Contestants that programs outside of the arena decide for. */
  readonly agents: readonly AgentContestant[];
  /** Milliseconds in which an agent can decide from a snapshot. */
  readonly agentWindowMs: number;
  /** Declared seasons; left out where there can be none, as in a replay. */
  readonly seasons?: readonly SeasonPlan[];
  readonly mind: MindOptions;
  readonly summarizer: SummarizerOptions;
  readonly startingBalance: UsdMicros;
  /** In place of it, for those whose money is at the venue. */
  readonly startingBalances?: ReadonlyMap<ContestantId, UsdMicros>;
  readonly thresholds: Thresholds;
  readonly limits: RiskLimits;
  /** When the venue does not trade. */
  readonly pauses: TradingPauses;
  readonly random: Random;
  readonly roundIntervalMs: number;
  readonly decisionIntervalMs: number;
  readonly equityIntervalMs: number;
  readonly reconciliation: ReconciliationOptions;
  readonly staleAfterMs: number;
  /** Milliseconds between two looks of the feed at how the venue stands. @default {1000} */
  readonly statusIntervalMs?: number;
  /** How results are checked before they are paid on; left out where they are not, as in a replay. */
  readonly settlementCheck?: SettlementCheckOptions;
  /** When the arena does what it does by the calendar; left out where there is none, as in a replay. */
  readonly calendar?: CalendarOptions;
  /** For how long what is kept beside the journal is kept; needed where prices are. */
  readonly retention?: RetentionOptions;
  /** How events are chosen; left out where every open market is thought about and nothing is chosen. */
  readonly daily?: DailyOptions;
}

/** How the events of the arena are chosen. */
export interface DailyOptions {
  readonly curator: Omit<CuratorOptions, "summaries">;
  /** How long an event waits for its summary at most, in milliseconds. */
  readonly summaryWaitMs: number;
}

/** Between a failure and the restart, so that a fault that lasts does not use up the intensity at once. */
export const RESTART_BACKOFF = { minMs: 200, maxMs: 5_000, jitter: 0.2 };

/** State is a fold of the journal, so a stop finishes what is queued and abandons what the venue owes. */
export const LIFECYCLE = {
  shutdownMs: 5_000,
  backoff: RESTART_BACKOFF,
  drain: "messages",
  isMadeAhead: true,
} as const;

/** What every part of the tree is wired from. */
export interface Wiring {
  readonly system: ActorSystem;
  readonly ports: ArenaPorts;
  readonly options: ArenaOptions;
  readonly bus: EventBus<ArenaTopics>;
  /** The journal as every actor follows it. */
  readonly followed: Required<FollowedJournal>;
}

/** Returns a child that is always started again. */
export function permanent<Message>(
  system: ActorSystem,
  ref: ActorRef<Message>,
  start: StartActor<Message>,
): ChildSpec<Message> {
  return system.actor({ ref, start, restart: "permanent", ...LIFECYCLE });
}
