import type { ArenaBooks } from "../../domain/fold.ts";
import type { EntryOf, JournalRow } from "../../domain/journal.ts";
import type { Findings } from "./findings.ts";

const INVARIANT = "a reset is exactly its corrections";

/** Holds resets of accounts to what they say: all that was held is taken off, and the cash is what it was at the start. */
export class ResetAudit {
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** Takes a row before `books` applies it. */
  before({ entry, sequence }: JournalRow, books: ArenaBooks): void {
    if (entry.kind !== "account_reset") return;
    const { contestantId } = entry;
    const held = [...books.positions.of(contestantId)]
      .filter(({ quantity }) => quantity > 0n);
    const open = [...books.orders.working.values()]
      .filter((order) => order.contestantId === contestantId);
    this.#findings.check(
      open.length === 0 && books.controls.stateOf(contestantId) === "halted",
      INVARIANT,
      () => `Row ${sequence} resets ${contestantId}, who may still trade`,
    );
    this.#findings.check(
      textOf(held) === textOf(entry.positions),
      INVARIANT,
      () => `Row ${sequence} takes off what ${contestantId} does not hold`,
    );
  }

  /** Takes a row that `books` has applied. */
  after({ entry, sequence }: JournalRow, books: ArenaBooks): void {
    if (entry.kind !== "account_reset") return;
    const contestant = books.contestants.get(entry.contestantId);
    const held = [...books.positions.of(entry.contestantId)]
      .filter(({ quantity }) => quantity > 0n);
    this.#findings.check(
      contestant !== undefined && held.length === 0 &&
        contestant.cash === contestant.startingBalance,
      INVARIANT,
      () =>
        `After row ${sequence} ${entry.contestantId} has ${contestant?.cash} micro-dollars and ${held.length} positions`,
    );
  }
}

function textOf(positions: EntryOf<"account_reset">["positions"]): string {
  return positions
    .map(({ marketId, outcome, quantity, cost }) =>
      `${marketId} ${outcome} ${quantity} ${cost}`
    )
    .sort()
    .join("; ");
}
