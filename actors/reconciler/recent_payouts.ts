import type { ContestantId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import { add, type UsdMicros, ZERO_USD } from "../../domain/money.ts";

/** How long after we booked a payout the venue may make it, in milliseconds. */
export const PAYOUT_LAG_MS_MAX = 3_600_000;

interface Payout {
  readonly contestantId: ContestantId;
  readonly amount: UsdMicros;
  readonly bookedAtMs: number;
}

/** Payouts, made or taken back, that the venue may not have booked yet. */
export class RecentPayouts {
  /** The oldest first. */
  readonly #payouts: Payout[] = [];

  /** Takes a committed row. */
  fold({ entry, recordedAtMs }: JournalRow): void {
    if (
      entry.kind !== "position_settled" && entry.kind !== "settlement_reversed"
    ) return;
    const { contestantId, payout: amount } = entry;
    const kept = this.#payouts.findIndex((payout) =>
      isRecent(payout, recordedAtMs)
    );
    this.#payouts.splice(0, kept < 0 ? this.#payouts.length : kept);
    this.#payouts.push({ contestantId, amount, bookedAtMs: recordedAtMs });
  }

  /** Returns by how much a contestant's cash may differ for them. @param nowMs Unix milliseconds. */
  of(contestantId: ContestantId, nowMs: number): UsdMicros {
    return this.#payouts
      .filter((payout) =>
        payout.contestantId === contestantId && isRecent(payout, nowMs)
      )
      .reduce((sum, { amount }) => add(sum, amount), ZERO_USD);
  }
}

function isRecent({ bookedAtMs }: Payout, nowMs: number): boolean {
  return nowMs - bookedAtMs < PAYOUT_LAG_MS_MAX;
}
