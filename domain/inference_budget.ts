import { utcDay } from "./inference_price.ts";
import { add, subtract, type UsdMicros, ZERO_USD } from "./money.ts";

/** What one contestant may spend on its model in one UTC day; pure state, rebuilt by counting the journal's charges. */
export class DailyBudget {
  readonly #limit: UsdMicros;
  #day = "";
  #spent: UsdMicros = ZERO_USD;
  #reserved: UsdMicros = ZERO_USD;

  /** @param limit Dollars per UTC day, 0 or more. */
  constructor(limit: UsdMicros) {
    this.#limit = limit;
  }

  /**
   * Counts what was spent at a time in Unix milliseconds. What seems to come from before the newest day, as a clock
   * was set back, counts to the newest: a budget is never found larger than it is.
   */
  spend(amount: UsdMicros, atMs: number): void {
    this.#begin(atMs);
    this.#spent = add(this.#spent, amount);
  }

  /** Returns what may still be set aside at a time in Unix milliseconds; below 0 where more was spent than allowed. */
  left(atMs: number): UsdMicros {
    this.#begin(atMs);
    // A call that began before midnight is paid after it: what is set aside counts whatever the day.
    return subtract(subtract(this.#limit, this.#spent), this.#reserved);
  }

  /**
   * Sets `amount` aside for a call that begins now; `null` where less is left. Of calls that ask at once, the first
   * that does not fit is stopped.
   */
  reserve(
    amount: UsdMicros,
    atMs: number,
  ): { readonly amount: UsdMicros; release(): void } | null {
    if (amount > this.left(atMs)) return null;
    this.#reserved = add(this.#reserved, amount);
    let isHeld = true;
    return {
      amount,
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#reserved = subtract(this.#reserved, amount);
      },
    };
  }

  #begin(atMs: number): void {
    const day = utcDay(atMs);
    if (day <= this.#day) return;
    this.#day = day;
    this.#spent = ZERO_USD;
  }
}
