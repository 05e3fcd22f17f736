/** What visitors may ask, in whole numbers above 0. */
export interface ChatAllowanceLimits {
  /** Questions from one address in any minute. @default {10} */
  readonly perMinute: number;
  /** Questions from everybody in any minute. @default {60} */
  readonly perMinuteOverall: number;
  /** Answers under way at once. @default {8} */
  readonly atOnce: number;
}

const DEFAULT_LIMITS: ChatAllowanceLimits = {
  perMinute: 10,
  perMinuteOverall: 60,
  atOnce: 8,
};
const MINUTE_MS = 60_000;

/** Decides who may ask now. It remembers a minute, so its size is bounded by what it lets in. */
export class ChatAllowance {
  readonly #limits: ChatAllowanceLimits;
  /** Questions of the last minute, oldest first. */
  #asked: { readonly address: string; readonly atMs: number }[] = [];
  #underWay = 0;

  constructor(limits: Partial<ChatAllowanceLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /**
   * Asks for leave to answer a question.
   *
   * @param atMs Unix milliseconds.
   * @returns Ends the answer, and must be called; `null` where it may not be asked now.
   */
  enter(address: string, atMs: number): (() => void) | null {
    const { perMinute, perMinuteOverall, atOnce } = this.#limits;
    // A clock that was set back must not keep everybody out.
    this.#asked = this.#asked.filter((asked) =>
      asked.atMs > atMs - MINUTE_MS && asked.atMs <= atMs
    );
    const own = this.#asked.filter((asked) => asked.address === address);
    const isAllowed = this.#underWay < atOnce &&
      this.#asked.length < perMinuteOverall && own.length < perMinute;
    if (!isAllowed) return null;
    this.#asked.push({ address, atMs });
    this.#underWay += 1;
    let isUnderWay = true;
    return () => {
      if (isUnderWay) this.#underWay -= 1;
      isUnderWay = false;
    };
  }
}
