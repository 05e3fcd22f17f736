import type { JournalRow } from "../../domain/journal.ts";
import type { Findings } from "./findings.ts";

/** Holds moves of capital to their ids: each is in the journal at most once. */
export class CapitalAudit {
  readonly #findings: Findings;
  readonly #made = new Set<string>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  fold({ entry, causationId, sequence }: JournalRow): void {
    if (entry.kind !== "capital_moved") return;
    this.#findings.check(
      causationId !== null && !this.#made.has(causationId),
      "no move of capital is made twice",
      () => `Row ${sequence} makes move ${causationId} again`,
    );
    this.#made.add(causationId ?? "");
  }
}
