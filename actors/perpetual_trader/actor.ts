import { deriveDecisionId, deriveOrderId } from "../../domain/digest.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId, MarketId } from "../../domain/ids.ts";
import type { JournalEntry, JournalRow } from "../../domain/journal.ts";
import { add, MICROS, type UsdMicros } from "../../domain/money.ts";
import { perpetualsAtClose } from "../../domain/perpetual_equity.ts";
import {
  newerPerpetualQuote,
  type PerpetualMarket,
  type PerpetualQuote,
  type PerpetualReport,
} from "../../domain/perpetual_market.ts";
import type { PerpetualDecision } from "../../domain/perpetual_order.ts";
import type { MidPoint } from "../../domain/price_history.ts";
import {
  type Actor,
  type ActorContext,
  type ActorRef,
  assertNever,
} from "../../runtime/mod.ts";
import type { PerpetualStrategy } from "../../strategies/perpetual_strategy.ts";
import { RULE_BASED } from "../../strategies/strategy.ts";
import {
  type FollowedJournal,
  JournalFollower,
  openBooks,
} from "../ports/journal_follower.ts";
import type { RiskMessage } from "../risk/protocol.ts";
import { exposureMicrosOf, type QuotedMarket, termsFor } from "./sizing.ts";
import type { PerpetualTraderMessage } from "./protocol.ts";

/** What one contestant trades perpetuals with. */
export interface PerpetualTraderDependencies extends FollowedJournal {
  readonly contestantId: ContestantId;
  readonly strategy: PerpetualStrategy;
  readonly startingBalance: UsdMicros;
  readonly risk: ActorRef<RiskMessage>;
}

const POINTS_MAX = 120;
const SPACING_MS = 1_000;

/** Starts one contestant's trader: folds what it holds, enrolls it if it is new, then waits for rounds. */
export function startPerpetualTrader(
  dependencies: PerpetualTraderDependencies,
  context: ActorContext<PerpetualTraderMessage>,
): Actor<PerpetualTraderMessage> {
  return new PerpetualTrader(dependencies, context);
}

class PerpetualTrader implements Actor<PerpetualTraderMessage> {
  readonly #dependencies: PerpetualTraderDependencies;
  readonly #context: ActorContext<PerpetualTraderMessage>;
  readonly #journal: JournalFollower;
  readonly #books: ArenaBooks;
  readonly #quotes = new Map<MarketId, PerpetualQuote>();
  readonly #points = new Map<MarketId, readonly MidPoint[]>();
  /** Markets with a decision on its way into the journal: a second one would not know of its order. */
  readonly #deciding = new Set<MarketId>();

