import { SeededRandom } from "../../runtime/mod.ts";
import { DEVIATION_PER_ROOT_SECOND } from "./index_path.ts";
import type { SimulatedMarket } from "./schedule.ts";

/**
 * What the simulated market makers do, as pure functions of seed, market and time.
 *
 * - The fair probability is that of a normal walk ending above the strike, from the distance to it and
 *   the time left; at the close it is 0 or 1.
 * - Makers quote around the mean of the fair probability over the last seconds: they lag, so a trader
 *   who follows the index has an edge, and after a jump the price moves in one go.
 * - Depth falls away from the best price. Now and then one side is several times deeper than the other
 *   for a while, and now and then somebody trades many times the usual size.
 *
 * @module
 */

/** Best prices in whole cents of the YES side; `null` where nobody quotes. */
export interface SimulatedQuote {
  readonly bidCents: number | null;
  readonly askCents: number | null;
}

/** One side's bids: cents on that side's own scale, and whole contracts, best first. */
export interface SimulatedLevel {
  readonly cents: number;
  readonly contracts: number;
}

/** Both sides' bids. */
export interface SimulatedBook {
  readonly yesBids: readonly SimulatedLevel[];
  readonly noBids: readonly SimulatedLevel[];
}

/** One trade, at a price in cents of the YES side. */
export interface SimulatedTrade {
  readonly id: string;
  readonly yesCents: number;
  readonly contracts: number;
  readonly takerSide: "yes" | "no";
  readonly atMs: number;
}

/** Seconds of the fair probability that makers average. */
const LAG_SECONDS = 10;
const WIDE_PROBABILITY = 0.1;
const LEVELS = 6;
const LEVEL_CONTRACTS_MIN = 60;
const LEVEL_CONTRACTS_SPAN = 160;
/** Share of the depth that is left one cent further out. */
const DEPTH_DECAY = 0.85;
const IMBALANCE_SLOT_MS = 15_000;
const IMBALANCE_PROBABILITY = 0.1;
const IMBALANCE_FACTOR = 5;
const TRADE_PROBABILITY = 0.45;
const TRADE_CONTRACTS_MIN = 4;
const TRADE_CONTRACTS_SPAN = 36;
const BURST_PROBABILITY = 0.03;
const BURST_FACTOR = 12;

/** Returns the probability, 0 to 1, that the index ends above the strike, as of `atMs`. */
export function fairProbability(market: SimulatedMarket, atMs: number): number {
  const distance = market.index.levelAt(Math.min(atMs, market.closesAtMs)) -
    market.strike;
  const secondsLeft = (market.closesAtMs - atMs) / 1_000;
  if (secondsLeft <= 0) return distance > 0 ? 1 : 0;
  return normalShare(
    distance / (DEVIATION_PER_ROOT_SECOND * Math.sqrt(secondsLeft)),
  );
}

/** Returns whether the index was above the strike at the close. */
export function isYes(market: SimulatedMarket): boolean {
  return fairProbability(market, market.closesAtMs) === 1;
}

/** Returns the best prices at `atMs`. */
export function quoteAt(
  seed: number,
  market: SimulatedMarket,
  atMs: number,
): SimulatedQuote {
  const random = draw(seed, market, `quote ${atMs}`);
  const halfSpreadCents = random.next() < WIDE_PROBABILITY ? 2 : 0.6;
  const midCents = laggedProbability(market, atMs) * 100;
  const bidCents = Math.floor(midCents - halfSpreadCents);
  const askCents = Math.ceil(midCents + halfSpreadCents);
  return {
    bidCents: bidCents >= 1 ? Math.min(bidCents, 98) : null,
    askCents: askCents <= 99 ? Math.max(askCents, 2) : null,
  };
}

/** Returns the whole book at `atMs`; its best prices are those of `quoteAt`. */
export function bookAt(
  seed: number,
  market: SimulatedMarket,
  atMs: number,
): SimulatedBook {
  const { bidCents, askCents } = quoteAt(seed, market, atMs);
  const slot = draw(
    seed,
    market,
    `imbalance ${Math.floor(atMs / IMBALANCE_SLOT_MS)}`,
  );
  const isImbalanced = slot.next() < IMBALANCE_PROBABILITY;
  const isYesHeavy = slot.next() < 0.5;
  const yesFactor = isImbalanced && isYesHeavy ? IMBALANCE_FACTOR : 1;
  const noFactor = isImbalanced && !isYesHeavy ? IMBALANCE_FACTOR : 1;
  const random = draw(seed, market, `book ${atMs}`);
  const side = (bestCents: number | null, factor: number) => {
    const levels: SimulatedLevel[] = [];
    for (let depth = 0; depth < LEVELS; depth += 1) {
      const contracts = factor * DEPTH_DECAY ** depth *
        (LEVEL_CONTRACTS_MIN + LEVEL_CONTRACTS_SPAN * random.next());
      const cents = (bestCents ?? 0) - depth;
      if (cents >= 1) levels.push({ cents, contracts: Math.ceil(contracts) });
    }
    return levels;
  };
  return {
    yesBids: side(bidCents, yesFactor),
    noBids: side(askCents === null ? null : 100 - askCents, noFactor),
  };
}

/** Returns the trades of the `spanMs` that end at `atMs`, oldest first. */
export function tradesAt(
  seed: number,
  market: SimulatedMarket,
  { atMs, spanMs }: { readonly atMs: number; readonly spanMs: number },
): readonly SimulatedTrade[] {
  const random = draw(seed, market, `trades ${atMs}`);
  if (random.next() >= TRADE_PROBABILITY * spanMs / 1_000) return [];
  const { bidCents, askCents } = quoteAt(seed, market, atMs);
  const takesYes = random.next() < laggedProbability(market, atMs);
  const yesCents = takesYes ? askCents : bidCents;
  if (yesCents === null) return [];
  const usual = TRADE_CONTRACTS_MIN + random.integer(TRADE_CONTRACTS_SPAN);
  const factor = random.next() < BURST_PROBABILITY ? BURST_FACTOR : 1;
  return [{
    id: `${market.ticker}-${atMs}`,
    yesCents,
    contracts: usual * factor,
    takerSide: takesYes ? "yes" : "no",
    atMs,
  }];
}

function laggedProbability(market: SimulatedMarket, atMs: number): number {
  let sum = 0;
  for (let back = 0; back < LAG_SECONDS; back += 1) {
    sum += fairProbability(
      market,
      Math.max(market.opensAtMs, atMs - back * 1_000),
    );
  }
  return sum / LAG_SECONDS;
}

function draw(
  seed: number,
  market: SimulatedMarket,
  label: string,
): SeededRandom {
  return new SeededRandom(`${seed}/${market.ticker}/${label}`);
}

/** Returns the share of a normal distribution below `deviations`, to about 1e-7 (Abramowitz and Stegun 26.2.17). */
function normalShare(deviations: number): number {
  const size = Math.abs(deviations);
  const t = 1 / (1 + 0.2316419 * size);
  const polynomial = t *
    (0.31938153 +
      t *
        (-0.356563782 +
          t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const above = Math.exp(-size * size / 2) / Math.sqrt(2 * Math.PI) *
    polynomial;
  return deviations >= 0 ? 1 - above : above;
}
