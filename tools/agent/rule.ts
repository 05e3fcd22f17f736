/**
 * What the example agent makes of a market. Replace it: everything else in the task only talks to the arena.
 *
 * @module
 */

/** What the rule looks at: YES prices in dollars, as decimal text; mids as floats, oldest first. */
export interface ShownMarket {
  readonly id: string;
  readonly yesBid: string | null;
  readonly yesAsk: string | null;
  readonly history: readonly { readonly mid: number }[];
}

/** A decision in the form that the arena takes: docs/agents.md. */
export interface AgentDecision {
  readonly action: "hold" | "buy_yes" | "buy_no";
  readonly probabilityYes: number;
  readonly confidence: number;
  readonly reason: string;
  readonly limitPrice: number | null;
  readonly contracts: null;
  readonly timeInForce: null;
  readonly expiresAtMs: null;
  readonly target: number | null;
  readonly stop: number | null;
  readonly invalidation: string | null;
  readonly orderId: null;
}

/** Dollars that the price must be away from its mean. */
const EDGE = 0.02;

/** Returns a bet that the price comes back to the mean of its history; a hold where it has not left it. */
export function decisionOf(market: ShownMarket): AgentDecision {
  const bid = market.yesBid === null ? null : Number(market.yesBid);
  const ask = market.yesAsk === null ? null : Number(market.yesAsk);
  if (bid === null || ask === null || market.history.length === 0) {
    return hold(0.5, 0, "Nobody quotes.");
  }
  const sum = market.history.reduce((total, { mid }) => total + mid, 0);
  const mean = clamp(sum / market.history.length);
  if (mean > ask + EDGE) return buy("buy_yes", { price: ask, mean });
  if (mean < bid - EDGE) return buy("buy_no", { price: 1 - bid, mean });
  return hold(mean, 0.3, "The price is where it has been.");
}

function hold(
  probabilityYes: number,
  confidence: number,
  reason: string,
): AgentDecision {
  return {
    action: "hold",
    probabilityYes,
    confidence,
    reason,
    limitPrice: null,
    contracts: null,
    timeInForce: null,
    expiresAtMs: null,
    target: null,
    stop: null,
    invalidation: null,
    orderId: null,
  };
}

/** `price` is that of the outcome that is bought. */
function buy(
  action: "buy_yes" | "buy_no",
  { price, mean }: { readonly price: number; readonly mean: number },
): AgentDecision {
  const worth = action === "buy_yes" ? mean : 1 - mean;
  return {
    ...hold(mean, 0.3, "The price is away from where it has been."),
    action,
    limitPrice: cents(price + 0.01),
    target: cents(worth),
    stop: cents(price / 2),
    invalidation: "The price stays where it is.",
  };
}

function clamp(probability: number): number {
  return Math.min(0.99, Math.max(0.01, probability));
}

function cents(dollars: number): number {
  return Math.round(clamp(dollars) * 100) / 100;
}
