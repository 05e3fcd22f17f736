/** Characters of common text that make a token, on the low side: an estimate is rather too high. */
export const CHARACTERS_PER_TOKEN = 3;

/** Smaller prompts are mostly what a provider adds by itself. */
const TOKENS_MIN = 200;
const PROMPTS_MAX = 20;
const RATIO_MIN = 0.5;
const RATIO_MAX = 8;
/** What a prompt may have more tokens than those before it. */
const MARGIN = 0.1;

/**
 * Estimates how many tokens a prompt has, by what the provider counted in earlier ones of the same model. Each model
 * has a tokenizer of its own, most of them not public: what its provider counted holds for all of them.
 */
export class TokenGauge {
  #ratios: readonly number[] = [];

  /** Characters of a prompt that make a token: the median of the newest 20 prompts less a tenth; 3 before the first. */
  get charactersPerToken(): number {
    const sorted = this.#ratios.toSorted((left, right) => left - right);
    const median = sorted[Math.floor((sorted.length - 1) / 2)];
    return median === undefined ? CHARACTERS_PER_TOKEN : median * (1 - MARGIN);
  }

  /**
   * Learns from a prompt.
   *
   * @param characters Its length, 0 or more.
   * @param tokens What its provider counted, 0 or more.
   */
  learn(characters: number, tokens: number): void {
    if (tokens < TOKENS_MIN) return;
    const ratio = Math.min(RATIO_MAX, Math.max(RATIO_MIN, characters / tokens));
    this.#ratios = [...this.#ratios, ratio].slice(-PROMPTS_MAX);
  }

  /** Returns how many tokens a text of so many characters probably has. */
  tokensOf(characters: number): number {
    return Math.ceil(characters / this.charactersPerToken);
  }
}
