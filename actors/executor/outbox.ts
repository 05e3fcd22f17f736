import type { Approved } from "../../domain/approval.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { VenueId } from "../../domain/market.ts";
import type { Order } from "../../domain/order.ts";
import { Backoff, type Random } from "../../runtime/mod.ts";
import type { OrderStamps, OrderTiming } from "../ports/order_timing.ts";
import type { ExecutorBounds } from "./bounds.ts";
import type { SubmitOrder } from "./protocol.ts";

/** An approved order of this incarnation that the venue has not answered. Times are of the monotonic clock. */
export interface OutgoingOrder {
  readonly order: Approved<Order>;
  readonly stamps: OrderStamps | null;
  readonly receivedAtMs: number;
  /** `leaving`: its row is on its way. `waiting`: it was turned down and is to be sent again. */
  status: "leaving" | "sent" | "waiting";
  readonly backoff: Backoff;
  sends: number;
  committedAtMs: number;
  firstSentAtMs: number;
  sentAtMs: number;
  signedAtMs: number | null;
  cancelResend: () => void;
}

const NO_TIMER = (): void => {};

/** Approved orders on their way out: only what is in here is ever sent. */
export class Outbox {
  readonly #bounds: ExecutorBounds["retry"];
  readonly #random: Random;
  readonly #orders = new Map<OrderId, OutgoingOrder>();

  constructor(bounds: ExecutorBounds["retry"], random: Random) {
    this.#bounds = bounds;
    this.#random = random;
  }

  get(id: OrderId): OutgoingOrder | undefined {
    return this.#orders.get(id);
  }

  /** Takes in an order whose row is on its way. */
  add({ order, stamps }: SubmitOrder, nowMs: number): void {
    this.#orders.set(order.id, {
      order,
      stamps: stamps ?? null,
      receivedAtMs: nowMs,
      status: "leaving",
      backoff: new Backoff(this.#bounds.backoff, this.#random),
      sends: 0,
      committedAtMs: nowMs,
      firstSentAtMs: nowMs,
      sentAtMs: nowMs,
      signedAtMs: null,
      cancelResend: NO_TIMER,
    });
  }

  /** The order is sent now. */
  sent(outgoing: OutgoingOrder, nowMs: number): void {
    if (outgoing.sends === 0) outgoing.firstSentAtMs = nowMs;
    outgoing.status = "sent";
    outgoing.sends += 1;
    outgoing.sentAtMs = nowMs;
    outgoing.signedAtMs = null;
  }

  /** Returns after how many milliseconds an order that was turned down is to be sent again; `null` if it is not. */
  resendAfterMs(
    { order, sends, firstSentAtMs, backoff }: OutgoingOrder,
    now: { readonly monotonicMs: number; readonly wallMs: number },
  ): number | null {
    if (sends >= this.#bounds.sendsMax) return null;
    const delayMs = backoff.nextMs();
    switch (order.timeInForce) {
      case "ioc":
      case "fok": {
        const ageMs = now.monotonicMs + delayMs - firstSentAtMs;
        return ageMs <= this.#bounds.immediateMsMax ? delayMs : null;
      }
      case "gtc":
        return delayMs;
      case "gtd":
        return now.wallMs + delayMs < (order.expiresAtMs ?? Infinity)
          ? delayMs
          : null;
    }
  }

  /** Takes out an order that the venue certainly does not have; `undefined` if it may have it. */
  takeUnsent(id: OrderId): OutgoingOrder | undefined {
    const outgoing = this.#orders.get(id);
    if (outgoing === undefined || outgoing.status === "sent") return undefined;
    this.delete(id);
    return outgoing;
  }

  /** Lets go of an order: it is answered, or nothing is sent any more. */
  delete(id: OrderId): void {
    this.#orders.get(id)?.cancelResend();
    this.#orders.delete(id);
  }
}

/** Returns where the time of an order went that the venue answered at `answeredAtMs`. */
export function timingOf(
  outgoing: OutgoingOrder,
  venue: VenueId,
  answeredAtMs: number,
): OrderTiming {
  const { order, stamps, receivedAtMs, committedAtMs } = outgoing;
  const { sentAtMs, signedAtMs } = outgoing;
  const commitMs = committedAtMs - (stamps?.approvedAtMs ?? receivedAtMs);
  const decisionMs = stamps === null
    ? 0
    : stamps.orderedAtMs - stamps.decidedAtMs;
  return {
    orderId: order.id,
    contestantId: order.contestantId,
    venue,
    decideUs: stamps && microseconds(stamps.decidedAtMs - stamps.wokenAtMs),
    checkUs: stamps && microseconds(stamps.approvedAtMs - stamps.orderedAtMs),
    journalUs: microseconds(decisionMs + commitMs),
    signUs: signedAtMs === null ? 0 : microseconds(signedAtMs - sentAtMs),
    wireUs: microseconds(answeredAtMs - (signedAtMs ?? sentAtMs)),
  };
}

function microseconds(ms: number): number {
  return Math.max(0, Math.round(ms * 1_000));
}
