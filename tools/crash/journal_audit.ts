import { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId, OrderId } from "../../domain/ids.ts";
import { checkRow } from "../../domain/journal_chain.ts";
import { encodeEntry } from "../../domain/journal_codec.ts";
import {
  GENESIS_HEAD,
  type JournalEntry,
  type JournalHead,
  type JournalRow,
} from "../../domain/journal.ts";
import type { Witness } from "./witness.ts";

/** What the journal of one arena says when all is over. */
export interface AuditFindings {
  readonly head: JournalHead;
  /** Acknowledged rows, orders, fills and decisions that are not there, and orders without a final state; sentences. */
  readonly lost: readonly string[];
  /** Rows that say again of an order, a fill, a decision or a contestant what may be said once; sentences. */
  readonly doubled: readonly string[];
  /** Rows of any kind by which nothing changed, as the fold counts them. */
  readonly repeats: number;
  /** Sum over all accounts in micro-dollars. */
  readonly ledger: bigint;
  /** The first row that cannot follow on those before it; `null` if there is none. */
  readonly fault: string | null;
  readonly orders: number;
  readonly fills: number;
  /** Who sent orders. */
  readonly contestants: ReadonlySet<ContestantId>;
  /** Orders that had left and not ended when the process was killed. */
  readonly caught: number;
}

/** Holds a journal, row by row, to what was acknowledged while it was written and to what may be there but once. */
export class JournalAudit {
  readonly #witness: Witness;
  readonly #books = new ArenaBooks();
  readonly #once = new Set<string>();
  readonly #contestants = new Set<ContestantId>();
  /** How many kills came before an order left, by its id, while it has not ended. */
  readonly #underWay = new Map<OrderId, number>();
  #head: JournalHead = GENESIS_HEAD;
  #fault: string | null = null;
  readonly #lost: string[] = [];
  readonly #doubled: string[] = [];
  #orders = 0;
  #kills = 0;
  #caught = 0;

  constructor(witness: Witness) {
    this.#witness = witness;
  }

  /** Takes the next row. */
  accept(row: JournalRow): void {
    this.#checkAcknowledged(row);
    this.#checkOnce(row);
    this.#countKills(row.sequence);
    this.#fold(row);
    this.#follow(row.entry);
    this.#head = row;
  }

  /** Returns what was found, once every row has been taken. */
  findings(): AuditFindings {
    const { sequence, hash } = this.#head;
    return {
      head: { sequence, hash },
      lost: [...this.#lost, ...this.#absent(), ...this.#unended()],
      doubled: this.#doubled,
      repeats: this.#books.repeats,
      ledger: this.#books.ledger.total(),
      fault: this.#fault,
      orders: this.#orders,
      fills: this.#books.fills,
      contestants: this.#contestants,
      caught: this.#caught,
    };
  }

  #checkAcknowledged({ sequence, hash, entry }: JournalRow): void {
    const { heads, shown } = this.#witness;
    if ((heads.get(sequence) ?? hash) !== hash) {
      this.#lost.push(`row ${sequence} is not the one that was acknowledged`);
    }
    const ids = shown.get(sequence);
    if (ids === undefined) return;
    const payload = encodeEntry(entry);
    for (const id of ids) {
      if (payload.includes(JSON.stringify(id))) continue;
      this.#lost.push(`row ${sequence} was shown to be about ${id} and is not`);
    }
  }

  /** What was acknowledged beyond the journal's end. */
  *#absent(): Generator<string> {
    const { heads, shown } = this.#witness;
    const { sequence: end } = this.#head;
    for (const sequence of heads.keys()) {
      if (sequence > end) yield `row ${sequence} is not there`;
    }
    for (const [sequence, ids] of shown) {
      if (sequence <= end) continue;
      for (const id of ids) yield `${id} of row ${sequence} is not there`;
    }
  }

  *#unended(): Generator<string> {
    for (const { id, status } of this.#books.orders.working.values()) {
      yield `order ${id} is ${status} and nobody ends it`;
    }
  }

  #checkOnce({ sequence, entry }: JournalRow): void {
    const facts = factsOf(entry);
    const known = facts.find((fact) => this.#once.has(fact));
    if (known !== undefined) {
      this.#doubled.push(`row ${sequence} is the second about ${known}`);
    }
    for (const fact of facts) this.#once.add(fact);
  }

  #countKills(sequence: number): void {
    const { killedAt } = this.#witness;
    while ((killedAt[this.#kills] ?? Infinity) < sequence) this.#kills += 1;
  }

  /** After the first row that does not fit nothing more is folded: what follows would not fit either. */
  #fold(row: JournalRow): void {
    if (this.#fault !== null) return;
    try {
      checkRow(this.#head, row);
      this.#books.apply(row);
    } catch (error) {
      this.#fault = error instanceof Error ? error.message : String(error);
    }
  }

  #follow(entry: JournalEntry): void {
    if (entry.kind === "order_submitted") {
      this.#orders += 1;
      this.#contestants.add(entry.order.contestantId);
      this.#underWay.set(entry.order.id, this.#kills);
    }
    for (const [id, kills] of this.#underWay) {
      if (this.#books.orders.working.has(id)) continue;
      this.#underWay.delete(id);
      if (kills < this.#kills) this.#caught += 1;
    }
  }
}

/** Returns what `entry` says that no other row may say. */
function factsOf(entry: JournalEntry): readonly string[] {
  switch (entry.kind) {
    case "contestant_enrolled":
      return [`contestant ${entry.contestantId}`];
    case "decision_made":
      return [`decision ${entry.decision.id}`];
    case "order_submitted":
    case "order_denied":
      return [
        `order ${entry.order.id}`,
        `the order of decision ${entry.order.decisionId}`,
      ];
    case "order_filled":
      return [`fill ${entry.fill.id}`];
    case "order_rejected":
    case "order_canceled":
    case "order_expired":
      return [`the end of order ${entry.orderId}`];
    default:
      return [];
  }
}
