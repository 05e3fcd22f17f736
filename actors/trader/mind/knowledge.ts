import { ControlRegister } from "../../../domain/control_register.ts";
import type {
  ContestantId,
  DecisionId,
  MarketId,
} from "../../../domain/ids.ts";
import type { EntryOf, JournalRow } from "../../../domain/journal.ts";
import { utcDay } from "../../../domain/inference_price.ts";
import type { Quantity } from "../../../domain/money.ts";
import type { PositionExit } from "../../../domain/position_exit.ts";
import { mid } from "../../../domain/price.ts";
import { PriceHistory } from "../../../domain/price_history.ts";
import type { Quote } from "../../../domain/quote.ts";
import { isSettling } from "../../../domain/settlement.ts";
import type { Snapshot } from "../../../domain/snapshot.ts";
import type { InferenceBudget } from "../../ports/model.ts";
import { ExitWatch } from "../exit_watch.ts";
import { Portfolio } from "../portfolio.ts";
import type { Account } from "../../ports/contestant_account.ts";
import { SeasonGate } from "../season_gate.ts";
import { accountOf } from "./account_of.ts";
import type { MindOptions } from "./mind_options.ts";
import { LostSessions } from "./lost_sessions.ts";
import { PastTrades } from "./past_trades.ts";
import type { SessionSubject } from "./session_subject.ts";

/** An order that nobody answered for this long was lost to a crash. */
const ORDER_PATIENCE_MS = 60_000;

/** Between two looks at one market after signals, so that a restless market does not use up the day's budget. */
const SIGNAL_GAP_MS = 60_000;

/** What one model contestant knows: its own account, the markets, what it may do and what it may spend. */
export class Knowledge {
  readonly portfolio: Portfolio;
  /** Sessions that a crash cut off. */
  readonly lost: LostSessions;
  /** What its purchases were planned to end with. */
  readonly exits: ExitWatch;
  readonly prices = new PriceHistory();
  readonly gate: SeasonGate;
  readonly #contestantId: ContestantId;
  readonly #budget: InferenceBudget;
  readonly #trades: PastTrades;
  readonly #controls = new ControlRegister();
  /** The last UTC day on which the budget did not cover a call; `null` before the first. */
  #exhaustedDay: string | null = null;
  /** Markets that it has looked at, and when: it watches them until they are over. */
  readonly #watchedAtMs = new Map<MarketId, number>();
  /** Its sessions about markets that are not over, by the decision that each was to end with. */
  readonly #begun = new Map<MarketId, Set<DecisionId>>();

  /** @param orderQuantityMax Contracts of one order at most. */
  constructor(
    contestantId: ContestantId,
    { budget, orderQuantityMax }: {
      readonly budget: InferenceBudget;
      readonly orderQuantityMax: Quantity;
    },
  ) {
    this.#contestantId = contestantId;
    this.#budget = budget;
    this.portfolio = new Portfolio(contestantId);
    this.exits = new ExitWatch({
      contestantId,
      portfolio: this.portfolio,
      orderQuantityMax,
    });
    this.lost = new LostSessions(contestantId);
    this.gate = new SeasonGate(contestantId);
    this.#trades = new PastTrades(contestantId);
  }

  /** Whether it may begin to think at a time in Unix milliseconds: not while it is halted, nor on a day whose budget is used up. */
  canThink(nowMs: number): boolean {
    return this.portfolio.isEnrolled && this.mayTrade &&
      utcDay(nowMs) !== this.#exhaustedDay;
  }

  /** Whether its season takes it, and it is not in it. */
  get canJoin(): boolean {
    return !this.portfolio.isEnrolled && this.gate.takesMembers;
  }

  /** Whether its season is on and nobody has halted it. */
  get mayTrade(): boolean {
    return this.gate.isOpen &&
      this.#controls.stateOf(this.#contestantId) !== "halted";
  }

