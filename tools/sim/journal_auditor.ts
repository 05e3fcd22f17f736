import { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId, FillId, OrderId } from "../../domain/ids.ts";
import { ChainBrokenError, checkRow } from "../../domain/journal_chain.ts";
import { decodeEntry, encodeEntry } from "../../domain/journal_codec.ts";
import {
  type EquityMark,
  GENESIS_HEAD,
  type JournalEntry,
  type JournalRow,
} from "../../domain/journal.ts";
import type { Fill } from "../../domain/fill.ts";
import type { Outcome } from "../../domain/market.ts";
import type { TradingState } from "../../domain/trading_state.ts";
import { CapitalAudit } from "./capital_audit.ts";
import { CorrectionAudit } from "./correction_audit.ts";
import type { Findings } from "./findings.ts";
import { KillSwitchAudit } from "./kill_switch_audit.ts";
import { OrderIntents } from "./order_intents.ts";
import { PlainAccounts } from "./plain_accounts.ts";
import { ResetAudit } from "./reset_audit.ts";
import { Recollection } from "./recollection.ts";
import { SeasonAudit } from "./season_audit.ts";
import { SessionAudit } from "./session_audit.ts";
import { SettlementAudit } from "./settlement_audit.ts";

/** Holds every committed row to what must be true of it, as soon as it is committed. */
export class JournalAuditor {
  readonly books = new ArenaBooks();
  readonly rows: JournalRow[] = [];
  readonly fills = new Map<FillId, Fill>();
  readonly submitted = new Set<OrderId>();
  readonly cancelRequested = new Set<OrderId>();
  /** Orders that were over when they were given to an operator: their late fills can be booked no more. */
  readonly stranded = new Set<OrderId>();
  /** How often journal and venue were compared to the end. */
  reconciliations = 0;
  /** Fills that were booked after the end of their order. */
  lateFills = 0;
  readonly #listeners = new Set<(row: JournalRow) => void>();
  readonly #findings: Findings;
  readonly #accounts = new PlainAccounts();
  readonly #intents = new OrderIntents();
  readonly #killSwitches: KillSwitchAudit;
  readonly #settlements: SettlementAudit;
  readonly #capital: CapitalAudit;
  readonly #sessions: SessionAudit;
  readonly #corrections: CorrectionAudit;
  readonly #seasons: SeasonAudit;
  readonly #resets: ResetAudit;
  /** What fills cost at most that were booked after the end of their order. */
  readonly #late = new Map<ContestantId, bigint>();
  readonly #cash = new Recollection();
  readonly #holdings = new Recollection();

