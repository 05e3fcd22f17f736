/**
 * The reconciler alone on a stage, with a venue that says what the test says. Only tests import it.
 *
 * @module
 */
import type { ContestantId, OrderId } from "../../domain/ids.ts";
import type { EntryOf, JournalEntry } from "../../domain/journal.ts";
import type { MarketPhase } from "../../domain/market.ts";
import { usd } from "../../domain/money.ts";
import {
  SAMPLE_FILL,
  SAMPLE_MARKET,
  SAMPLE_ORDER,
} from "../../domain/testing/samples.ts";
import { booksOf, ENROLLED, FILLED } from "../../domain/testing/story.ts";
import type { TradingScope } from "../../domain/trading_state.ts";
import { TestProbe } from "../../runtime/mod.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import type { ExecutorMessage } from "../executor/protocol.ts";
import {
  AmbiguousOutcomeError,
  type CancelReport,
  type Execution,
  type VenueAccountReport,
  type VenueOrderReport,
} from "../ports/execution.ts";
import type { ResolutionSource } from "../ports/resolution.ts";
import type { SetTradingState } from "../risk/protocol.ts";
import type { SettlerMessage } from "../settler/protocol.ts";
import { startReconciler } from "./actor.ts";
import {
  RECONCILER_MAILBOX,
  type ReconcilerMessage,
  type ReconciliationTrigger,
} from "./protocol.ts";

export const INTERVAL_MS = 300_000;
export const LOST = new AmbiguousOutcomeError(
  "Cannot tell: current value is lost",
);

export const LISTED: EntryOf<"market_listed"> = {
  kind: "market_listed",
  market: SAMPLE_MARKET,
};
export const SUBMITTED: EntryOf<"order_submitted"> = {
  kind: "order_submitted",
  order: { ...SAMPLE_ORDER, status: "submitted" },
};
export const ACCEPTED: EntryOf<"order_accepted"> = {
  kind: "order_accepted",
  orderId: SAMPLE_ORDER.id,
};
export const CANCELED: EntryOf<"order_canceled"> = {
  kind: "order_canceled",
  orderId: SAMPLE_ORDER.id,
  reason: "The rest found no counterparty.",
};
export const HALTED: EntryOf<"trading_state_changed"> = {
  kind: "trading_state_changed",
  scope: { kind: "arena" },
  state: "halted",
  step: null,
  cause: "reconcile_mismatch",
  detail: "They differ.",
  by: "arena",
};
/** 4 YES were bought for 2.20 and 7 cents, and the order is over. */
export const HOLDING = [ENROLLED, LISTED, SUBMITTED, FILLED, CANCELED];
/** The order rests. */
export const RESTING = [ENROLLED, LISTED, SUBMITTED, ACCEPTED];

const { contestantId, marketId, outcome, quantity } = SAMPLE_FILL;

/** A venue that agrees with `HOLDING`. */
export const AGREEING: VenueAccountReport = {
  openOrders: [],
  fills: [SAMPLE_FILL],
  positions: [{ contestantId, marketId, outcome, quantity }],
  balances: [{ contestantId, cash: usd("997.73") }],
};
/** A venue that has nothing of us. */
export const NOTHING: VenueAccountReport = {
  openOrders: [],
  fills: [],
  positions: [],
  balances: [],
};

/** A venue whose account questions the test answers, the oldest first. */
class PlayedAccount implements Execution {
  readonly venue = "kalshi";
  readonly mode = "live";
  readonly arrivesWithinMs = 10_000;
  ownAccounts?: ReadonlySet<ContestantId>;
  /** From when on fills were asked for, once per question. */
  readonly asked: number[] = [];
  readonly canceled: OrderId[] = [];
  readonly #answers: ((answer: VenueAccountReport | Error) => void)[] = [];

  account(sinceMs: number): Promise<VenueAccountReport> {
    this.asked.push(sinceMs);
    return new Promise((resolve, reject) =>
      this.#answers.push((answer) =>
        answer instanceof Error ? reject(answer) : resolve(answer)
      )
    );
  }

  answer(answer: VenueAccountReport | Error): void {
    this.#answers.shift()?.(answer);
  }

  cancel(id: OrderId): Promise<CancelReport> {
    this.canceled.push(id);
    return Promise.reject(LOST);
  }

  submit(): Promise<VenueOrderReport> {
    return Promise.resolve({ status: "unknown" });
  }

  query(): Promise<VenueOrderReport> {
    return Promise.resolve({ status: "unknown" });
  }

  onReport(): () => void {
    return () => {};
  }
}

/** Opens a stage with a reconciler. `journal` may hold rows from before it. */
export async function openReconciler(journal: HeldJournal) {
  const stage = new ActorStage<ReconcilerMessage>(journal);
  const execution = new PlayedAccount();
  const executor = new TestProbe<ExecutorMessage>();
  const settler = new TestProbe<SettlerMessage>();
  const risk = new TestProbe<SetTradingState>();
  let said: MarketPhase | Error | Promise<MarketPhase> = "open";
  const resolution: ResolutionSource = {
    venue: "kalshi",
    resolve: async (marketId) => {
      if (said instanceof Error) throw said;
      const phase = await said;
      const result = { kind: "yes" } as const;
      return { marketId, phase, resolution: phase === "final" ? result : null };
    },
  };
  await stage.open(RECONCILER_MAILBOX, (parts, context) =>
    startReconciler({
      ...parts,
      execution,
      resolution,
      executor,
      settler,
      risk,
      intervalMs: INTERVAL_MS,
      driftMax: usd("1"),
    }, context));
  const answer = async (
    ...answers: readonly (VenueAccountReport | Error)[]
  ): Promise<void> => {
    for (const given of answers) {
      execution.answer(given);
      await stage.settle();
    }
  };
  return {
    stage,
    journal,
    execution,
    executor,
    settler,
    risk,
    answer,
    /** Gives one report to the question that waits and to those that confirm it: 2 in all, 3 where holdings differ. */
    agree: async (report: VenueAccountReport, times = 2) => {
      await answer(report);
      for (let n = 1; n < times; n++) {
        await stage.advance(10_000);
        await answer(report);
      }
    },
    trigger: (trigger: ReconciliationTrigger) =>
      stage.tell({ kind: "reconcile", trigger }),
    /** What the venue says of markets from now on. */
    say: (now: MarketPhase | Error | Promise<MarketPhase>) => void (said = now),
    commit: async (...entries: readonly JournalEntry[]) => {
      journal.commitForeign(...entries);
      await stage.settle();
    },
    /** What started each completed pass, and how many differences it found. */
    passes: () =>
      journal.entries("reconciliation_completed").map((
        { trigger, differences },
      ) => `${trigger} ${differences}`),
    /** Books of the whole journal. Every fold accepts it, or this throws. */
    books: () => booksOf(journal.rows.map(({ entry }) => entry)),
  };
}

/** Opens a reconciler after `written`. */
export function openReconcilerAfter(...written: readonly JournalEntry[]) {
  const journal = new HeldJournal();
  journal.write(...written);
  return openReconciler(journal);
}

/** What risk is told of a mismatch. */
export function halt(
  detail: string,
  scope: TradingScope = { kind: "arena" },
): SetTradingState {
  return {
    kind: "set_trading_state",
    scope,
    state: "halted",
    step: null,
    cause: "reconcile_mismatch",
    detail,
    by: "arena",
  };
}
