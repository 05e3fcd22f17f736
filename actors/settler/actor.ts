import type { TaskDue } from "../../domain/daily_task.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { JournalEntry, JournalRow } from "../../domain/journal.ts";
import { isSettling } from "../../domain/settlement.ts";
import {
  type Actor,
  type ActorContext,
  type ActorRef,
  assertNever,
} from "../../runtime/mod.ts";
import { isCaughtUp } from "../ports/journal_append.ts";
import {
  type FreshDraft,
  JournalFollower,
  openBooks,
} from "../ports/journal_follower.ts";
import type { ResolutionReport } from "../ports/resolution.ts";
import { AccountResets, RESET_RETRY_MS } from "./account_resets.ts";
import { CapitalMoves } from "./capital_moves.ts";
import type { SettlerDependencies } from "./dependencies.ts";
import { EarlyPhases } from "./early_phases.ts";
import { EquityMarks } from "./equity_marks.ts";
import { PerpetualAccounts } from "./perpetual_accounts.ts";
import { isNews, type ReportedPhase, takesBack } from "./phase_news.ts";
import { PhasesUnderWay } from "./phases_under_way.ts";
import { HoldDecisions } from "./hold_decisions.ts";
import { MarketPrices } from "./market_prices.ts";
import { doubtAbout } from "./settlement_checks.ts";
import type {
  CapitalMove,
  CapitalReply,
  DecideHold,
  ResetAccount,
  SettlerMessage,
} from "./protocol.ts";
import { marketsToSettle, settlementRowsDue } from "./settlement_rows.ts";
import { SettlementsUnderWay } from "./settlements_under_way.ts";
import { MARKETS_MAX, VenueQuestions } from "./venue_questions.ts";

const POLL_INTERVAL_MS = 10_000;

/** Starts the settler: it takes markets through their phases, pays positions out, marks equity and moves capital. */
export function startSettler(
  dependencies: SettlerDependencies,
  context: ActorContext<SettlerMessage>,
): Actor<SettlerMessage> {
  return new Settler(dependencies, context);
}

class Settler implements Actor<SettlerMessage> {
  readonly #dependencies: SettlerDependencies;
  readonly #context: ActorContext<SettlerMessage>;
  readonly #books: ArenaBooks;
  readonly #journal: JournalFollower;
  readonly #prices = new MarketPrices();
  readonly #underWay = new PhasesUnderWay();
  readonly #early = new EarlyPhases();
  readonly #questions = new VenueQuestions();
  readonly #settling = new SettlementsUnderWay();
  readonly #marks = new EquityMarks();
  readonly #perpetuals: PerpetualAccounts;
  readonly #capital = new CapitalMoves();
  readonly #resets = new AccountResets();
  readonly #holdDecisions = new HoldDecisions();

