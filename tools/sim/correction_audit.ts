import type { JournalRow } from "../../domain/journal.ts";
import type { Findings } from "./findings.ts";

/**
 * The simulated venue is slow, silent and late, and what it says of our accounts is true: nothing in the journal
 * may be corrected, and nobody halted, for it. Excused is whom it told how a market stood instead of how it stands,
 * and whoever waits for an operator's word on a fill that can be booked no more.
 */
export class CorrectionAudit {
  readonly #findings: Findings;
  readonly #isExcused: () => boolean;

  constructor(findings: Findings, isExcused: () => boolean) {
    this.#findings = findings;
    this.#isExcused = isExcused;
  }

  fold({ entry, sequence }: JournalRow): void {
    const isCorrection = entry.kind === "position_corrected" ||
      entry.kind === "balance_corrected" ||
      entry.kind === "trading_state_changed" &&
        entry.cause === "reconcile_mismatch";
    this.#findings.check(
      !isCorrection || this.#isExcused(),
      "nothing is corrected while the venue tells the truth",
      () => {
        const why = "detail" in entry ? `: ${entry.detail}` : "";
        return `Row ${sequence} is a ${entry.kind}${why}`;
      },
    );
  }
}
