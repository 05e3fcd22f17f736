/** Amounts of the past that a mark or a trader may still go by: rows on their way change them. */
const AMOUNTS_REMEMBERED = 64;

/** The newest amounts of everything that changes, by its name. */
export class Recollection {
  readonly #amounts = new Map<string, bigint[]>();

  add(name: string, amount: bigint): void {
    const amounts = this.#amounts.get(name) ?? [];
    amounts.push(amount);
    if (amounts.length > AMOUNTS_REMEMBERED) amounts.shift();
    this.#amounts.set(name, amounts);
  }

  /** Returns the amounts, oldest first; none for what was never added. */
  of(name: string): readonly bigint[] {
    return this.#amounts.get(name) ?? [];
  }
}
