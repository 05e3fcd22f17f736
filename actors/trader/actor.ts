import type { Decision } from "../../domain/decision.ts";
import type { ContestantId, DecisionId, MarketId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import type { Market } from "../../domain/market.ts";
import type { UsdMicros } from "../../domain/money.ts";
import { mid } from "../../domain/price.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { MarketSignal } from "../../domain/signal.ts";
import {
  type Actor,
  type ActorContext,
  type ActorRef,
  assertNever,
  type Random,
} from "../../runtime/mod.ts";
import {
  RULE_BASED,
  type Strategy,
  type StrategyState,
} from "../../strategies/strategy.ts";
import {
  type FollowedJournal,
  JournalFollower,
} from "../ports/journal_follower.ts";
import type { OpinionRefusal } from "../ports/opinion_refusal.ts";
import type { RiskMessage } from "../risk/protocol.ts";
import { DecisionCarrier, type Thought } from "./decision_carrier.ts";
import { decisionOf } from "./decision_of.ts";
import { LeaderWatch } from "./leader_watch.ts";
import { Portfolio } from "./portfolio.ts";
import { PriceHistory } from "../../domain/price_history.ts";
import { SeasonGate } from "./season_gate.ts";
import type { TraderMessage } from "./protocol.ts";

/** What one contestant trades with. */
export interface TraderDependencies extends FollowedJournal {
  readonly contestantId: ContestantId;
  readonly strategy: Strategy;
  readonly startingBalance: UsdMicros;
  readonly risk: ActorRef<RiskMessage>;
  /** Draws depend on this and on what woke the contestant, never on what it drew before. */
  readonly random: Random;
  /** Milliseconds between two decisions on one market, signals aside. */
  readonly decisionIntervalMs: number;
  /** Hears of every opinion that no decision could be made of. */
  readonly onRefusal: (refusal: OpinionRefusal) => void;
}

/**
 * An order that has neither left nor been denied for this long is given up: its message was lost to a crash. One
 * that has left is never given up, however long the venue takes to tell what became of it.
 */
const ORDER_PATIENCE_MS = 60_000;

/** Starts one contestant's trader: folds what it holds, enrolls it if it is new, then waits to be woken. */
export function startTrader(
  dependencies: TraderDependencies,
  context: ActorContext<TraderMessage>,
): Actor<TraderMessage> {
  return new Trader(dependencies, context);
}

class Trader implements Actor<TraderMessage> {
  readonly #dependencies: TraderDependencies;
  readonly #context: ActorContext<TraderMessage>;
  readonly #journal: JournalFollower;
  readonly #portfolio: Portfolio;
  readonly #carrier: DecisionCarrier;
  readonly #prices = new PriceHistory();
  readonly #leader: LeaderWatch;
  readonly #gate: SeasonGate;
  readonly #decidedAtMs = new Map<MarketId, number>();
  /** When decisions that are on their way into the journal were thought of, on the monotonic clock. */
  readonly #thoughts = new Map<DecisionId, Thought>();
  /** Markets with a decision on its way into the journal: a second one would not know of its order. */
  readonly #deciding = new Set<MarketId>();

  constructor(
    dependencies: TraderDependencies,
    context: ActorContext<TraderMessage>,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
    this.#portfolio = new Portfolio(dependencies.contestantId);
    this.#carrier = new DecisionCarrier({
      risk: dependencies.risk,
      orders: this.#portfolio.orders,
      clock: context.clock,
    });
    this.#leader = new LeaderWatch(dependencies.contestantId);
    this.#gate = new SeasonGate(dependencies.contestantId);
    this.#journal = new JournalFollower(
      dependencies,
      context,
      (row) => this.#fold(row),
    );
  }

  async recover(): Promise<void> {
    const { bus } = this.#dependencies;
    const { self } = this.#context;
    bus.subscribe(
      "quote_changed",
      self,
      (quote): TraderMessage => ({ kind: "quote_changed", quote }),
    );
    bus.subscribe(
      "round_started",
      self,
      (round): TraderMessage => ({ kind: "round_started", round }),
    );
    await this.#journal.recover();
    this.#join();
  }

  receive(message: TraderMessage): void {
    switch (message.kind) {
      case "round_started":
        return this.#onRound(message.round.id);
      case "quote_changed":
        return this.#prices.add(message.quote);
      case "row_committed":
        return this.#onRow(message.row);
      case "appended":
        return;
      case "append_failed":
        throw message.error;
      default:
        return assertNever(message);
    }
  }

  /** Enrolls once, when its season has started. */
  #join(): void {
    if (this.#portfolio.isEnrolled || !this.#gate.takesMembers) return;
    const { contestantId, strategy, startingBalance } = this.#dependencies;
    this.#journal.append({
      entry: {
        kind: "contestant_enrolled",
        contestantId,
        name: strategy.name,
        strategy: RULE_BASED,
        startingBalance,
      },
      causationId: null,
      correlationId: null,
    });
  }

  #onRound(roundId: string): void {
    const nowMs = this.#context.clock.nowMs();
    this.#portfolio.orders.giveUp(nowMs - ORDER_PATIENCE_MS);
    this.#prices.keep((id) => this.#portfolio.market(id) !== undefined);
    for (const market of this.#portfolio.openMarkets()) {
      const decidedAtMs = this.#decidedAtMs.get(market.id) ?? -Infinity;
      if (nowMs - decidedAtMs < this.#dependencies.decisionIntervalMs) continue;
      this.#decide(market, { causationId: roundId, signal: null });
    }
  }

  #onRow(row: JournalRow): void {
    if (!this.#journal.accept(row)) return;
    const { entry } = row;
    if (entry.kind === "season_started") return this.#join();
    if (entry.kind === "signal_detected") return this.#onSignal(entry.signal);
    if (entry.kind !== "decision_made") return;
    if (entry.decision.contestantId === this.#dependencies.contestantId) {
      this.#act(entry.decision);
    }
  }

  #fold({ entry, occurredAtMs }: JournalRow): void {
    this.#portfolio.fold(entry, occurredAtMs);
    this.#leader.fold(entry);
    this.#gate.fold(entry);
    switch (entry.kind) {
      case "decision_made":
        if (entry.decision.contestantId === this.#dependencies.contestantId) {
          this.#deciding.delete(entry.decision.marketId);
        }
        return;
      case "market_phase_changed":
        if (isSettling(entry.phase)) this.#decidedAtMs.delete(entry.marketId);
        return;
    }
  }

  #onSignal(signal: MarketSignal): void {
    if (!this.#dependencies.strategy.wakesOn.includes(signal.type)) return;
    const market = this.#portfolio.market(signal.marketId);
    if (market?.phase === "open") {
      this.#decide(market, { causationId: signal.id, signal });
    }
  }

  /** Forms an opinion and commits it; an order follows only once the journal has it. */
  #decide(
    market: Market,
    wake: { causationId: string; signal: MarketSignal | null },
  ): void {
    const { contestantId, strategy, random } = this.#dependencies;
    const wokenAtMs = this.#context.clock.monotonicMs();
    const nowMs = this.#context.clock.nowMs();
    const quote = this.#prices.quote(market.id);
    if (
      quote === undefined || !this.#portfolio.isEnrolled || !this.#gate.isOpen
    ) return;
    if (
      this.#deciding.has(market.id) ||
      this.#portfolio.orders.isUnsettled(market.id)
    ) return;
    const dice = random.fork(`${wake.causationId} ${market.id}`);
    const state: StrategyState = {
      market,
      quote,
      mid: mid(quote.yesBid, quote.yesAsk),
      history: this.#prices.points(market.id),
      held: this.#portfolio.held(market.id),
      working: this.#portfolio.orders.working(market.id),
      freeCash: this.#portfolio.cash,
      resolved: this.#portfolio.record(market),
      leader: this.#leader.decision(market.id),
      signal: wake.signal,
      draws: [dice.next(), dice.next(), dice.next()],
      nowMs,
    };
    this.#decidedAtMs.set(market.id, nowMs);
    const decided = decisionOf(state, {
      strategy,
      contestantId,
      causationId: wake.causationId,
    });
    if (decided.kind === "refused") {
      return this.#dependencies.onRefusal({
        contestantId,
        marketId: market.id,
        message: decided.message,
      });
    }
    const { decision } = decided;
    this.#deciding.add(market.id);
    this.#thoughts.set(decision.id, {
      wokenAtMs,
      decidedAtMs: this.#context.clock.monotonicMs(),
    });
    this.#journal.append({
      entry: { kind: "decision_made", decision },
      causationId: wake.causationId,
      correlationId: decision.id,
    });
  }

  #act(decision: Decision): void {
    const thought = this.#thoughts.get(decision.id);
    this.#thoughts.delete(decision.id);
    this.#carrier.carry(decision, thought);
  }
}
