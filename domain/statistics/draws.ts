/** Where resampling takes its chance from; the arena's `Random` is one. */
export interface Draws {
  /** Returns a float in [0, 1). */
  next(): number;
  /** Returns an integer in [0, `exclusiveMax`). */
  integer(exclusiveMax: number): number;
}
