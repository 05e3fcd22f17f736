import type { JournalRow } from "../../domain/journal.ts";

/** What actors follow the journal by. */
interface RowCommitted {
  readonly kind: "row_committed";
  readonly row: JournalRow;
}

/** How far each actor of one process has read the journal. */
export class KnownRows {
  readonly #headSequence: () => number;
  readonly #sequences = new Map<string, number>();

  /** @param headSequence The last row that this process knows to be committed. */
  constructor(headSequence: () => number) {
    this.#headSequence = headSequence;
  }

  /** A new incarnation has read the journal to its end. */
  started(path: string): void {
    this.#sequences.set(path, this.#headSequence());
  }

  handled(path: string, message: unknown): void {
    if (!isRowCommitted(message)) return;
    const { sequence } = message.row;
    this.#sequences.set(path, Math.max(this.of(path), sequence));
  }

  /** Returns the sequence of the last row that an actor has read; 0 before the first. */
  of(path: string): number {
    return this.#sequences.get(path) ?? 0;
  }
}

function isRowCommitted(message: unknown): message is RowCommitted {
  return typeof message === "object" && message !== null &&
    "kind" in message && message.kind === "row_committed";
}
