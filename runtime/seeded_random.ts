import { checkExclusiveMax, type Random } from "./random.ts";

/**
 * A reproducible stream: the same seed gives the same draws on every machine (sfc32, 128 bits of state).
 *
 * `fork` depends on seed and label only, not on how much was drawn, so a new consumer never shifts another's draws.
 */
export class SeededRandom implements Random {
  readonly #seed: string;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param seed Any number or text; `7` and `"7"` are the same seed. */
  constructor(seed: number | string) {
    this.#seed = String(seed);
    [this.#a, this.#b, this.#c] = hashSeed(this.#seed);
    for (let i = 0; i < 12; i += 1) this.#nextUint32(); // sfc32's own warm-up: mixes the seed into every bit.
  }

  /** The seed as text. */
  get seed(): string {
    return this.#seed;
  }

  /** Returns a float in [0, 1) with 53 random bits. */
  next(): number {
    const high = this.#nextUint32() >>> 5;
    const low = this.#nextUint32() >>> 6;
    return (high * 67_108_864 + low) / 9_007_199_254_740_992;
  }

  /**
   * Returns an integer in [0, `exclusiveMax`), each equally likely.
   *
   * @throws {RangeError} If `exclusiveMax` is no integer from 1 to 2^32.
   */
  integer(exclusiveMax: number): number {
    checkExclusiveMax(exclusiveMax);
    const limit = 2 ** 32 - (2 ** 32 % exclusiveMax); // Draws at or above it would favor small results.
    let draw = this.#nextUint32();
    while (draw >= limit) draw = this.#nextUint32();
    return draw % exclusiveMax;
  }

  /** Returns the stream of `seed/label`. */
  fork(label: string): SeededRandom {
    return new SeededRandom(`${this.#seed}/${label}`);
  }

  #nextUint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum | 0;
    return sum >>> 0;
  }
}

function hashSeed(seed: string): [number, number, number] {
  return [
    fnv1a(seed, 0x811c9dc5),
    fnv1a(seed, 0x9e3779b9),
    fnv1a(seed, 0x85ebca6b),
  ];
}

function fnv1a(text: string, basis: number): number {
  let hash = basis | 0;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  }
  return hash ^ (hash >>> 13);
}
