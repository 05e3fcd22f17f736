import type { Execution } from "../actors/ports/execution.ts";
import type { JointReading } from "../actors/ports/joint_reading.ts";
import type { Journal } from "../actors/ports/journal.ts";
import type { MarketData } from "../actors/ports/market_data.ts";
import { paperLatency } from "./arena_options.ts";
import { ConfigError, type Settings } from "../config.ts";
import type { ContestantId } from "../domain/ids.ts";
import type { UsdMicros } from "../domain/money.ts";
import type { Clock } from "../runtime/mod.ts";
import type { PatientStart } from "./patient_start.ts";
import type { LiveContestant, Venue } from "./venue.ts";
import { JournaledOrders } from "../venues/journaled_orders.ts";
import { JournaledPayouts } from "../venues/journaled_payouts.ts";
import { JournaledRedemptions } from "../venues/journaled_redemptions.ts";
import { followResets } from "../venues/paper/follow_resets.ts";
import { PaperPerpetuals } from "../venues/paper/perpetual_exchange.ts";
import { PaperExchange } from "../venues/paper/paper_exchange.ts";
import {
  recoverPaper,
  standingOnPaper,
} from "../venues/paper/paper_standing.ts";
import { TwinExecution } from "../venues/paper/twin_execution.ts";
import { RoutedExecution } from "../venues/routed_execution.ts";
import {
  KEYS_VARIABLE,
  PASSPHRASE_VARIABLE,
} from "../venues/signer/key_source.ts";

/** Where orders go, and what that asks of the rest of the arena. */
export interface OrderEntry {
  readonly execution: Execution;
  /** Of perpetuals, on paper; nobody trades them where the venue has none. */
  readonly perpetuals: PaperPerpetuals;
  /** Of the venue, seen by every paper exchange before anybody can act on it. */
  readonly marketData: MarketData;
  /** What live contestants have at the venue when they enroll. */
  readonly startingBalances: ReadonlyMap<ContestantId, UsdMicros>;
}

/** What order entry is opened with. */
export interface OrderEntryDependencies {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly venue: Venue;
  readonly live: readonly LiveContestant[];
  /** The reading of the journal that the arena recovers from: the paper exchange does too. */
  readonly reading: JointReading;
  readonly patience: PatientStart;
}

/**
 * Opens order entry: the paper exchange, and the venue itself for those who trade live. Each live order is also
 * filled by a simulator that takes no others, for the drift between the two.
 *
 * The keys are taken out of the environment here, whoever trades: nothing that starts later can read them.
 *
 * @throws {FatalVenueError} If keys are missing or do not hold, or the venue does not know an account's balance.
 */
export async function openOrderEntry(
  dependencies: OrderEntryDependencies,
): Promise<OrderEntry> {
  const { venue, live } = dependencies;
  const paper = newPaper(dependencies);
  const perpetuals = newPerpetuals(dependencies);
  const liveIds = new Set(live.map(({ contestantId }) => contestantId));
  recoverPaper(dependencies.reading, (standing) => {
    paper.restore(standingOnPaper(standing, (id) => !liveIds.has(id)));
    perpetuals.restore(standing.perpetuals);
  });
  followResets(dependencies.journal, paper);
  if (live.length === 0) {
    forgetKeys();
    return {
      execution: paper,
      perpetuals,
      marketData: observed(venue.marketData, [paper, perpetuals]),
      startingBalances: new Map(),
    };
  }
  const orders = new JournaledOrders({ ...dependencies, contestants: liveIds });
  await orders.recover();
  const payouts = new JournaledPayouts({
    ...dependencies,
    contestants: liveIds,
  });
  await payouts.recover();
  const redemptions = new JournaledRedemptions(dependencies);
  await redemptions.recover();
  const executions = await openLive(dependencies, {
    orders,
    payouts,
    redemptions,
  });
  forgetKeys();
  const twin = newPaper(dependencies);
  const routed = new RoutedExecution({
    paper,
    clock: dependencies.clock,
    live: new Map(
      [...executions].map(([id, execution]) =>
        [
          id,
          new TwinExecution({
            live: execution,
            paper: twin,
            onTwin: (orderId, filled) =>
              void orders.recordTwin(orderId, filled),
          }),
        ] as const
      ),
    ),
    ownerOf: orders.ownerOf,
  });
  return {
    execution: routed,
    perpetuals,
    marketData: observed(venue.marketData, [paper, twin, perpetuals]),
    startingBalances: await balancesOf(executions, orders, dependencies),
  };
}

function newPaper({ venue, settings, clock }: OrderEntryDependencies) {
  return new PaperExchange({
    venue: venue.id,
    pauses: venue.pauses,
    ...paperLatency(settings),
    clock,
  });
}

function newPerpetuals(
  { settings, clock }: OrderEntryDependencies,
): PaperPerpetuals {
  return new PaperPerpetuals({ ...paperLatency(settings), clock });
}

async function openLive(
  { venue, live, settings, patience }: OrderEntryDependencies,
  { orders, payouts, redemptions }: {
    readonly orders: JournaledOrders;
    readonly payouts: JournaledPayouts;
    readonly redemptions: JournaledRedemptions;
  },
): Promise<ReadonlyMap<ContestantId, Execution>> {
  if (venue.openLive === null) {
    throw new ConfigError(
      `Cannot start as live trading needs a venue that takes live orders: current value is ARENA_VENUE=${settings.ARENA_VENUE}`,
    );
  }
  return await venue.openLive({
    contestants: live,
    signedBy: (contestantId) => orders.signedBy(contestantId),
    ownerOf: orders.ownerOf,
    orderOf: orders.orderOf,
    ordersSince: orders.ordersSince,
    payouts,
    redemptionsOf: (contestantId) => redemptions.of(contestantId),
    patience,
  });
}

/** An account enrolls with what the venue says that it has; afterwards the reconciler follows it. */
async function balancesOf(
  executions: ReadonlyMap<ContestantId, Execution>,
  orders: JournaledOrders,
  { patience }: OrderEntryDependencies,
): Promise<ReadonlyMap<ContestantId, UsdMicros>> {
  const balances = new Map<ContestantId, UsdMicros>();
  for (const [id, execution] of executions) {
    if (orders.isEnrolled(id)) continue;
    const report = await patience.ask((signal) => execution.account(0, signal));
    const balance = report.balances.find(({ contestantId }) =>
      contestantId === id
    );
    if (balance === undefined) {
      throw new ConfigError(
        `Cannot start as the venue must tell what ${id} may spend: current value is nothing`,
      );
    }
    balances.set(id, balance.cash);
  }
  return balances;
}

/** The signing worker has read them by now. */
function forgetKeys(): void {
  Deno.env.delete(PASSPHRASE_VARIABLE);
  Deno.env.delete(KEYS_VARIABLE);
}

/** Lets the paper exchanges see every event before anybody can act on it. */
function observed(
  marketData: MarketData,
  papers: readonly Pick<PaperExchange, "onMarketEvent">[],
): MarketData {
  return {
    venue: marketData.venue,
    get health() {
      return marketData.health ?? null;
    },
    run: (listener, signal) =>
      marketData.run((event) => {
        for (const paper of papers) paper.onMarketEvent(event);
        listener(event);
      }, signal),
  };
}
