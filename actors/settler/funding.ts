import type { ArenaBooks } from "../../domain/fold.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { EntryOf } from "../../domain/journal.ts";
import type { PerpetualPosition } from "../../domain/perpetual.ts";
import { fundingCharge } from "../../domain/perpetual_funding.ts";
import type { PerpetualContext } from "../../domain/perpetual_market.ts";

/** Milliseconds between two charges. */
const FUNDING_INTERVAL_MS = 3_600_000;

/** A charge, and the end of the hour that it is for, Unix milliseconds. */
export interface FundingDue {
  readonly entry: EntryOf<"funding_charged">;
  readonly atMs: number;
}

/** A position at the end of an hour of which the rate is not known yet. */
interface Owed {
  readonly position: PerpetualPosition;
  readonly atMs: number;
}

/**
 * What holding perpetuals costs: at every full hour whoever holds one pays the venue's rate on its worth by the
 * oracle's price, or is paid.
 *
 * A rate that is not known at the hour is not 0: the charge waits for the next that the venue names.
 */
export class Funding {
  readonly #contexts = new Map<MarketId, PerpetualContext>();
  #owed: readonly Owed[] = [];

  /** Milliseconds from `nowMs` to the next full hour, above 0. */
  delayMs(nowMs: number): number {
    return FUNDING_INTERVAL_MS - nowMs % FUNDING_INTERVAL_MS;
  }

  /** Hears a rate and an oracle's price, and returns the charges that waited for them. */
  onContext(context: PerpetualContext): readonly FundingDue[] {
    this.#contexts.set(context.marketId, context);
    return this.#take();
  }

  /** Returns what is due at the full hour `atMs`, by what is held then. */
  onHour(
    atMs: number,
    { perpetuals }: Pick<ArenaBooks, "perpetuals">,
  ): readonly FundingDue[] {
    const held = [...perpetuals.all()].map((position) => ({ position, atMs }));
    this.#owed = [...this.#owed, ...held];
    return this.#take();
  }

  #take(): readonly FundingDue[] {
    const due: FundingDue[] = [];
    const waiting: Owed[] = [];
    for (const owed of this.#owed) {
      const { contestantId, marketId, size } = owed.position;
      const context = this.#contexts.get(marketId);
      if (
        context === undefined ||
        owed.atMs - context.occurredAtMs > FUNDING_INTERVAL_MS
      ) {
        waiting.push(owed);
        continue;
      }
      const { oraclePrice, fundingRate } = context;
      const amount = fundingCharge(size, oraclePrice, fundingRate);
      due.push({
        entry: { kind: "funding_charged", contestantId, marketId, amount },
        atMs: owed.atMs,
      });
    }
    this.#owed = waiting;
    return due;
  }
}
