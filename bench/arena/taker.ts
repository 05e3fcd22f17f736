import type { RiskMessage } from "../../actors/risk/protocol.ts";
import { deriveDecisionId, deriveOrderId } from "../../domain/digest.ts";
import { contestantId, type MarketId, type OrderId } from "../../domain/ids.ts";
import { quantity, ZERO_QUANTITY, ZERO_USD } from "../../domain/money.ts";
import { IMMEDIATE, type Order } from "../../domain/order.ts";
import type { Fill } from "../../domain/fill.ts";
import type { Quote } from "../../domain/quote.ts";
import type { Actor, ActorRef, MailboxOptions } from "../../runtime/mod.ts";

export const TAKER = contestantId("bench-taker");
const ONE = quantity("1");

/** Messages of the taker: quotes, all of them, and its fills. */
export type TakerMessage =
  | { readonly kind: "quote_changed"; readonly quote: Quote }
  | {
    readonly kind: "order_filled";
    readonly fill: Pick<Fill, "marketId" | "side">;
  };

export const TAKER_MAILBOX: MailboxOptions<TakerMessage> = {
  capacity: 65_536,
  overflow: { kind: "drop_oldest" },
};

/** What the taker works with. */
export interface TakerOptions {
  readonly ticksPerOrder: number;
  /** Returns the number of the tick that a quote was made of; `null` for a quote of elsewhere. */
  readonly tickOf: (quote: Quote) => number | null;
  readonly risk: Pick<ActorRef<RiskMessage>, "tell">;
  /** Hears of every tick, and of each order together with the quote that it was made for. */
  readonly onTick: () => void;
  readonly onOrder: (id: OrderId, quote: Quote) => void;
}

/**
 * Sells a contract where it has one and buys one where it has none, one order at every so many ticks of the venue,
 * straight on the tick: a contestant of the arena waits until its decision is committed, which is no matter of
 * processor time but of what `durable lag` says. A purchase counts as had once its fill is committed, as risk counts it.
 *
 * The venue's ticks count: for those that a feed which is behind has let go of it orders on the next, so that no stack
 * has fewer orders than another.
 */
export function takerActor(options: TakerOptions): Actor<TakerMessage> {
  const held = new Map<MarketId, number>();
  const hold = (id: MarketId, more: number) =>
    held.set(id, (held.get(id) ?? 0) + more);
  const order = (quote: Quote, turn: number) => {
    const { marketId } = quote;
    const isPurchase = (held.get(marketId) ?? 0) === 0;
    const order = orderOn(quote, turn, isPurchase);
    if (order === null) return;
    if (!isPurchase) hold(marketId, -1);
    options.onOrder(order.id, quote);
    options.risk.tell({ kind: "review_order", order });
  };
  let turn: number | null = null;
  const onQuote = (quote: Quote) => {
    options.onTick();
    const tick = options.tickOf(quote);
    if (tick === null) return;
    const due = Math.floor(tick / options.ticksPerOrder);
    for (turn ??= due; turn < due;) order(quote, turn += 1);
  };
  return {
    receive(message) {
      if (message.kind === "quote_changed") return onQuote(message.quote);
      const { side, marketId } = message.fill;
      if (side === "buy") hold(marketId, 1);
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
