import type { Journal } from "../actors/ports/journal.ts";
import { JournalCursor } from "../actors/ports/journal_cursor.ts";
import type { ContestantId } from "../domain/ids.ts";
import type { JournalEntry, JournalRow } from "../domain/journal.ts";
import type {
  RedemptionEntry,
  SignedRedemption,
} from "../domain/redemption.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Redemptions } from "./redemptions.ts";

/** A redemption, and whose it is. */
type OpenRedemption = Extract<RedemptionEntry, { kind: "redemption_signed" }>;

/**
 * Writes redemptions down before they are sent, and keeps those of which nobody knows yet what came.
 *
 * One is over with its `payout_reported`, or once it failed. That it was paid is forgotten by a crash before the row
 * of the payment: it is asked about again then, and the payment is reported.
 */
export class JournaledRedemptions {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #open = new Map<string, OpenRedemption>();

  constructor(
    { journal, clock }: { readonly journal: Journal; readonly clock: Clock },
  ) {
    this.#journal = journal;
    this.#clock = clock;
  }

  /** Reads the journal, and follows it from there on; nobody may append to it meanwhile. */
  async recover(): Promise<void> {
    const cursor = new JournalCursor(this.#journal, (row) => this.#fold(row));
    await cursor.catchUp();
    this.#journal.onCommit((row) => void cursor.accept(row));
  }

  /** Returns the redemptions of one wallet. */
  of(contestantId: ContestantId): Redemptions {
    return {
      open: () =>
        [...this.#open.values()].filter((redemption) =>
          redemption.contestantId === contestantId
        ),
      record: ({ marketId, position, reference, validUntil }) =>
        this.#append({
          kind: "redemption_signed",
          contestantId,
          marketId,
          position,
          reference,
          validUntil,
        }),
      paid: (reference) => void this.#open.delete(reference),
      failed: (reference, reason) => this.#fail(reference, reason),
    };
  }

  #fail(reference: string, reason: string): void {
    const redemption = this.#open.get(reference);
    if (redemption === undefined) return;
    const { contestantId, marketId } = redemption;
    this.#open.delete(reference);
    // Where the row cannot be written the arena ends by itself, and the next process finds out anew.
    this.#append({
      kind: "redemption_failed",
      contestantId,
      marketId,
      reference,
      reason,
    }).catch(() => {});
  }

  async #append(
    entry: JournalEntry & Pick<SignedRedemption, "marketId">,
  ): Promise<void> {
    const nowMs = this.#clock.nowMs();
    await this.#journal.append({
      entry,
      causationId: entry.marketId,
      correlationId: entry.marketId,
      occurredAtMs: nowMs,
      recordedAtMs: nowMs,
    });
  }

  #fold({ entry }: JournalRow): void {
    switch (entry.kind) {
      case "redemption_signed":
        this.#open.set(entry.reference, entry);
        return;
      case "redemption_failed":
      case "payout_reported":
        this.#open.delete(entry.reference);
        return;
    }
  }
}
