import { divide, usdFromMicros, type UsdMicros } from "./money.ts";

/** Tokens of one call as a provider counts them: whole numbers, 0 or more. */
export interface TokenCounts {
  /** All of the request, what came from a cache included. */
  readonly prompt: number;
  /** The part of `prompt` that was read from the provider's cache. */
  readonly cached: number;
  /** The part of `prompt` that was written to the provider's cache. */
  readonly cacheWritten: number;
  /** All of the reply, reasoning included. */
  readonly completion: number;
  /** The part of `completion` that the model thought and did not say. */
  readonly reasoning: number;
}

/** The kinds of token that have a price of their own. */
export const TOKEN_KINDS = [
  "prompt",
  "cached",
  "cacheWritten",
  "completion",
  "reasoning",
] as const;

/** One of the kinds of token that have a price of their own. */
export type TokenKind = (typeof TOKEN_KINDS)[number];

/** What a million tokens of each kind cost, from a day on. */
export interface TokenPrice extends Readonly<Record<TokenKind, UsdMicros>> {
  /** First UTC day on which it holds, such as `2024-10-02`. */
  readonly effectiveFrom: string;
  /** Where it was read, a URL. */
  readonly source: string;
}

const TOKENS_PER_PRICE = 1_000_000n;

/** Returns how many tokens are charged at the price of each kind: no token twice, and none for less than it cost. */
function chargedTokens(
  { prompt, cached, cacheWritten, completion, reasoning }: TokenCounts,
): Readonly<Record<TokenKind, number>> {
  // Some providers count reasoning beside the completion: what exceeds the whole is still charged.
  return {
    prompt: Math.max(0, prompt - cached - cacheWritten),
    cached,
    cacheWritten,
    completion: Math.max(0, completion - reasoning),
    reasoning,
  };
}

/**
 * Returns what a call costs by the price table: each kind of token at its own price, exact, rounded up once to the
 * micro-dollar.
 *
 * @throws {RangeError} If a count is negative or not whole.
 */
export function costOfTokens(
  counts: TokenCounts,
  price: Readonly<Record<TokenKind, UsdMicros>>,
): UsdMicros {
  for (const kind of TOKEN_KINDS) {
    if (!Number.isSafeInteger(counts[kind]) || counts[kind] < 0) {
      throw new RangeError(
        `Cannot price tokens as '${kind}' must be a whole number, 0 or more: current value is ${
          counts[kind]
        }`,
      );
    }
  }
  const charged = chargedTokens(counts);
  const sum = TOKEN_KINDS.reduce(
    (before, kind) => before + BigInt(charged[kind]) * price[kind],
    0n,
  );
  return usdFromMicros(divide(sum, TOKENS_PER_PRICE, "ceil"));
}

/**
 * Returns the most that a call may cost: all of `promptTokens` at the dearest price of a prompt, all of
 * `completionTokens` at the dearest of a reply.
 *
 * @throws {RangeError} If a count is negative or not whole.
 */
export function costCeiling(
  { promptTokens, completionTokens }: {
    readonly promptTokens: number;
    readonly completionTokens: number;
  },
  price: Readonly<Record<TokenKind, UsdMicros>>,
): UsdMicros {
  const dearestPrompt = price.cacheWritten > price.prompt
    ? "cacheWritten"
    : "prompt";
  const dearestReply = price.reasoning > price.completion
    ? "reasoning"
    : "completion";
  return costOfTokens({
    prompt: promptTokens,
    cached: 0,
    cacheWritten: dearestPrompt === "cacheWritten" ? promptTokens : 0,
    completion: completionTokens,
    reasoning: dearestReply === "reasoning" ? completionTokens : 0,
  }, price);
}

/**
 * Returns the newest price that holds on the UTC day of `nowMs`; the oldest where none does yet.
 *
 * @param prices Ascending by the day from which they hold.
 */
export function priceInForce(
  prices: readonly [TokenPrice, ...TokenPrice[]],
  nowMs: number,
): TokenPrice {
  const day = utcDay(nowMs);
  return prices.findLast(({ effectiveFrom }) => effectiveFrom <= day) ??
    prices[0];
}

/** Returns the UTC day of `nowMs`, such as `2026-11-21`. */
export function utcDay(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 10);
}

const DOLLARS_PATTERN = /^(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/;

/**
 * Returns the cost that a provider reports as a JSON number of dollars, rounded up to the micro-dollar.
 *
 * A float is read by its shortest decimal text, which is the text that the provider sent wherever that had at most
 * 15 digits: `0.0043275` is 4,328 micro-dollars.
 *
 * @throws {RangeError} If `dollars` is negative, not finite or a million and more.
 */
export function costFromDollars(dollars: number): UsdMicros {
  const match = dollars < 1_000_000
    ? DOLLARS_PATTERN.exec(String(dollars))
    : null;
  if (match === null) {
    throw new RangeError(
      `Cannot read a reported cost as it must be dollars from 0 to below 1000000: current value is ${dollars}`,
    );
  }
  const [, whole = "0", fraction = "", exponent = "0"] = match;
  const decimals = fraction.length - Number(exponent) - 6;
  const digits = BigInt(whole + fraction);
  return usdFromMicros(
    decimals <= 0
      ? digits * 10n ** BigInt(-decimals)
      : divide(digits, 10n ** BigInt(decimals), "ceil"),
  );
}
