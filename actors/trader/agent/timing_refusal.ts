import type { MarketId } from "../../../domain/ids.ts";
import type { Market } from "../../../domain/market.ts";
import type { Snapshot } from "../../../domain/snapshot.ts";
import type { AgentRefusalCode } from "../../ports/agent_desk.ts";
import type { Knowledge } from "../mind/knowledge.ts";
import type { MindOptions } from "../mind/mind_options.ts";

/** Why a decision is not taken, in a code and a sentence for the agent. */
export type Refused = readonly [code: AgentRefusalCode, detail: string];

/** What a decision about a market is held to before it is looked at. */
export interface DecisionMoment {
  readonly knowledge: Pick<Knowledge, "portfolio" | "isDue" | "mayTrade">;
  readonly options: Pick<MindOptions, "intervalMs" | "closingMs">;
  readonly nowMs: number;
}

/** The market that may be decided about now, or why it may not. */
export type DueMarket =
  | { readonly kind: "due"; readonly market: Market }
  | { readonly kind: "refused"; readonly refused: Refused };

/** Holds a decision to the same times as a model's: a model would not be asked about this market now, or would be. */
export function dueMarket(
  id: MarketId,
  snapshot: Snapshot,
  { knowledge, options, nowMs }: DecisionMoment,
): DueMarket {
  if (!knowledge.mayTrade) {
    return refused(
      "halted",
      "Trading is halted, or the season is not on: decisions are not taken.",
    );
  }
  if (snapshot.markets.every((shown) => shown.id !== id)) {
    return refused("unknown_market", "The snapshot has no such market.");
  }
  const market = knowledge.portfolio.market(id);
  const isOpen = market?.phase === "open" && nowMs < market.closesAtMs &&
    snapshot.takenAtMs + options.closingMs < market.closesAtMs;
  if (!isOpen) {
    return refused(
      "market_closed",
      "The market is over, or so close to its end that a decision comes too late.",
    );
  }
  if (knowledge.portfolio.orders.isUnsettled(id)) {
    return refused(
      "order_pending",
      "What becomes of your last order in this market is still open: decide once it is settled.",
    );
  }
  if (!knowledge.isDue(id, snapshot, options)) {
    return refused(
      "not_due",
      snapshot.signal === null
        ? `In rounds a market is decided about once in ${options.intervalMs} milliseconds.`
        : "A signal is for its own market, once a minute, where you hold it or have decided about it.",
    );
  }
  return { kind: "due", market };
}

function refused(code: AgentRefusalCode, detail: string): DueMarket {
  return { kind: "refused", refused: [code, detail] };
}
