import type { DecisionAction } from "../../domain/decision.ts";
import { ArenaBooks } from "../../domain/fold.ts";
import type {
  ContestantId,
  DecisionId,
  FillId,
  OrderId,
} from "../../domain/ids.ts";
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
import type { Order } from "../../domain/order.ts";
import type { Findings } from "./findings.ts";
import { PlainAccounts } from "./plain_accounts.ts";

/** Cash amounts of the past that a mark or a trader may still go by: rows on their way change it. */
const CASH_REMEMBERED = 64;

/** Holds every committed row to what must be true of it, as soon as it is committed. */
export class JournalAuditor {
  readonly books = new ArenaBooks();
  readonly rows: JournalRow[] = [];
  readonly fills = new Map<FillId, Fill>();
  readonly submitted = new Set<OrderId>();
  readonly #findings: Findings;
  readonly #accounts = new PlainAccounts();
  readonly #intents = new Set<string>();
  readonly #cash = new Map<ContestantId, bigint[]>();
  readonly #holdings = new Map<string, bigint[]>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** Whether `amount` is cash that the contestant has or had a moment ago. */
  hadCash(contestantId: ContestantId, amount: bigint): boolean {
    return this.#cash.get(contestantId)?.includes(amount) ?? false;
  }

  /** Whether a contestant holds or held `quantity` a moment ago, as `contestant market outcome`. */
  hadHolding(key: string, quantity: bigint): boolean {
    return this.#holdings.get(key)?.includes(quantity) ?? quantity === 0n;
  }

  onCommitted(row: JournalRow): void {
    this.#checkChain(row);
    this.#checkReadable(row);
    this.rows.push(row);
    this.#checkOnce(row.entry);
    try {
      this.books.apply(row);
    } catch (error) {
      return this.#findings.report(
        "every row can follow on the rows before it",
        `Row ${row.sequence} (${row.entry.kind}): ${error}`,
      );
    }
    this.#accounts.fold(row.entry);
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
    if (entry.kind === "decision_made") {
      this.#intents.add(intentOf(entry.decision.id, entry.decision.action));
    }
    if (entry.kind === "order_submitted") {
      const { order } = entry;
      this.#findings.check(
        this.#intents.has(intentOf(order.decisionId, order)),
        "no venue order without a committed approval",
        () => `Order ${order.id} is not what a committed decision asked for`,
      );
      this.submitted.add(order.id);
    }
  }

  #checkMoney({ sequence, entry }: JournalRow): void {
    this.#findings.check(
      this.books.ledger.total() === 0n,
      "the ledger sums to zero",
      () => `After row ${sequence} it sums to ${this.books.ledger.total()}`,
    );
    switch (entry.kind) {
      case "contestant_enrolled":
        return this.#checkCash(entry.contestantId, sequence);
      case "order_filled":
        this.#checkCash(entry.fill.contestantId, sequence);
        return this.#checkHolding(entry.fill, sequence);
      case "position_settled":
        this.#checkCash(entry.contestantId, sequence);
        return this.#checkHolding(entry, sequence);
    }
  }

  #checkCash(id: ContestantId, sequence: number): void {
    const cash = this.books.contestants.get(id)?.cash ?? 0n;
    const plain = this.#accounts.cash(id);
    this.#findings.check(
      cash === plain,
      "cash and contracts are conserved",
      () => `After row ${sequence} ${id} has ${cash}, by plain sums ${plain}`,
    );
    this.#findings.check(
      cash >= 0n,
      "cash never goes below zero",
      () => `After row ${sequence} ${id} has ${cash} micro-dollars`,
    );
    remember(this.#cash, id, cash);
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
    if (!this.#holdings.has(place)) remember(this.#holdings, place, 0n);
    remember(this.#holdings, place, quantity);
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

/** Returns what is wanted as one text; `hold` wants nothing. */
function intentOf(
  decisionId: DecisionId,
  wanted: DecisionAction | Order,
): string {
  if ("kind" in wanted && wanted.kind === "hold") return `${decisionId} hold`;
  const { side, outcome, quantity, limit } = wanted;
  return [decisionId, side, outcome, quantity, limit.outcome, limit.price]
    .join(" ");
}

function remember<Key>(
  history: Map<Key, bigint[]>,
  key: Key,
  amount: bigint,
): void {
  const amounts = history.get(key) ?? [];
  amounts.push(amount);
  if (amounts.length > CASH_REMEMBERED) amounts.shift();
  history.set(key, amounts);
}
