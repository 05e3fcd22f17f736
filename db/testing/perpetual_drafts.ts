import {
  contestantId,
  decisionId,
  fillId,
  marketId,
  orderId,
} from "../../domain/ids.ts";
import type { JournalDraft, JournalEntry } from "../../domain/journal.ts";
import { quantity, usd } from "../../domain/money.ts";
import { perpetualPrice } from "../../domain/perpetual.ts";
import type { PerpetualOrder } from "../../domain/perpetual_order.ts";

const START_MS = 1_790_000_100_000;
const BERT = contestantId("bert");
const BTC = marketId("hyperliquid", "BTC");

const TERMS = {
  side: "sell",
  quantity: quantity("0.01"),
  limit: perpetualPrice("66400"),
  reduceOnly: false,
  arrivalPrice: perpetualPrice("66405"),
} as const;

function order(name: string): PerpetualOrder {
  return {
    ...TERMS,
    id: orderId(name),
    contestantId: BERT,
    marketId: BTC,
    decisionId: decisionId("d_perpetual"),
    cause: "decision",
    createdAtMs: START_MS,
  };
}

const ENTRIES: readonly JournalEntry[] = [
  {
    kind: "perpetual_listed",
    market: {
      id: BTC,
      venue: "hyperliquid",
      coin: "BTC",
      sizeDecimals: 5,
      leverageMax: 40,
    },
  },
  {
    kind: "perpetual_decided",
    decision: {
      id: decisionId("d_perpetual"),
      contestantId: BERT,
      marketId: BTC,
      exposureMicros: -66_400n,
      confidence: 1,
      reason: "It falls.",
      terms: TERMS,
      causationId: "round",
      decidedAtMs: START_MS,
    },
  },
  {
    kind: "perpetual_order_denied",
    order: order("o_perpetual_denied"),
    code: "LEVERAGE_EXCEEDED",
    detail: "It is too much.",
  },
  { kind: "perpetual_order_submitted", order: order("o_perpetual") },
  {
    kind: "perpetual_filled",
    fill: {
      id: fillId("f_perpetual"),
      orderId: orderId("o_perpetual"),
      contestantId: BERT,
      marketId: BTC,
      side: "sell",
      quantity: TERMS.quantity,
      price: perpetualPrice("66410"),
      fee: usd("0.03"),
      liquidity: "taker",
      occurredAtMs: START_MS,
    },
  },
  {
    kind: "perpetual_order_closed",
    orderId: orderId("o_perpetual"),
    end: "filled",
    reason: "",
  },
];

/** Returns what one contestant of `sampleDrafts` goes on to do in a perpetual, an entry of every kind. */
export function perpetualDrafts(): readonly JournalDraft[] {
  return ENTRIES.map((entry) => ({
    entry,
    causationId: null,
    correlationId: null,
    occurredAtMs: START_MS,
    recordedAtMs: START_MS,
  }));
}
