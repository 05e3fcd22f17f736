import { SILENT_LOG } from "../../db/log.ts";
import { MemoryJournal } from "../../db/memory_journal.ts";
import type { ContestantId } from "../../domain/ids.ts";
import type { EntryOf, JournalKind } from "../../domain/journal.ts";
import type { Clock } from "../../runtime/clock.ts";
import { JournaledPayouts } from "../../venues/journaled_payouts.ts";
import { JournaledRedemptions } from "../../venues/journaled_redemptions.ts";

/** One contestant's redemptions and payments in a journal that outlives those who write it. */
export class RedemptionLedger {
  readonly #journal = new MemoryJournal(SILENT_LOG);
  readonly #contestantId: ContestantId;
  readonly #clock: Clock;

  constructor(contestantId: ContestantId, clock: Clock) {
    this.#contestantId = contestantId;
    this.#clock = clock;
  }

  /** Opens it as a process does that starts. */
  async open() {
    const parts = {
      journal: this.#journal,
      clock: this.#clock,
      contestants: new Set([this.#contestantId]),
    };
    const redemptions = new JournaledRedemptions(parts);
    const payouts = new JournaledPayouts(parts);
    await redemptions.recover();
    await payouts.recover();
    return { redemptions: redemptions.of(this.#contestantId), payouts };
  }

  /** Rows of one kind, in order. */
  async entries<Kind extends JournalKind>(
    kind: Kind,
  ): Promise<readonly EntryOf<Kind>[]> {
    return (await this.#journal.read(0, 1_000)).map(({ entry }) => entry)
      .filter((entry): entry is EntryOf<Kind> => entry.kind === kind);
  }
}
