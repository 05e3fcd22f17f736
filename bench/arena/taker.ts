import type { RiskMessage } from "../../actors/risk/protocol.ts";
import { deriveDecisionId, deriveOrderId } from "../../domain/digest.ts";
import { contestantId, type MarketId, type OrderId } from "../../domain/ids.ts";
import { quantity, ZERO_QUANTITY, ZERO_USD } from "../../domain/money.ts";
import { IMMEDIATE, type Order } from "../../domain/order.ts";
import type { Quote } from "../../domain/quote.ts";
import type { Actor, ActorRef, MailboxOptions } from "../../runtime/mod.ts";

export const TAKER = contestantId("bench-taker");
const ONE = quantity("1");

/** Messages of the taker: quotes alone, all of them. */
export interface TakerMessage {
  readonly kind: "quote_changed";
  readonly quote: Quote;
}

export const TAKER_MAILBOX: MailboxOptions<TakerMessage> = {
  capacity: 65_536,
  overflow: { kind: "drop_oldest" },
};

/** What the taker works with. */
export interface TakerOptions {
  readonly ticksPerOrder: number;
  readonly risk: Pick<ActorRef<RiskMessage>, "tell">;
  /** Hears of every tick, and of each order together with the quote that it was made for. */
  readonly onTick: () => void;
  readonly onOrder: (id: OrderId, quote: Quote) => void;
}

/**
 * Buys and sells in turn, one order at every so many ticks, straight on the tick: a contestant of the arena waits until
 * its decision is committed, which is no matter of processor time but of what `durable lag` says.
 */
export function takerActor(options: TakerOptions): Actor<TakerMessage> {
  const bought = new Set<MarketId>();
  let ticks = 0;
  return {
    receive({ quote }) {
      ticks += 1;
      options.onTick();
      if (ticks % options.ticksPerOrder !== 0) return;
      const isPurchase = !bought.delete(quote.marketId);
      if (isPurchase) bought.add(quote.marketId);
      const order = orderOn(quote, ticks, isPurchase);
      if (order === null) return;
      options.onOrder(order.id, quote);
      options.risk.tell({ kind: "review_order", order });
    },
  };
}

/** Returns the order of one contract at the quoted price; `null` where that side is not quoted. */
export function orderOn(
  { marketId, yesBid, yesAsk, occurredAtMs }: Quote,
  turn: number,
  isPurchase: boolean,
): Order | null {
  const price = isPurchase ? yesAsk : yesBid;
  if (price === null) return null;
  const decisionId = deriveDecisionId({
    contestantId: TAKER,
    marketId,
    causationId: `tick_${turn}`,
  });
  return {
    id: deriveOrderId(decisionId),
    decisionId,
    contestantId: TAKER,
    marketId,
    side: isPurchase ? "buy" : "sell",
    outcome: "yes",
    quantity: ONE,
    limit: { outcome: "yes", price },
    ...IMMEDIATE,
    replaces: null,
    status: "initialized",
    filledQuantity: ZERO_QUANTITY,
    filledNotional: ZERO_USD,
    createdAtMs: occurredAtMs,
  };
}
