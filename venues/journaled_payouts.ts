import type { Journal } from "../actors/ports/journal.ts";
import { JournalCursor } from "../actors/ports/journal_cursor.ts";
import type { ContestantId, MarketId } from "../domain/ids.ts";
import type { JournalRow } from "../domain/journal.ts";
import { add, subtract, type UsdMicros, ZERO_USD } from "../domain/money.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Payouts, VenuePayout } from "./payouts.ts";

/** How long a listed payment waits for the journal to settle its market, in milliseconds. */
const BOOKED_WITHIN_MS = 3_600_000;

/** What the journal has of one contestant in one market. */
interface Booked {
  /** `null` before it was settled. */
  readonly payout: UsdMicros | null;
  readonly fees: UsdMicros;
}

const NOTHING: Booked = { payout: null, fees: ZERO_USD };

/**
 * Writes down what venues say that they paid live contestants, each payment once, beside what the journal booked.
 *
 * What was booked is kept for good: a venue may list a payment of any time.
 */
export class JournaledPayouts implements Payouts {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #contestants: ReadonlySet<ContestantId>;
  readonly #booked = new Map<string, Booked>();
  readonly #reported = new Set<string>();

  /** @param options Those that trade live, and where it is written. */
  constructor(
    { journal, clock, contestants }: {
      readonly journal: Journal;
      readonly clock: Clock;
      readonly contestants: ReadonlySet<ContestantId>;
    },
  ) {
    this.#journal = journal;
    this.#clock = clock;
    this.#contestants = contestants;
  }

  /** Reads the journal, and follows it from there on; nobody may append to it meanwhile. */
  async recover(): Promise<void> {
    const cursor = new JournalCursor(this.#journal, (row) => this.#fold(row));
    await cursor.catchUp();
    this.#journal.onCommit((row) => void cursor.accept(row));
  }

  report(payout: VenuePayout, { isListed = false } = {}): void {
    const { contestantId, marketId, reference, paidAtMs } = payout;
    if (this.#reported.has(reference)) return;
    const { payout: booked } = this.#bookedOf(contestantId, marketId);
    const isLate = this.#clock.nowMs() - paidAtMs >= BOOKED_WITHIN_MS;
    if (booked === null && isListed && !isLate) return;
    this.#reported.add(reference);
    void this.#append(payout);
  }

  async #append({ paidAtMs, ...payout }: VenuePayout): Promise<void> {
    const { contestantId, marketId, reference } = payout;
    const booked = this.#bookedOf(contestantId, marketId);
    try {
      await this.#journal.append({
        entry: {
          kind: "payout_reported",
          ...payout,
          booked: booked.payout,
          feesBooked: booked.fees,
        },
        causationId: marketId,
        correlationId: marketId,
        occurredAtMs: paidAtMs,
        recordedAtMs: this.#clock.nowMs(),
      });
    } catch {
      // A journal that cannot be written to ends the arena by itself.
      this.#reported.delete(reference);
    }
  }

  #bookedOf(contestantId: ContestantId, marketId: MarketId): Booked {
    return this.#booked.get(`${contestantId} ${marketId}`) ?? NOTHING;
  }

  #fold({ entry }: JournalRow): void {
    switch (entry.kind) {
      case "payout_reported":
        this.#reported.add(entry.reference);
        return;
      case "order_filled":
        return this.#book(entry.fill, ({ payout, fees }) => ({
          payout,
          fees: add(fees, entry.fill.fee),
        }));
      case "position_settled":
        return this.#book(entry, ({ payout, fees }) => ({
          payout: add(payout ?? ZERO_USD, entry.payout),
          fees,
        }));
      case "settlement_reversed":
        return this.#book(entry, ({ payout, fees }) => ({
          payout: subtract(payout ?? ZERO_USD, entry.payout),
          fees,
        }));
    }
  }

  #book(
    { contestantId, marketId }: Pick<VenuePayout, "contestantId" | "marketId">,
    change: (booked: Booked) => Booked,
  ): void {
    if (!this.#contestants.has(contestantId)) return;
    const booked = change(this.#bookedOf(contestantId, marketId));
    this.#booked.set(`${contestantId} ${marketId}`, booked);
  }
}
