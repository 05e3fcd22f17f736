import type { UsdMicros } from "../money.ts";
import {
  type Performance,
  performanceAfterFlow,
  startedPerformance,
  timeWeightedReturn,
} from "../performance.ts";

const HOUR_MS = 3_600_000;
const MICROS = 1_000_000;

/** An account's hours, the one under way last. */
export interface AccountHours {
  readonly returns: readonly number[];
  /** Dollars bought and sold for. */
  readonly traded: Float64Array;
  /** Dollars that the account was worth at the hour's end. */
  readonly equity: Float64Array;
}

/** One hour of an account. */
interface AccountHour {
  /** 1 plus the time-weighted return until the hour's last mark. */
  growth: number;
  /** Dollars, at the hour's last mark. */
  equity: number;
  /** Dollars bought and sold for within the hour. */
  traded: number;
}

/**
 * An account hour by hour. Deposits and withdrawals are no profit and no loss; an hour without a mark stands as the
 * one before it. The hour under way counts towards the return and not yet as a period.
 */
export class HourlyAccount {
  readonly #hours: AccountHour[] = [];
  readonly #firstHour: number;
  readonly #startedAtMs: number;
  readonly #startingEquity: number;
  #performance: Performance;

  /** @param startedAtMs When the account was opened, Unix milliseconds. */
  constructor(startingBalance: UsdMicros, startedAtMs: number) {
    this.#performance = startedPerformance(startingBalance);
    this.#startingEquity = Number(startingBalance) / MICROS;
    this.#startedAtMs = startedAtMs;
    this.#firstHour = Math.floor(startedAtMs / HOUR_MS);
  }

  /** Time-weighted return until the last mark, 0.05 for +5 %. */
  get return(): number {
    return (this.#hours.at(-1)?.growth ?? 1) - 1;
  }

  /** Returns the days from the account's begin until then. */
  daysUntil(atMs: number): number {
    return Math.max(0, atMs - this.#startedAtMs) / (24 * HOUR_MS);
  }

  mark(equity: UsdMicros, atMs: number): void {
    const hour = this.#at(atMs);
    hour.growth = 1 + timeWeightedReturn(this.#performance, equity);
    hour.equity = Number(equity) / MICROS;
  }

  moveCapital(
    flow: { readonly amount: UsdMicros; readonly equityBefore: UsdMicros },
  ): void {
    this.#performance = performanceAfterFlow(this.#performance, flow);
  }

  trade(notional: UsdMicros, atMs: number): void {
    this.#at(atMs).traded += Number(notional) / MICROS;
  }

  /** Returns the hours until then, that hour included; whoever trades nothing is not marked, and stands still. */
  hoursUntil(atMs: number): AccountHours {
    const count = Math.max(
      this.#hours.length,
      Math.floor(atMs / HOUR_MS) - this.#firstHour + 1,
    );
    const last = this.#hours.at(-1) ?? this.#opening();
    const idle = { ...last, traded: 0 };
    const hours = Array.from(
      { length: count },
      (_, at) => this.#hours[at] ?? idle,
    );
    return {
      returns: hours.map(({ growth }, at) => {
        const before = hours[at - 1]?.growth ?? 1;
        return before > 0 ? growth / before - 1 : 0;
      }),
      traded: Float64Array.from(hours, ({ traded }) => traded),
      equity: Float64Array.from(hours, ({ equity }) => equity),
    };
  }

  #opening(): AccountHour {
    return { growth: 1, equity: this.#startingEquity, traded: 0 };
  }

  #at(atMs: number): AccountHour {
    const hour = Math.floor(atMs / HOUR_MS) - this.#firstHour;
    // A venue's clock may be behind ours: what it dates back counts as of the newest hour.
    const place = Math.max(hour, this.#hours.length - 1, 0);
    while (this.#hours.length <= place) {
      const last = this.#hours.at(-1) ?? this.#opening();
      this.#hours.push({ ...last, traded: 0 });
    }
    const found = this.#hours[place];
    if (found === undefined) {
      throw new RangeError(
        `Cannot find an hour as its place must be known: current value is ${place}`,
      );
    }
    return found;
  }
}
