/** The only source of randomness for everything that runs in the arena. */
export interface Random {
  /** Returns a float in [0, 1). */
  next(): number;
  /** Returns an integer in [0, `exclusiveMax`), where `exclusiveMax` is 1 to 2^32. */
  integer(exclusiveMax: number): number;
  /** Returns an independent stream that depends only on this stream's seed and `label`. */
  fork(label: string): Random;
}

/** Randomness of the machine. Not for secrets, and never the same twice. */
export class SystemRandom implements Random {
  /** Returns a float in [0, 1). */
  next(): number {
    return Math.random();
  }

  /** @throws {RangeError} If `exclusiveMax` is no integer from 1 to 2^32. */
  integer(exclusiveMax: number): number {
    checkExclusiveMax(exclusiveMax);
    return Math.floor(Math.random() * exclusiveMax);
  }

  /** Returns another stream; a machine's randomness has no seed, so the label does not matter. */
  fork(_label: string): Random {
    return new SystemRandom();
  }
}

/**
 * Validates the bound of `Random.integer()`.
 *
 * @throws {RangeError} If `exclusiveMax` is no integer from 1 to 2^32.
 */
export function checkExclusiveMax(exclusiveMax: number): void {
  if (
    !Number.isInteger(exclusiveMax) || exclusiveMax < 1 ||
    exclusiveMax > 2 ** 32
  ) {
    throw new RangeError(
      `Cannot draw an integer as 'exclusiveMax' must be an integer from 1 to 2^32: current value is ${exclusiveMax}`,
    );
  }
}
