import { type Random, SeededRandom } from "../../runtime/mod.ts";

/**
 * The level of a simulated index as a pure function of seed, index name and time.
 *
 * The path is a Brownian bridge over blocks of 4,096 seconds: the levels at the borders of a block follow
 * from the seed, and every second between follows by halving the interval and adding normal noise that is
 * keyed by the second itself. So any moment of any day costs a dozen draws and no history. On top come
 * jumps: pulses at random seconds that fade with a half-life of 20 seconds.
 *
 * @module
 */

const LEVEL_CENTER = 100;
/** Standard deviation of the level at the border of a block. */
const BORDER_DEVIATION = 1.4;
const BLOCK_SECONDS = 4_096;
/** Standard deviation of the level's change per square root of a second. */
export const DEVIATION_PER_ROOT_SECOND = 0.03;

const JUMP_SLOT_SECONDS = 16;
const JUMP_PROBABILITY = 0.12;
const JUMP_SIZE_MIN = 0.1;
const JUMP_SIZE_SPAN = 0.2;
const JUMP_HALF_LIFE_SECONDS = 20;
/** After this many slots less than a fiftieth of a jump is left, and it is dropped. */
const JUMP_SLOTS = 8;

const MEMORY_MAX = 4_096;

/** One simulated index. It keeps only what it could compute again. */
export class IndexPath {
  readonly #random: Random;
  readonly #memory = new Map<number, number>();

  constructor(seed: number, name: string) {
    this.#random = new SeededRandom(seed).fork(name);
  }

  /** Returns the level at `timeMs` (Unix milliseconds), to four decimals. */
  levelAt(timeMs: number): number {
    const second = Math.floor(timeMs / 1_000);
    const share = timeMs / 1_000 - second;
    const here = this.#levelAtSecond(second);
    const level = share === 0
      ? here
      : here + (this.#levelAtSecond(second + 1) - here) * share;
    return Math.round(level * 10_000) / 10_000;
  }

  #levelAtSecond(second: number): number {
    const remembered = this.#memory.get(second);
    if (remembered !== undefined) return remembered;
    const level = this.#walkAt(second) + this.#jumpsAt(second);
    if (this.#memory.size >= MEMORY_MAX) this.#memory.clear();
    this.#memory.set(second, level);
    return level;
  }

  #walkAt(second: number): number {
    const block = Math.floor(second / BLOCK_SECONDS);
    let left = block * BLOCK_SECONDS;
    let right = left + BLOCK_SECONDS;
    let leftLevel = this.#borderLevel(block);
    let rightLevel = this.#borderLevel(block + 1);
    while (right - left > 1) {
      if (second === left) return leftLevel;
      const middle = (left + right) / 2;
      const deviation = DEVIATION_PER_ROOT_SECOND *
        Math.sqrt((right - left) / 4);
      const level = (leftLevel + rightLevel) / 2 +
        deviation * this.#normal(`second ${middle}`);
      if (second < middle) {
        right = middle;
        rightLevel = level;
      } else {
        left = middle;
        leftLevel = level;
      }
    }
    return leftLevel;
  }

  #borderLevel(block: number): number {
    return LEVEL_CENTER + BORDER_DEVIATION * this.#normal(`border ${block}`);
  }

  #jumpsAt(second: number): number {
    const newest = Math.floor(second / JUMP_SLOT_SECONDS);
    let sum = 0;
    for (let slot = newest - JUMP_SLOTS; slot <= newest; slot += 1) {
      const random = this.#random.fork(`jump ${slot}`);
      if (random.next() >= JUMP_PROBABILITY) continue;
      const startedAt = slot * JUMP_SLOT_SECONDS +
        random.integer(JUMP_SLOT_SECONDS);
      const direction = random.next() < 0.5 ? -1 : 1;
      const size = JUMP_SIZE_MIN + JUMP_SIZE_SPAN * random.next();
      const age = second - startedAt;
      if (age < 0) continue;
      sum += direction * size * 2 ** (-age / JUMP_HALF_LIFE_SECONDS);
    }
    return sum;
  }

  /** Returns a draw of mean 0 and deviation 1: four uniforms, the same bits on every machine. */
  #normal(label: string): number {
    const random = this.#random.fork(label);
    const sum = random.next() + random.next() + random.next() + random.next();
    return (sum - 2) * Math.sqrt(3);
  }
}
