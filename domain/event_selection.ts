import { categoryOf } from "./boards/market_category.ts";
import type { MarketId } from "./ids.ts";
import type { Market } from "./market.ts";

/** What may be chosen as an event of the arena. */
export interface SelectionRule {
  /** Milliseconds within which its market closes. */
  readonly withinMs: number;
  /** Milliseconds that its market stays open for at least. */
  readonly openForMs: number;
}

/** What is chosen from. */
export interface SelectionScene {
  /** Those that are not over. */
  readonly markets: Iterable<Market>;
  /** Whether a market was ever chosen. */
  readonly isChosen: (id: MarketId) => boolean;
  /** Unix milliseconds. */
  readonly nowMs: number;
}

/** Whether a market may become an event now. */
export function isCandidate(
  { id, phase, closesAtMs }: Market,
  { withinMs, openForMs }: SelectionRule,
  { isChosen, nowMs }: Pick<SelectionScene, "isChosen" | "nowMs">,
): boolean {
  const leftMs = closesAtMs - nowMs;
  return phase === "open" && leftMs >= openForMs && leftMs <= withinMs &&
    !isChosen(id);
}

/**
 * Returns the market to choose next, `null` where none may be: of the category that `chosen` has least of, then of the
 * venue's event that it has least of, then the last one to close, so that events last the day. What is equal in all
 * of that is chosen in the order of ids.
 *
 * @param chosen What the same selection has chosen already.
 */
export function nextSelected(
  rule: SelectionRule,
  scene: SelectionScene,
  chosen: readonly Market[],
): Market | null {
  const categories = countBy(chosen, categoryOf);
  const venueEvents = countBy(chosen, venueEventOf);
  const ranked = [...scene.markets]
    .filter((market) => isCandidate(market, rule, scene))
    .map((market) => ({
      market,
      sameCategory: categories.get(categoryOf(market)) ?? 0,
      sameEvent: venueEvents.get(venueEventOf(market)) ?? 0,
    }))
    .sort((left, right) =>
      left.sameCategory - right.sameCategory ||
      left.sameEvent - right.sameEvent ||
      right.market.closesAtMs - left.market.closesAtMs ||
      (left.market.id < right.market.id ? -1 : 1)
    );
  return ranked[0]?.market ?? null;
}

function venueEventOf({ eventTicker, ticker }: Market): string {
  return eventTicker === "" ? ticker : eventTicker;
}

function countBy(
  markets: readonly Market[],
  keyOf: (market: Market) => string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const market of markets) {
    const key = keyOf(market);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
