/**
 * Trades as journal entries, and how they are attributed. Only tests import it.
 *
 * @module
 */
import type { AttributionChange, TradeAttribution } from "../attribution.ts";
import { AttributionFold } from "../attribution_fold.ts";
import type { Fill } from "../fill.ts";
import { ArenaBooks } from "../fold.ts";
import { decisionId, fillId, orderId } from "../ids.ts";
import type { EntryOf, JournalEntry } from "../journal.ts";
import type { Outcome, Resolution } from "../market.ts";
import { printUsd, quantity, usd } from "../money.ts";
import { IMMEDIATE } from "../order.ts";
import { noPrice, type OutcomePrice, yesPrice } from "../price.ts";
import { settlementPayout } from "../settlement.ts";
import { SAMPLE_FILL, SAMPLE_MARKET, SAMPLE_ORDER } from "./samples.ts";
import { ENROLLED, MARKET, MIRROR, rowsOf } from "./story.ts";

/** A decision that is filled whole at once. */
export interface Deal {
  readonly name: string;
  readonly side?: Fill["side"];
  readonly outcome?: Outcome;
  readonly contracts: string;
  readonly price: string;
  readonly limit?: string;
  readonly fee?: string;
  readonly own: number;
  readonly mid: number | null;
}

const LISTED: JournalEntry = { kind: "market_listed", market: SAMPLE_MARKET };

function priced(outcome: Outcome, price: string): OutcomePrice {
  return outcome === "yes"
    ? { outcome, price: yesPrice(price) }
    : { outcome, price: noPrice(price) };
}

/** A decision, its order and the fill that completes it. */
export function dealt(deal: Deal): readonly JournalEntry[] {
  const { name, side = "buy", outcome = "yes", fee = "0" } = deal;
  const terms = {
    side,
    outcome,
    quantity: quantity(deal.contracts),
    limit: priced(outcome, deal.limit ?? deal.price),
    ...IMMEDIATE,
  };
  return [
    {
      kind: "decision_made",
      decision: {
        id: decisionId(`d_${name}`),
        contestantId: MIRROR,
        marketId: MARKET,
        probabilityYes: deal.own,
        confidence: 1,
        reason: "test",
        action: { kind: "trade", ...terms },
        causationId: "r_1",
        marketProbability: deal.mid,
        decidedAtMs: 1,
      },
    },
    {
      kind: "order_submitted",
      order: {
        ...SAMPLE_ORDER,
        ...terms,
        id: orderId(`o_${name}`),
        decisionId: decisionId(`d_${name}`),
        status: "submitted",
      },
    },
    {
      kind: "order_filled",
      fill: {
        ...SAMPLE_FILL,
        id: fillId(`f_${name}`),
        orderId: orderId(`o_${name}`),
        side,
        outcome,
        quantity: quantity(deal.contracts),
        price: priced(outcome, deal.price),
        fee: usd(fee),
      },
    },
  ];
}

/** Returns the payment of contracts that cost `cost`. */
export function settled(
  resolution: Resolution,
  { contracts, cost, outcome = "yes" }: {
    readonly contracts: string;
    readonly cost: string;
    readonly outcome?: Outcome;
  },
): EntryOf<"position_settled"> {
  const holding = { outcome, quantity: quantity(contracts), cost: usd(cost) };
  return {
    kind: "position_settled",
    contestantId: MIRROR,
    marketId: MARKET,
    ...holding,
    payout: settlementPayout(resolution, holding),
    resolution,
  };
}

export function play(...entries: readonly JournalEntry[]) {
  const books = new ArenaBooks();
  const fold = new AttributionFold(books);
  const changes: AttributionChange[] = [];
  for (const row of rowsOf([ENROLLED, LISTED, ...entries])) {
    if (books.apply(row)) changes.push(...fold.apply(row));
  }
  return { books, fold, changes };
}

/** The attributions that stand after `entries`. */
export function attributionsOf(
  ...entries: readonly JournalEntry[]
): readonly TradeAttribution[] {
  return standing(play(...entries).changes);
}

export function standing(
  changes: readonly AttributionChange[],
): readonly TradeAttribution[] {
  const trades = new Map<string, TradeAttribution>();
  for (const change of changes) {
    if (change.kind === "retracted") trades.delete(change.tradeId);
    else trades.set(change.attribution.tradeId, change.attribution);
  }
  return [...trades.values()];
}

/** What is not nothing, as dollars. */
export function printed({ parts, netPnl }: TradeAttribution) {
  const cents = Object.entries({ ...parts, net: netPnl })
    .filter(([, amount]) => amount !== 0n)
    .map(([name, amount]) => [name, printUsd(amount)]);
  return Object.fromEntries(cents);
}

/** 10 YES held to be worth 70 cents where the market said 60, and bought at 61. */
export const BOUGHT: Deal = {
  name: "in",
  contracts: "10",
  price: "0.61",
  limit: "0.62",
  fee: "0.17",
  own: 0.7,
  mid: 0.6,
};
