/**
 * Messages of risk.
 *
 * Traders send orders for review and cancels, the feed quotes and books (conflated by market), the scheduler
 * rounds, the journal its rows in order. Operators, executor and reconciler set trading states: what tightens
 * holds from the message on, for every order that is reviewed after it. A review that is lost to overflow or a
 * crash is an order that never was: its trader gives it up and decides anew. A state that is lost is not
 * answered, so whoever asks knows. After a restart everything but the order rates of the last minute, the books
 * and the venue's balances is folded from the journal again: states, kill switches and wind-downs go on.
 *
 * @module
 */
import type { VenueStatus } from "../../domain/venue_status.ts";
import type { BookView } from "../../domain/book.ts";
import type { ContestantId, OrderId } from "../../domain/ids.ts";
import type { Order } from "../../domain/order.ts";
import type { PerpetualReport } from "../../domain/perpetual_market.ts";
import type { PerpetualOrder } from "../../domain/perpetual_order.ts";
import type { Quote } from "../../domain/quote.ts";
import type {
  TradingScope,
  TradingState,
  TradingStateCause,
  WindDownStep,
} from "../../domain/trading_state.ts";
import type { ActorRef, MailboxOptions } from "../../runtime/mod.ts";
import type { JournalMessage } from "../ports/journal_follower.ts";
import type { OrderStamps } from "../ports/order_timing.ts";
import type { VenueBalances } from "../ports/topics.ts";

/** What became of a request for a trading state. */
export type TradingStateReply =
  /** It is in the journal, in the row of that sequence. */
  | { readonly kind: "trading_state_set"; readonly sequence: number }
  /** Nothing has changed, for the reason in one sentence. */
  | { readonly kind: "trading_state_kept"; readonly reason: string };

/**
 * Sets what a contestant or the arena may do.
 *
 * Only the cause `operator` may loosen; any other that does not tighten is answered and passed over. Open orders
 * that the new state does not allow are canceled, and `kill_switch_acknowledged` rows tell how many were.
 */
export interface SetTradingState {
  readonly kind: "set_trading_state";
  readonly scope: TradingScope;
  readonly state: TradingState;
  /** A step down the ladder, with the state that `stateOfStep` gives it; `null` for none. */
  readonly step: WindDownStep | null;
  readonly cause: TradingStateCause;
  /** One sentence for people; may be empty. */
  readonly detail: string;
  /** Who asks: the operator's name, or `arena` for what happens by itself. */
  readonly by: string;
  /** Answered once the row is committed, or at once where nothing changes. */
  readonly replyTo?: ActorRef<TradingStateReply>;
}

/** An order to be held to every limit; the same id again changes nothing. */
export interface ReviewOrder {
  readonly kind: "review_order";
  readonly order: Order;
  /** When the opinion behind it was formed, Unix milliseconds; when the order was made, where that is not told. */
  readonly decidedAtMs?: number;
  /** When it went through its trader's hands, where that was measured; for `order_timed` alone. */
  readonly stamps?: Omit<OrderStamps, "approvedAtMs">;
}

/** What risk takes. */
export type RiskMessage =
  | ReviewOrder
  /** Cancels always pass, of one's own orders. */
  | {
    readonly kind: "cancel_order";
    readonly contestantId: ContestantId;
    readonly orderId: OrderId;
    readonly reason: string;
  }
  | SetTradingState
  /** An order for a perpetual to be held to every limit; the same id again changes nothing. */
  | {
    readonly kind: "review_perpetual";
    readonly order: PerpetualOrder;
    /** When the opinion behind it was formed, Unix milliseconds. */
    readonly decidedAtMs: number;
  }
  | {
    readonly kind: "perpetual_reported";
    readonly report: PerpetualReport;
  }
  | { readonly kind: "quote_changed"; readonly quote: Quote }
  | { readonly kind: "book_shown"; readonly book: BookView }
  | { readonly kind: "round_started" }
  | {
    readonly kind: "venue_balances_reported";
    readonly balances: VenueBalances;
  }
  | { readonly kind: "venue_degraded"; readonly status: VenueStatus }
  /** The kill switch that the row of that sequence set has waited long enough. */
  | { readonly kind: "kill_due"; readonly sequence: number }
  /** The wind-down that the row of that sequence set sells what is left. */
  | { readonly kind: "wind_down_due"; readonly sequence: number }
  | JournalMessage;

function conflationKey(message: RiskMessage): string | null {
  switch (message.kind) {
    case "quote_changed":
      return message.quote.marketId;
    case "book_shown":
      return message.book.marketId;
    case "venue_degraded":
      return message.status.venue;
    case "venue_balances_reported":
      return message.balances.venue;
    default:
      return null;
  }
}

/** Quotes and books conflate by market, balances and status by venue; everything else keeps its place. */
export const RISK_MAILBOX: MailboxOptions<RiskMessage> = {
  capacity: 16_384,
  overflow: { kind: "conflate", key: conflationKey, group: ({ kind }) => kind },
};
