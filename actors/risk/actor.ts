import type { FeeSchedule } from "../../domain/fees.ts";
import { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId, MarketId, OrderId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import { ZERO_USD } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { transition } from "../../domain/order_transitions.ts";
import type { Quote } from "../../domain/quote.ts";
import { isSettling } from "../../domain/settlement.ts";
import {
  type Actor,
  type ActorContext,
  type ActorRef,
  assert,
  assertNever,
} from "../../runtime/mod.ts";
import type { ExecutorMessage } from "../executor/protocol.ts";
import {
  type FollowedJournal,
  JournalFollower,
} from "../ports/journal_follower.ts";
import type { Denial, RiskView } from "./checks.ts";
import { costMax, exposureBeside } from "./exposure.ts";
import type { RiskLimits } from "./limits.ts";
import type { RiskMessage } from "./protocol.ts";
import { review } from "./review.ts";

/** What risk works with. */
export interface RiskDependencies extends FollowedJournal {
  readonly executor: ActorRef<ExecutorMessage>;
  readonly limits: RiskLimits;
  /** The venue's fee schedule, for what an order may cost at most. */
  readonly fees: FeeSchedule;
}

const MINUTE_MS = 60_000;

/** Starts risk: every order is held to every limit, and only what it approves reaches the executor. */
export async function startRisk(
  dependencies: RiskDependencies,
  context: ActorContext<RiskMessage>,
): Promise<Actor<RiskMessage>> {
  const risk = new Risk(dependencies, context);
  await risk.recover();
  return risk;
}

class Risk implements Actor<RiskMessage> {
  readonly #dependencies: RiskDependencies;
  readonly #context: ActorContext<RiskMessage>;
  readonly #books = new ArenaBooks();
  readonly #journal: JournalFollower;
  /** Of markets that are open. */
  readonly #quotes = new Map<MarketId, Quote>();
  /** Approved orders that the journal does not have yet: they claim cash and contracts all the same. */
  readonly #approved = new Map<OrderId, Order>();
  /** Denied orders that the journal does not have yet. */
  readonly #denied = new Set<OrderId>();
  /** When orders were approved within the last minute: never more per contestant than the limit lets through. */
  readonly #approvedAtMs = new Map<ContestantId, readonly number[]>();

  constructor(
    dependencies: RiskDependencies,
    context: ActorContext<RiskMessage>,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
    this.#journal = new JournalFollower(
      dependencies,
      context,
      (row) => this.#fold(row),
    );
  }

  async recover(): Promise<void> {
    this.#dependencies.bus.subscribe(
      "quote_changed",
      this.#context.self,
      (quote): RiskMessage => ({ kind: "quote_changed", quote }),
    );
    await this.#journal.recover();
  }

  receive(message: RiskMessage): void {
    switch (message.kind) {
      case "review_order":
        return this.#review(message.order);
      case "quote_changed":
        return this.#onQuote(message.quote);
      case "row_committed":
        this.#journal.accept(message.row);
        return;
      case "appended":
        return;
      case "append_failed":
        throw message.error;
      default:
        return assertNever(message);
    }
  }

  #fold(row: JournalRow): void {
    this.#books.apply(row);
    const { entry } = row;
    if (entry.kind === "order_submitted" || entry.kind === "order_denied") {
      this.#approved.delete(entry.order.id);
      this.#denied.delete(entry.order.id);
    }
    if (entry.kind === "market_phase_changed" && entry.phase !== "open") {
      this.#quotes.delete(entry.marketId);
    }
  }

  /** A quote that comes after a market's end is late and would be kept for good. */
  #onQuote(quote: Quote): void {
    const { marketId } = quote;
    const phase = this.#books.markets.get(marketId)?.market.phase;
    if (phase !== undefined && isSettling(phase)) return;
    this.#quotes.set(marketId, quote);
  }

  /** The same intent may be delivered twice; it is reviewed once, whatever came of it. */
  #review(order: Order): void {
    const { id, contestantId } = order;
    if (
      this.#books.orders.has(id) || this.#approved.has(id) ||
      this.#denied.has(id)
    ) return;
    // No fold accepts a row of somebody who is not there, so not even a denial could be journaled.
    assert(
      this.#books.contestants.has(contestantId),
      `Cannot review order "${id}" as its contestant must be enrolled: current value is "${contestantId}"`,
    );
    const verdict = review(order, this.#view(order), this.#dependencies.limits);
    if (verdict.kind === "denied") return this.#deny(order, verdict.denial);
    this.#countApproval(contestantId);
    this.#approved.set(id, order);
    this.#dependencies.executor.tell({
      kind: "submit_order",
      order: verdict.order,
    });
  }

  #view(order: Order): RiskView {
    const { fees } = this.#dependencies;
    const contestant = this.#books.contestants.get(order.contestantId);
    const market = this.#books.markets.get(order.marketId)?.market ?? null;
    return {
      nowMs: this.#context.clock.nowMs(),
      market,
      quote: this.#quotes.get(order.marketId) ?? null,
      ...exposureBeside(order, this.#books, { approved: this.#approved, fees }),
      costMax: costMax(order, market, fees),
      ordersInLastMinute: this.#recentApprovals(order.contestantId).length,
      equity: contestant?.mark?.equity ?? contestant?.startingBalance ??
        ZERO_USD,
      equityPeak: contestant?.peakEquity ?? ZERO_USD,
    };
  }

  #recentApprovals(contestantId: ContestantId): readonly number[] {
    const sinceMs = this.#context.clock.nowMs() - MINUTE_MS;
    return (this.#approvedAtMs.get(contestantId) ?? []).filter((atMs) =>
      atMs > sinceMs
    );
  }

  #countApproval(contestantId: ContestantId): void {
    this.#approvedAtMs.set(contestantId, [
      ...this.#recentApprovals(contestantId),
      this.#context.clock.nowMs(),
    ]);
  }

  #deny(order: Order, { code, detail }: Denial): void {
    const denied = transition(order, { kind: "order_denied" });
    this.#denied.add(order.id);
    this.#journal.append({
      entry: { kind: "order_denied", order: denied, code, detail },
      causationId: order.decisionId,
      correlationId: order.decisionId,
    });
  }
}