  /** Its account as it is now. */
  get account(): Account {
    return accountOf({
      contestantId: this.#contestantId,
      portfolio: this.portfolio,
      trades: this.#trades,
      controls: this.#controls,
    });
  }

  fold({ entry, occurredAtMs }: JournalRow): void {
    this.portfolio.fold(entry, occurredAtMs);
    this.exits.fold(entry);
    this.#trades.fold(entry, occurredAtMs);
    this.lost.fold(entry);
    this.gate.fold(entry);
    switch (entry.kind) {
      case "trading_state_changed":
        this.#controls.apply(entry, occurredAtMs);
        return;
      case "market_phase_changed":
        if (isSettling(entry.phase)) {
          this.#watchedAtMs.delete(entry.marketId);
          this.#begun.delete(entry.marketId);
        }
        return;
      case "model_asked":
        if (entry.contestantId === this.#contestantId) {
          this.#onAsked(entry, occurredAtMs);
        }
        return;
      case "decision_failed":
        if (
          entry.contestantId === this.#contestantId &&
          entry.cause === "over_budget"
        ) this.#exhaustedDay = utcDay(occurredAtMs);
        return;
      case "inference_charged":
        if (entry.contestantId === this.#contestantId) {
          this.#budget.spend(entry.amount, occurredAtMs);
        }
        return;
    }
  }

  /** Forgets what was lost and what is over. */
  tidy(nowMs: number): void {
    this.portfolio.orders.giveUp(nowMs - ORDER_PATIENCE_MS);
    this.prices.keep((id) => this.portfolio.market(id) !== undefined);
  }

  /** Takes a quote in. Returns the sales that it sets off at a time in Unix milliseconds; none while trading is halted. */
  quoted(quote: Quote, nowMs: number): readonly PositionExit[] {
    this.prices.add(quote);
    return this.mayTrade ? this.exits.due(quote, nowMs) : [];
  }

  /** The YES mid of a market as it is now; `null` where nobody quotes. */
  midOf(marketId: MarketId): number | null {
    const quote = this.prices.quote(marketId);
    return quote === undefined ? null : mid(quote.yesBid, quote.yesAsk);
  }

  /**
   * Whether a snapshot is a reason to think about a market: in a round when its turn has come, after a signal where
   * it holds or watches the market.
   */
  isDue(
    id: MarketId,
    { signal, takenAtMs }: Snapshot,
    { intervalMs, closingMs }: Pick<MindOptions, "intervalMs" | "closingMs">,
  ): boolean {
    const market = this.portfolio.market(id);
    const isTradable = market?.phase === "open" &&
      takenAtMs + closingMs < market.closesAtMs &&
      !this.portfolio.orders.isUnsettled(id);
    if (!isTradable) return false;
    const watchedAtMs = this.#watchedAtMs.get(id);
    const sinceMs = takenAtMs - (watchedAtMs ?? -Infinity);
    if (signal === null) return sinceMs >= intervalMs;
    const { yes, no } = this.portfolio.held(id);
    const isOwn = watchedAtMs !== undefined || yes > 0n || no > 0n;
    return signal.marketId === id && isOwn && sinceMs >= SIGNAL_GAP_MS;
  }

  /** Whether there was a session of this name before: a cause that comes again, as a clock was set back, has its own. */
  hasBegun(
    { marketId, decisionId }: Pick<SessionSubject, "marketId" | "decisionId">,
  ): boolean {
    return this.#begun.get(marketId)?.has(decisionId) ?? false;
  }

  /** A restart does not make it forget when it looked at a market last. */
  #onAsked(
    { marketId, decisionId, step }: EntryOf<"model_asked">,
    atMs: number,
  ): void {
    if (step === 1) this.watch(marketId, atMs);
    const begun = this.#begun.get(marketId) ?? new Set();
    this.#begun.set(marketId, begun.add(decisionId));
  }

  /** It looks at a market now. */
  watch(id: MarketId, atMs: number): void {
    this.#watchedAtMs.set(id, atMs);
  }
}
