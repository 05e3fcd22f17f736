import type { Contestant } from "../../domain/contestant.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import { formatUsd } from "../../domain/money.ts";
import { isDailyLossExceeded } from "./checks/daily_loss.ts";
import { isDrawdownExceeded } from "./checks/drawdown.ts";
import type { OrderLimits } from "./limits.ts";

/** A loss that halts a contestant. */
export interface Breach {
  readonly contestantId: ContestantId;
  readonly cause: "daily_loss" | "drawdown";
  /** One sentence for people. */
  readonly detail: string;
}

interface Tripped extends Breach {
  isAnswered: boolean;
}

/**
 * Losses beyond a limit, as marks show them.
 *
 * Each counts once: from the mark that is first beyond the limit until one that is within it. Whoever sets the
 * contestant's state meanwhile knows of it, so an operator who lifts the halt is not overruled by the next mark.
 */
export class LossBreakers {
  readonly #limits: OrderLimits;
  readonly #tripped = new Map<string, Tripped>();

  constructor(limits: OrderLimits) {
    this.#limits = limits;
  }

  /** Losses that nothing has been done about. */
  unanswered(): readonly Breach[] {
    return [...this.#tripped.values()].filter(({ isAnswered }) => !isAnswered);
  }

  /** Takes note that a breach needs nothing more to be done. */
  answer({ contestantId, cause }: Breach): void {
    const tripped = this.#tripped.get(`${contestantId} ${cause}`);
    if (tripped !== undefined) tripped.isAnswered = true;
  }

  /** Takes a committed row; `books` have folded it. */
  fold({ entry }: JournalRow, books: ArenaBooks): void {
    if (entry.kind === "equity_marked") {
      for (const { contestantId } of entry.marks) {
        const contestant = books.contestants.get(contestantId);
        if (contestant !== undefined) this.#onMark(contestant);
      }
    } else if (
      entry.kind === "trading_state_changed" &&
      entry.scope.kind === "contestant"
    ) {
      const { contestantId } = entry.scope;
      this.answer({ contestantId, cause: "daily_loss", detail: "" });
      this.answer({ contestantId, cause: "drawdown", detail: "" });
    }
  }

  #onMark({ id, mark, equityAtDayStart, peakEquity }: Contestant): void {
    if (mark === null) return;
    const { equity } = mark;
    this.#set({
      contestantId: id,
      cause: "daily_loss",
      detail: `Equity is ${formatUsd(equity)} after ${
        formatUsd(equityAtDayStart)
      } at midnight UTC.`,
    }, isDailyLossExceeded({ equity, equityAtDayStart }, this.#limits));
    this.#set({
      contestantId: id,
      cause: "drawdown",
      detail: `Equity is ${formatUsd(equity)} after a peak of ${
        formatUsd(peakEquity)
      }.`,
    }, isDrawdownExceeded({ equity, equityPeak: peakEquity }, this.#limits));
  }

  #set(breach: Breach, isBeyond: boolean): void {
    const key = `${breach.contestantId} ${breach.cause}`;
    if (!isBeyond) this.#tripped.delete(key);
    else if (!this.#tripped.has(key)) {
      this.#tripped.set(key, { ...breach, isAnswered: false });
    }
  }
}