  constructor(
    dependencies: SettlerDependencies,
    context: ActorContext<SettlerMessage>,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
    this.#books = openBooks(dependencies);
    this.#journal = new JournalFollower(
      dependencies,
      context,
      (row) => this.#fold(row),
    );
    this.#perpetuals = new PerpetualAccounts({
      books: this.#books,
      bus: dependencies.bus,
      history: dependencies.fundingHistory ?? null,
      context,
      append: (entry, fields) => this.#append(entry, fields),
    });
  }

  async recover(): Promise<void> {
    this.#dependencies.bus.subscribe(
      "quote_changed",
      this.#context.self,
      (quote): SettlerMessage => ({ kind: "quote_changed", quote }),
    );
    if (this.#dependencies.asksByCalendar) {
      this.#dependencies.bus.subscribe(
        "task_due",
        this.#context.self,
        (due): SettlerMessage => ({ kind: "task_due", due }),
      );
    }
    await this.#journal.recover();
    if (this.#dependencies.hasPerpetuals) this.#perpetuals.start();
    this.#marks.recover(this.#books.contestants.values());
    const { holds } = this.#books;
    for (const id of holds.all.keys()) this.#prices.settle(id, this.#books);
    for (const id of marketsToSettle(this.#books)) this.#settle(id);
    this.#poll();
    const { equityIntervalMs } = this.#dependencies;
    const nowMs = this.#context.clock.nowMs();
    this.#planMark(this.#marks.firstDelayMs(nowMs, equityIntervalMs));
  }

  receive(message: SettlerMessage): void {
    switch (message.kind) {
      case "phase_reported":
        return this.#onPhase(message);
      case "quote_changed":
        return this.#prices.quote(message.quote, this.#books);
      case "perpetual_reported":
      case "funding_due":
      case "past_funding_due":
      case "past_funding_reported":
      case "past_funding_failed":
        return this.#perpetuals.receive(message);
      case "row_committed":
        return this.#onRow(message.row);
      case "mark_due":
        if (!this.#resets.isUnderWay) this.#mark();
        return this.#planMark();
      case "poll_due":
        return void this.#poll();
      case "task_due":
        return this.#onTask(message.due);
      case "resolution_reported":
        return this.#onAnswer(message.report);
      case "resolution_failed":
        this.#questions.answered(message.marketId);
        return;
      case "reset_account":
        return this.#reset(message);
      case "decide_hold":
        return this.#decideHold(message);
      case "move_capital":
        return this.#moveCapital(message.move, message.replyTo);
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
    this.#perpetuals.fold(row);
    this.#marks.fold(row);
    this.#questions.fold(row);
    this.#capital.fold(row, this.#books);
    this.#resets.fold(row);
    this.#prices.fold(row.entry);
    this.#holdDecisions.fold(row);
  }

  /** Journals a phase that is news; anything else is a repetition or late. */
  #onPhase({ change, occurredAtMs }: ReportedPhase): void {
    const known = this.#known(change.marketId);
    if (known === null) return this.#early.add({ change, occurredAtMs });
    if (isNews(known, { change, occurredAtMs })) {
      this.#changePhase({ change, occurredAtMs });
    }
  }

  /** An answer about a market that has ended, or begun anew, since it was asked about is out of date. */
  #onAnswer({ marketId, phase, resolution }: ResolutionReport): void {
    const isCurrent = this.#questions.answered(marketId);
    const known = this.#known(marketId);
    if (!isCurrent || known === null || this.#underWay.last(marketId)) return;
    const change = { marketId, phase, resolution };
    const occurredAtMs = this.#context.clock.nowMs();
    if (!isSettling(known.change.phase)) {
      return this.#onPhase({ change, occurredAtMs });
    }
    if (takesBack(known.change, change)) {
      this.#changePhase({ change, occurredAtMs });
    }
  }

  /** Returns how a market stands once all rows are there; `null` for one that is not listed yet. */
  #known(marketId: MarketId): ReportedPhase | null {
    const standing = this.#books.markets.get(marketId);
    if (standing === undefined) return null;
    const { market: { phase }, resolution, phaseSinceMs } = standing;
    return this.#underWay.last(marketId) ?? {
      change: { marketId, phase, resolution },
      occurredAtMs: phaseSinceMs,
    };
  }

  #changePhase(reported: ReportedPhase): void {
    const { change, occurredAtMs } = reported;
    this.#underWay.add(reported);
    this.#check(reported);
    this.#append(
      { kind: "market_phase_changed", ...change },
      { correlationId: change.marketId, occurredAtMs },
    );
  }

  /** A doubt is in the journal before the result that it is about: whatever crashes, nothing is paid on it in between. */
  #check(reported: ReportedPhase): void {
    const scene = { books: this.#books, prices: this.#prices };
    const rule = this.#dependencies.settlementCheck;
    const doubt = doubtAbout(reported, scene, rule);
    if (doubt !== null) this.#append(doubt, { correlationId: doubt.marketId });
  }

  #decideHold(message: DecideHold): void {
    const entry = this.#holdDecisions.take(message, this.#books);
    const context = { correlationId: message.marketId };
    if (entry !== null) this.#append(entry, context);
  }

  #onRow(row: JournalRow): void {
    if (!this.#journal.accept(row)) return;
    const { entry } = row;
    switch (entry.kind) {
      case "market_listed":
        return this.#onListed(entry.market.id);
      case "market_phase_changed":
        this.#underWay.committed(entry.marketId);
        return this.#settle(entry.marketId);
      case "position_settled":
      case "settlement_reversed":
        this.#settling.committed(entry.marketId);
        return this.#settle(entry.marketId);
      case "account_reset":
        for (const id of marketsToSettle(this.#books)) this.#settle(id);
        return;
      case "position_corrected":
      case "settlement_hold_decided":
        return this.#settle(entry.marketId);
      case "order_filled":
        return this.#settle(entry.fill.marketId);
      case "order_rejected":
      case "order_canceled":
      case "order_expired": {
        const order = this.#books.orders.get(entry.orderId);
        if (order !== null) this.#settle(order.marketId);
        return;
      }
    }
  }

  #onListed(marketId: MarketId): void {
    const early = this.#early.take(marketId);
    if (early !== undefined) this.#onPhase(early);
  }

  /** Pays and takes back what is due in a market, once what was due before is in the journal. */
  #settle(marketId: MarketId): void {
    this.#prices.settle(marketId, this.#books);
    if (this.#settling.has(marketId) || this.#resets.isUnderWay) return;
    const rows = settlementRowsDue(this.#books, marketId);
    this.#settling.begin(marketId, rows.length);
    for (const row of rows) this.#append(row, { correlationId: marketId });
  }

  #moveCapital(move: CapitalMove, replyTo: ActorRef<CapitalReply>): void {
    const made = this.#capital.answerTo(move) ?? this.#resets.answerTo(move);
    if (made !== null) return replyTo.tell(made);
    const { quoteOf } = this.#prices;
    const verdict = this.#capital.decide(move, { books: this.#books, quoteOf });
    if (verdict.kind !== "allowed") return replyTo.tell(verdict);
    this.#capital.begin(move, replyTo);
    this.#append(verdict.entry, { correlationId: move.moveId });
  }

  #reset(message: ResetAccount): void {
    const step = this.#resets.take(message, {
      books: this.#books,
      quoteOf: this.#prices.quoteOf,
      isQuiet: isCaughtUp(this.#dependencies.journal, this.#books.head),
    });
    if (step.kind === "early") this.#context.schedule(message, RESET_RETRY_MS);
    const context = { correlationId: message.contestantId };
    if (step.kind === "due") this.#append(step.entry, context);
  }

  #mark(): void {
    const { contestants, positions } = this.#books;
    const marks = this.#marks.next({
      contestants,
      positions,
      quoteOf: this.#prices.quoteOf,
      perpetualsOf: (id) => this.#perpetuals.worth(id),
    });
    if (marks.length === 0) return;
    this.#append({ kind: "equity_marked", marks }, { correlationId: null });
  }

  #planMark(delayMs = this.#dependencies.equityIntervalMs): void {
    this.#context.schedule({ kind: "mark_due" }, delayMs);
  }

  /**
   * Asks the venue about markets whose end nobody reported, such as those that closed while we were down, and
   * anew about those that ended.
   *
   * @returns How many markets it asked about.
   */
  #poll(): number {
    const { resolution, asksByCalendar = false } = this.#dependencies;
    const limit = asksByCalendar ? MARKETS_MAX.byCalendar : MARKETS_MAX.often;
    const nowMs = this.#context.clock.nowMs();
    const asked = this.#questions.take(nowMs, limit);
    for (const marketId of asked) {
      this.#context.pipeToSelf(
        resolution.resolve(marketId, this.#context.abortSignal),
        (report) => ({ kind: "resolution_reported", report }),
        (error) => ({ kind: "resolution_failed", marketId, error }),
      );
    }
    if (!asksByCalendar) {
      this.#context.schedule({ kind: "poll_due" }, POLL_INTERVAL_MS);
    }
    return asked.length;
  }

  #onTask(due: TaskDue): void {
    if (due.task !== "check_settlements") return;
    this.#dependencies.bus.publish("task_done", {
      ...due,
      doneAtMs: this.#context.clock.nowMs(),
      outcome: `Asked the venue about ${this.#poll()} markets.`,
      isFailed: false,
    });
  }

  #append(
    entry: JournalEntry,
    context: Pick<FreshDraft, "correlationId" | "occurredAtMs">,
  ): void {
    this.#journal.append({
      entry,
      causationId: context.correlationId,
      ...context,
    });
  }
}