  constructor(
    dependencies: PerpetualTraderDependencies,
    context: ActorContext<PerpetualTraderMessage>,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
    this.#books = openBooks(dependencies);
    this.#journal = new JournalFollower(
      dependencies,
      context,
      (row) => void this.#books.apply(row),
    );
  }

  async recover(): Promise<void> {
    const { bus, contestantId, strategy, startingBalance } = this.#dependencies;
    const { self } = this.#context;
    bus.subscribe(
      "perpetual_reported",
      self,
      (report): PerpetualTraderMessage => ({
        kind: "perpetual_reported",
        report,
      }),
    );
    bus.subscribe(
      "round_started",
      self,
      (round): PerpetualTraderMessage => ({ kind: "round_started", round }),
    );
    await this.#journal.recover();
    if (this.#books.contestants.has(contestantId)) return;
    this.#append({
      kind: "contestant_enrolled",
      contestantId,
      name: strategy.name,
      strategy: RULE_BASED,
      startingBalance,
    }, null);
  }

  receive(message: PerpetualTraderMessage): void {
    switch (message.kind) {
      case "round_started":
        return this.#onRound(message.round.id);
      case "perpetual_reported":
        return this.#onReport(message.report);
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

  #onReport(report: PerpetualReport): void {
    const quote = newerPerpetualQuote(report, this.#quotes);
    if (quote === null) return;
    const { marketId, bid, ask, occurredAtMs: atMs } = quote;
    this.#quotes.set(marketId, quote);
    const points = this.#points.get(marketId) ?? [];
    const last = points.at(-1);
    const isDue = last === undefined || atMs - last.atMs >= SPACING_MS;
    if (bid === null || ask === null || !isDue) return;
    const point = { atMs, mid: midOf({ bid, ask }) };
    this.#points.set(marketId, [...points, point].slice(-POINTS_MAX));
  }

  #onRound(roundId: string): void {
    if (!this.#books.contestants.has(this.#dependencies.contestantId)) return;
    for (const market of this.#books.perpetualOrders.markets.values()) {
      this.#decide(market, roundId);
    }
  }

  /** Forms an opinion and commits it; an order follows only once the journal has it. */
  #decide(market: PerpetualMarket, causationId: string): void {
    const { contestantId, strategy } = this.#dependencies;
    const quoted = this.#quoted(market);
    if (quoted === null || this.#isBusy(market.id)) return;
    const { exposure, confidence, reason } = strategy.evaluate({
      market,
      mid: midOf(quoted),
      history: this.#points.get(market.id) ?? [],
      exposure: Number(exposureMicrosOf(quoted)) / Number(MICROS),
      nowMs: this.#context.clock.nowMs(),
    });
    const exposureMicros = exposure === null
      ? exposureMicrosOf(quoted)
      : BigInt(Math.round(exposure * Number(MICROS)));
    this.#deciding.add(market.id);
    const id = deriveDecisionId({
      contestantId,
      marketId: market.id,
      causationId,
    });
    this.#append({
      kind: "perpetual_decided",
      decision: {
        id,
        contestantId,
        marketId: market.id,
        exposureMicros,
        confidence,
        reason,
        terms: exposure === null ? null : termsFor(exposureMicros, quoted),
        causationId,
        decidedAtMs: this.#context.clock.nowMs(),
      },
    }, causationId);
  }

  /** Returns what is known of a market that is quoted on both sides; `null` where a price is missing. */
  #quoted(market: PerpetualMarket): QuotedMarket | null {
    const { contestantId } = this.#dependencies;
    const { bid, ask } = this.#quotes.get(market.id) ??
      { bid: null, ask: null };
    const contestant = this.#books.contestants.get(contestantId);
    const unrealized = perpetualsAtClose(
      this.#books.perpetuals.of(contestantId),
      (id) => this.#quotes.get(id) ?? null,
    );
    if (
      bid === null || ask === null || contestant === undefined ||
      unrealized === null
    ) return null;
    return {
      market,
      bid,
      ask,
      equity: add(contestant.cash, unrealized),
      position: this.#books.perpetuals.get({
        contestantId,
        marketId: market.id,
      }),
    };
  }

  #isBusy(marketId: MarketId): boolean {
    const { contestantId } = this.#dependencies;
    return this.#deciding.has(marketId) ||
      [...this.#books.perpetualOrders.open.values()].some((order) =>
        order.contestantId === contestantId && order.marketId === marketId
      );
  }

  #onRow(row: JournalRow): void {
    if (!this.#journal.accept(row)) return;
    const { entry } = row;
    if (entry.kind !== "perpetual_decided") return;
    if (entry.decision.contestantId !== this.#dependencies.contestantId) return;
    // What an earlier incarnation decided is over: its opinion is old.
    if (this.#deciding.delete(entry.decision.marketId)) {
      this.#carry(entry.decision);
    }
  }

  #carry(decision: PerpetualDecision): void {
    const { id, contestantId, marketId, terms, decidedAtMs } = decision;
    if (terms === null) return;
    this.#dependencies.risk.tell({
      kind: "review_perpetual",
      order: {
        ...terms,
        id: deriveOrderId(id),
        contestantId,
        marketId,
        decisionId: id,
        cause: "decision",
        createdAtMs: this.#context.clock.nowMs(),
      },
      decidedAtMs,
    });
  }

  #append(entry: JournalEntry, causationId: string | null): void {
    this.#journal.append({
      entry,
      causationId,
      correlationId: entry.kind === "perpetual_decided"
        ? entry.decision.id
        : null,
    });
  }
}

/** A statistic, in dollars. */
function midOf(
  { bid, ask }: { readonly bid: bigint; readonly ask: bigint },
): number {
  return Number(bid + ask) / (2 * Number(MICROS));
}
