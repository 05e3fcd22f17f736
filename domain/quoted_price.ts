import type { Outcome } from "./market.ts";
import { onScaleOf, type OutcomePrice } from "./price.ts";
import type { Quote } from "./quote.ts";

/**
 * Returns what `outcome` is bid or offered at, on its own scale; `null` where nobody does. A NO bid is a YES ask
 * seen from the other side.
 */
export function quotedPrice(
  { yesBid, yesAsk }: Quote,
  outcome: Outcome,
  side: "bid" | "ask",
): OutcomePrice | null {
  const isYesBid = (outcome === "yes") === (side === "bid");
  const price = isYesBid ? yesBid : yesAsk;
  return price === null ? null : onScaleOf(outcome, price);
}
