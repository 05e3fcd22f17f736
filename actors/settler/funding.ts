import type { ArenaBooks } from "../../domain/fold.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { EntryOf, JournalRow } from "../../domain/journal.ts";
import type { PerpetualPosition } from "../../domain/perpetual.ts";
import { fundingCharge } from "../../domain/perpetual_funding.ts";
import type { PerpetualContext } from "../../domain/perpetual_market.ts";
import type { HourRange, PastFunding } from "../ports/funding_history.ts";

/** Milliseconds between two charges. */
const FUNDING_INTERVAL_MS = 3_600_000;

/** A charge, and the end of the hour that it is for, Unix milliseconds. */
export interface FundingDue {
  readonly entry: EntryOf<"funding_charged">;
  readonly atMs: number;
}

/** A position, and the full hour through which it is accounted for. */
interface Accrued {
  readonly position: PerpetualPosition;
  readonly throughMs: number;
}

/** A position at the end of an hour that is not charged yet. */
interface Owed {
  readonly position: PerpetualPosition;
  readonly atMs: number;
}

type Key = Pick<PerpetualPosition, "contestantId" | "marketId">;

/**
 * What holding perpetuals costs: at every full hour whoever holds one pays the venue's rate on its worth by the
 * oracle's price, or is paid.
 *
 * Which hours are owed follows from the journal alone: those that ended while a position was held, less those that a
 * row has charged. So an hour that ended while the process was down is owed after it, and none is charged twice. A rate
 * that is not known is not 0: the charge waits for the venue's history or, where it has none, for the next rate named.
 */
export class Funding {
  readonly #hasHistory: boolean;
  readonly #contexts = new Map<MarketId, PerpetualContext>();
  readonly #held = new Map<string, Accrued>();
  readonly #owed = new Map<string, Owed>();
  /** Charges on their way into the journal. */
  readonly #underWay = new Set<string>();

  /** @param hasHistory Whether the venue can be asked for rates of hours that are over. */
  constructor(hasHistory: boolean) {
    this.#hasHistory = hasHistory;
  }

  /** Milliseconds from `nowMs` to the next full hour, above 0. */
  delayMs(nowMs: number): number {
    return FUNDING_INTERVAL_MS - nowMs % FUNDING_INTERVAL_MS;
  }

  /** Takes a row of the journal, which the books have folded. */
  fold(
    { entry, occurredAtMs }: JournalRow,
    books: Pick<ArenaBooks, "perpetuals">,
  ): void {
    switch (entry.kind) {
      case "perpetual_filled":
        return this.#move(entry.fill, entry.fill.occurredAtMs, books);
      case "perpetual_corrected":
        return this.#move(entry, occurredAtMs, books);
      case "funding_charged": {
        this.#accrue(keyOf(entry), occurredAtMs);
        const owed = owedKey(entry, occurredAtMs);
        this.#owed.delete(owed);
        this.#underWay.delete(owed);
        return;
      }
    }
  }

  /** Hears a rate and an oracle's price, and returns the charges that waited for them. */
  onContext(context: PerpetualContext): readonly FundingDue[] {
    this.#contexts.set(context.marketId, context);
    return this.#hasHistory ? [] : this.#take();
  }

  /** Returns what is due at `nowMs`, by what was held at the end of every hour until then. */
  onTime(nowMs: number): readonly FundingDue[] {
    for (const key of this.#held.keys()) this.#accrue(key, nowMs);
    return this.#take();
  }

  /** Returns what is due by what the venue says of hours that are over. */
  onHistory(hours: readonly PastFunding[]): readonly FundingDue[] {
    return hours.flatMap(({ marketId, atMs, price, fundingRate }) =>
      [...this.#waiting()].filter(({ position, atMs: owedAtMs }) =>
        position.marketId === marketId && owedAtMs === atMs
      ).map((owed) => this.#due(owed, { oraclePrice: price, fundingRate }))
    );
  }

  /** Returns of which hours the venue is to be asked, by market. */
  missing(): ReadonlyMap<MarketId, HourRange> {
    const ranges = new Map<MarketId, HourRange>();
    for (const { position: { marketId }, atMs } of this.#waiting()) {
      const { fromMs = atMs, untilMs = atMs } = ranges.get(marketId) ?? {};
      ranges.set(marketId, {
        fromMs: Math.min(fromMs, atMs),
        untilMs: Math.max(untilMs, atMs),
      });
    }
    return ranges;
  }

  /** Takes over what is held from now on; until then the old position was. */
  #move(
    moved: Key,
    atMs: number,
    { perpetuals }: Pick<ArenaBooks, "perpetuals">,
  ): void {
    const key = keyOf(moved);
    this.#accrue(key, atMs);
    const throughMs = this.#held.get(key)?.throughMs ?? hourOf(atMs);
    const position = perpetuals.get(moved);
    if (position.size === 0n) this.#held.delete(key);
    else this.#held.set(key, { position, throughMs });
  }

  /** Owes every hour that has ended since. */
  #accrue(key: string, untilMs: number): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    const { position } = held;
    let { throughMs } = held;
    while (throughMs + FUNDING_INTERVAL_MS <= untilMs) {
      throughMs += FUNDING_INTERVAL_MS;
      this.#owed.set(owedKey(position, throughMs), {
        position,
        atMs: throughMs,
      });
    }
    this.#held.set(key, { position, throughMs });
  }

  *#waiting(): Generator<Owed> {
    for (const [key, owed] of this.#owed) {
      if (!this.#underWay.has(key)) yield owed;
    }
  }

  #take(): readonly FundingDue[] {
    const due: FundingDue[] = [];
    for (const owed of [...this.#waiting()]) {
      const context = this.#contexts.get(owed.position.marketId);
      if (context !== undefined && this.#isOf(context, owed.atMs)) {
        due.push(this.#due(owed, context));
      }
    }
    return due;
  }

  /** Whether a rate is the one of the hour that ended at `atMs`; without a history the next one that is named counts. */
  #isOf({ occurredAtMs }: PerpetualContext, atMs: number): boolean {
    if (atMs - occurredAtMs > FUNDING_INTERVAL_MS) return false;
    return !this.#hasHistory || occurredAtMs <= atMs;
  }

  #due(
    { position, atMs }: Owed,
    { oraclePrice, fundingRate }: Pick<
      PerpetualContext,
      "oraclePrice" | "fundingRate"
    >,
  ): FundingDue {
    const { contestantId, marketId, size } = position;
    this.#underWay.add(owedKey(position, atMs));
    const amount = fundingCharge(size, oraclePrice, fundingRate);
    const kind = "funding_charged";
    return { entry: { kind, contestantId, marketId, amount }, atMs };
  }
}

function hourOf(atMs: number): number {
  return atMs - atMs % FUNDING_INTERVAL_MS;
}

function keyOf({ contestantId, marketId }: Key): string {
  return `${contestantId} ${marketId}`;
}

function owedKey(key: Key, atMs: number): string {
  return `${keyOf(key)} ${atMs}`;
}