  /** @param isMisled Whether the venue told something lately that was not so any more. */
  constructor(findings: Findings, isMisled: () => boolean) {
    this.#findings = findings;
    this.#killSwitches = new KillSwitchAudit(findings);
    this.#settlements = new SettlementAudit(findings);
    this.#capital = new CapitalAudit(findings);
    this.#sessions = new SessionAudit(findings);
    this.#seasons = new SeasonAudit(findings);
    this.#resets = new ResetAudit(findings);
    this.#corrections = new CorrectionAudit(
      findings,
      () => isMisled() || this.stranded.size > 0,
    );
  }

  /** Returns what a scope, by its key, is set to. */
  stateOf(scope: string): TradingState {
    return this.#killSwitches.stateOf(scope);
  }

  /** Whether no model is thinking. */
  get areModelsQuiet(): boolean {
    return this.#sessions.isQuiet;
  }

  /** Whether `amount` is cash that the contestant has or had a moment ago. */
  hadCash(contestantId: ContestantId, amount: bigint): boolean {
    return this.#cash.of(contestantId).includes(amount);
  }

  /** Whether a contestant holds or held `quantity` a moment ago, as `contestant market outcome`. */
  hadHolding(place: string, quantity: bigint): boolean {
    const held = this.#holdings.of(place);
    return held.length === 0 ? quantity === 0n : held.includes(quantity);
  }

  /** Returns the most that a contestant holds or held a moment ago, as `contestant market outcome`. */
  heldAtMost(place: string): bigint {
    return this.#holdings.of(place).reduce(
      (most, held) => held > most ? held : most,
      0n,
    );
  }

  /** Holds all rows together to what must be true once nothing is under way. */
  checkEnd(): void {
    this.#killSwitches.checkEnd();
    this.#sessions.checkEnd();
    this.#settlements.checkEnd(this.books);
    this.#seasons.checkEnd(this.rows);
  }

  /** Has `listener` hear every row, in the moment in which it is committed. Returns what ends that. */
  onCommit(listener: (row: JournalRow) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onCommitted(row: JournalRow): void {
    for (const listener of this.#listeners) listener(row);
    this.#checkChain(row);
    this.#checkReadable(row);
    this.rows.push(row);
    this.#intents.fold(row);
    this.#settlements.fold(row);
    this.#capital.fold(row);
    this.#sessions.fold(row);
    this.#corrections.fold(row);
    this.#seasons.fold(row, this.books);
    this.#resets.before(row, this.books);
    this.#checkOnce(row.entry);
    this.#countLate(row.entry);
    try {
      this.books.apply(row);
    } catch (error) {
      return this.#findings.report(
        "every row can follow on the rows before it",
        `Row ${row.sequence} (${row.entry.kind}): ${error}`,
      );
    }
    this.#accounts.fold(row.entry);
    this.#resets.after(row, this.books);
    this.#killSwitches.fold(row, this.books);
    if (row.entry.kind === "reconciliation_completed") {
      this.reconciliations += 1;
    }
    this.#checkMoney(row);
    if (row.entry.kind === "equity_marked") {
      for (const mark of row.entry.marks) this.#checkMark(mark, row);
    }
  }

  #checkChain(row: JournalRow): void {
    try {
      checkRow(this.rows.at(-1) ?? GENESIS_HEAD, row);
    } catch (error) {
      if (!(error instanceof ChainBrokenError)) throw error;
      this.#findings.report("the journal's chain is intact", error.message);
    }
  }

  /** A row that is in the journal and does not decode ends the arena: no start comes past it. */
  #checkReadable({ entry, sequence }: JournalRow): void {
    const payload = encodeEntry(entry);
    let again: string;
    try {
      again = encodeEntry(decodeEntry(payload));
    } catch (error) {
      again = String(error);
    }
    this.#findings.check(
      again === payload,
      "every row can be read back",
      () => `Row ${sequence} (${entry.kind}): ${again}`,
    );
  }

  #checkOnce(entry: JournalEntry): void {
    if (entry.kind === "order_filled") {
      const { fill } = entry;
      this.#findings.check(
        !this.fills.has(fill.id),
        "every fill is booked exactly once",
        () => `Fill ${fill.id} is booked twice`,
      );
      this.fills.set(fill.id, fill);
    }
    if (
      entry.kind === "order_dead_lettered" &&
      !this.books.orders.working.has(entry.orderId)
    ) this.stranded.add(entry.orderId);
    if (entry.kind === "order_cancel_requested") {
      this.cancelRequested.add(entry.orderId);
    }
    if (entry.kind === "order_submitted") {
      const { order } = entry;
      this.#findings.check(
        this.#intents.isWanted(order),
        "no venue order without a committed approval",
        () => `Order ${order.id} is not what a committed decision asked for`,
      );
      this.submitted.add(order.id);
    }
  }

  /** What an order costs after the venue has called it over may be spent already. */
  #countLate(entry: JournalEntry): void {
    if (entry.kind !== "order_filled") return;
    const { contestantId, orderId, side, quantity, fee } = entry.fill;
    if (this.books.orders.working.has(orderId)) return;
    this.lateFills += 1;
    const costMax = side === "buy" ? quantity + fee : fee;
    const before = this.#late.get(contestantId) ?? 0n;
    this.#late.set(contestantId, before + costMax);
  }

  #checkMoney({ sequence, entry }: JournalRow): void {
    this.#findings.check(
      this.books.ledger.total() === 0n,
      "the ledger sums to zero",
      () => `After row ${sequence} it sums to ${this.books.ledger.total()}`,
    );
    switch (entry.kind) {
      case "contestant_enrolled":
      case "capital_moved":
        this.#checkCapital(sequence);
        return this.#checkCash(entry.contestantId, sequence);
      case "funding_charged":
      case "inference_charged":
      case "balance_corrected":
        return this.#checkCash(entry.contestantId, sequence);
      case "account_reset":
        for (const { marketId, outcome } of entry.positions) {
          const { contestantId } = entry;
          this.#checkHolding({ contestantId, marketId, outcome }, sequence);
        }
        return this.#checkCash(entry.contestantId, sequence);
      case "order_filled":
        this.#checkCash(entry.fill.contestantId, sequence);
        return this.#checkHolding(entry.fill, sequence);
      case "position_settled":
      case "settlement_reversed":
      case "position_corrected":
        this.#checkCash(entry.contestantId, sequence);
        return this.#checkHolding(entry, sequence);
    }
  }

  #checkCapital(sequence: number): void {
    const { ledger } = this.books;
    const booked = -ledger.balance({ kind: "external_capital" });
    const plain = this.#accounts.capital;
    this.#findings.check(
      booked === plain,
      "cash and contracts are conserved",
      () => `After row ${sequence} ${booked} came in, by plain sums ${plain}`,
    );
  }

  /** What is taken without an order's doing, such as a payout on a result that changed, may be spent already. */
  #checkCash(id: ContestantId, sequence: number): void {
    const cash = this.books.contestants.get(id)?.cash ?? 0n;
    const plain = this.#accounts.cash(id);
    this.#findings.check(
      cash === plain,
      "cash and contracts are conserved",
      () => `After row ${sequence} ${id} has ${cash}, by plain sums ${plain}`,
    );
    const taken = this.#accounts.taken(id) + (this.#late.get(id) ?? 0n);
    this.#findings.check(
      cash + taken >= 0n,
      "cash never goes below zero",
      () =>
        `After row ${sequence} ${id} has ${cash} micro-dollars, and ${taken} were taken from it`,
    );
    this.#cash.add(id, cash);
  }

  #checkHolding(
    { contestantId, marketId, outcome }: {
      readonly contestantId: ContestantId;
      readonly marketId: Fill["marketId"];
      readonly outcome: Outcome;
    },
    sequence: number,
  ): void {
    const key = { contestantId, marketId, outcome };
    const { quantity } = this.books.positions.get(key);
    const plain = this.#accounts.held(contestantId, marketId, outcome);
    this.#findings.check(
      quantity === plain && plain >= 0n,
      "cash and contracts are conserved",
      () =>
        `After row ${sequence} ${contestantId} holds ${quantity} ${outcome} of ${marketId}, by plain sums ${plain}`,
    );
    const place = `${contestantId} ${marketId} ${outcome}`;
    if (this.#holdings.of(place).length === 0) this.#holdings.add(place, 0n);
    this.#holdings.add(place, quantity);
  }

  #checkMark(mark: EquityMark, { sequence }: JournalRow): void {
    const { contestantId, cash, positionsAtBid, equity } = mark;
    this.#findings.check(
      this.hadCash(contestantId, cash) && equity === cash + positionsAtBid &&
        positionsAtBid >= 0n,
      "a mark is of cash that the contestant had",
      () =>
        `Row ${sequence} marks ${contestantId} with cash ${cash}, positions ${positionsAtBid}, equity ${equity}`,
    );
  }
}
