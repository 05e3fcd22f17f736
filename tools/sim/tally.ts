/** How often things happened, by their name. */
export type Tally = Readonly<Record<string, number>>;

/** Counts what happens in a run, so that nobody takes for tested what never came about. */
export class TallySheet {
  readonly #counts = new Map<string, number>();

  count(name: string, times = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + times);
  }

  /** Counts everything that `tally` holds. */
  add(tally: Tally): void {
    for (const [name, times] of Object.entries(tally)) this.count(name, times);
  }

  /** Returns all counts, by name. */
  read(): Tally {
    return Object.fromEntries(
      [...this.#counts].sort(([left], [right]) => left < right ? -1 : 1),
    );
  }
}
