import type { OrderId } from "../../domain/ids.ts";
import type { Order } from "../../domain/order.ts";
import {
  type ActorContext,
  Backoff,
  type BackoffOptions,
} from "../../runtime/mod.ts";
import type { ExecutorBounds } from "./bounds.ts";
import type { ExecutorMessage } from "./protocol.ts";

/** How often an order is asked about: the less is known of it, the sooner. */
export type Pace = "doubtful" | "resting" | "stranded";

interface Inquiry {
  /**
   * When the order left at the latest, on the monotonic clock. An order is made some time before its row is
   * committed and it leaves, and wall time may jump meanwhile.
   */
  leftAtMs: number;
  /** When the venue first showed that it has the order; `null` before. */
  arrivedAtMs: number | null;
  pace: Pace;
  backoff: Backoff;
  /** When the question was asked that is under way; `null` where none is. */
  askedAtMs: number | null;
  cancelTimer: () => void;
  /** Questions in vain, in a row. */
  failures: number;
  failingSinceMs: number;
  /** Whether the venue has accounted for it since this incarnation began to ask. */
  isAccounted: boolean;
}

const NO_TIMER = (): void => {};

/** When each open order is asked about next, and how often that was in vain. */
export class Inquiries {
  readonly #bounds: ExecutorBounds;
  readonly #context: ActorContext<ExecutorMessage>;
  readonly #inquiries = new Map<OrderId, Inquiry>();

  constructor(bounds: ExecutorBounds, context: ActorContext<ExecutorMessage>) {
    this.#bounds = bounds;
    this.#context = context;
  }

  /** The order left now, or may have left until now. */
  left(id: OrderId): void {
    this.#of(id).leftAtMs = this.#context.clock.monotonicMs();
  }

  /** The venue has shown now that the order is there. */
  arrived(id: OrderId): void {
    const inquiry = this.#of(id);
    if (inquiry.arrivedAtMs === null) {
      inquiry.arrivedAtMs = this.#context.clock.monotonicMs();
    }
  }

  /** Whether a question asked then was asked too soon after the order left. */
  isWithinGrace(id: OrderId, askedAtMs: number, graceMs: number): boolean {
    const leftAtMs = this.#inquiries.get(id)?.leftAtMs ?? askedAtMs;
    return askedAtMs - leftAtMs < graceMs;
  }

  /** Whether a request made then may have overtaken the order on its way. */
  mayOvertake(id: OrderId, askedAtMs: number, graceMs: number): boolean {
    const arrivedAtMs = this.#inquiries.get(id)?.arrivedAtMs ?? null;
    return arrivedAtMs === null
      ? this.isWithinGrace(id, askedAtMs, graceMs)
      : askedAtMs < arrivedAtMs;
  }

  /** Whether a question about the order is under way. */
  isAsking(id: OrderId): boolean {
    return typeof this.#inquiries.get(id)?.askedAtMs === "number";
  }

  /** A question is asked now. */
  asked(id: OrderId, askedAtMs: number): void {
    this.#of(id).askedAtMs = askedAtMs;
  }

  /** The question asked then is answered, or will not be. Returns whether it was still waited for. */
  ended(id: OrderId, askedAtMs: number): boolean {
    const inquiry = this.#inquiries.get(id);
    if (inquiry === undefined || inquiry.askedAtMs !== askedAtMs) return false;
    inquiry.askedAtMs = null;
    return true;
  }

  /** Asks later, at the pace given. There is one timer per order. @param sleepMsMax At the latest after this. */
  later(id: OrderId, pace: Pace, sleepMsMax = Infinity): void {
    const inquiry = this.#of(id);
    if (inquiry.pace !== pace) {
      inquiry.pace = pace;
      inquiry.backoff = this.#backoff(this.#bounds[pace]);
    }
    inquiry.cancelTimer();
    inquiry.cancelTimer = this.#context.schedule(
      { kind: "ask_due", orderId: id },
      Math.min(inquiry.backoff.nextMs(), sleepMsMax),
    );
  }

  /** A question was in vain. */
  failed(id: OrderId): void {
    const inquiry = this.#of(id);
    if (inquiry.failures === 0) {
      inquiry.failingSinceMs = this.#context.clock.monotonicMs();
    }
    inquiry.failures += 1;
  }

  /** Whether questions were in vain so often and for so long that an operator has to look at it. */
  isExhausted(id: OrderId): boolean {
    const { questions, afterMs } = this.#bounds.deadLetter;
    const inquiry = this.#inquiries.get(id);
    return inquiry !== undefined && inquiry.failures >= questions &&
      this.#context.clock.monotonicMs() - inquiry.failingSinceMs >= afterMs;
  }

  /** The venue has said how the order stands. */
  accounted(id: OrderId): void {
    const inquiry = this.#of(id);
    inquiry.failures = 0;
    inquiry.isAccounted = true;
  }

  /** Whether the venue has accounted for the order since it was last in doubt. */
  isAccounted(id: OrderId): boolean {
    return this.#inquiries.get(id)?.isAccounted ?? false;
  }

  /** Begins to ask about the order anew. */
  restart(id: OrderId): void {
    const inquiry = this.#of(id);
    inquiry.failures = 0;
    inquiry.isAccounted = false;
    inquiry.backoff = this.#backoff(this.#bounds[inquiry.pace]);
  }

  /** Asks no more. */
  close(id: OrderId): void {
    this.#inquiries.get(id)?.cancelTimer();
    this.#inquiries.delete(id);
  }

  #of(id: OrderId): Inquiry {
    let inquiry = this.#inquiries.get(id);
    if (inquiry === undefined) {
      inquiry = {
        leftAtMs: this.#context.clock.monotonicMs(),
        arrivedAtMs: null,
        pace: "doubtful",
        backoff: this.#backoff(this.#bounds.doubtful),
        askedAtMs: null,
        cancelTimer: NO_TIMER,
        failures: 0,
        failingSinceMs: 0,
        isAccounted: false,
      };
      this.#inquiries.set(id, inquiry);
    }
    return inquiry;
  }

  #backoff(options: BackoffOptions): Backoff {
    return new Backoff(options, this.#context.random);
  }
}

/** Whether the venue told us all that there is to know of an order, for now: it rests there. */
export function isResting(order: Order, nowMs: number): boolean {
  const { status, timeInForce, expiresAtMs } = order;
  if (status !== "accepted" && status !== "partially_filled") return false;
  switch (timeInForce) {
    case "ioc":
    case "fok":
      return false;
    case "gtc":
      return true;
    case "gtd":
      // Past its expiry it should be over: the venue is asked until it says so.
      return expiresAtMs === null || nowMs < expiresAtMs;
  }
}
