import type { OrderId } from "../../domain/ids.ts";
import type { ActorContext } from "../../runtime/mod.ts";
import type { Execution } from "../ports/execution.ts";
import type { OutgoingOrder } from "./outbox.ts";
import type { ExecutorMessage } from "./protocol.ts";

/** What venue calls are made with. */
export interface VenueCallsOptions {
  readonly execution: Execution;
  readonly context: ActorContext<ExecutorMessage>;
  /** Longest wait for one answer, in milliseconds. */
  readonly answerMsMax: number;
}

/** Calls of the venue; what comes of them, or that nothing does, reaches the executor as a message. */
export class VenueCalls {
  readonly #execution: Execution;
  readonly #context: ActorContext<ExecutorMessage>;
  readonly #answerMsMax: number;

  constructor({ execution, context, answerMsMax }: VenueCallsOptions) {
    this.#execution = execution;
    this.#context = context;
    this.#answerMsMax = answerMsMax;
  }

  /** Hears what the venue says by itself, until this incarnation ends. */
  listen(): void {
    const context = this.#context;
    const cancel = this.#execution.onReport((orderId, report) =>
      context.self.tell({ kind: "order_pushed", orderId, report })
    );
    context.abortSignal.addEventListener("abort", cancel, { once: true });
  }

  /** Sends an order. */
  submit(outgoing: OutgoingOrder): void {
    const { clock, abortSignal } = this.#context;
    const { order, sentAtMs } = outgoing;
    const { id: orderId } = order;
    const cancelWait = this.#await({
      kind: "answer_overdue",
      orderId,
      call: "submit",
      askedAtMs: sentAtMs,
    });
    const onSigned = (): void => {
      outgoing.signedAtMs = clock.monotonicMs();
    };
    this.#context.pipeToSelf(
      this.#execution.submit(order, abortSignal, onSigned),
      (report) => {
        cancelWait();
        const answeredAtMs = clock.monotonicMs();
        return {
          kind: "order_answered",
          orderId,
          report,
          askedAtMs: sentAtMs,
          answeredAtMs,
        };
      },
      (error) => {
        cancelWait();
        return { kind: "submit_failed", orderId, error };
      },
    );
  }

  /** Asks how an order stands. */
  query(orderId: OrderId, askedAtMs: number): void {
    const { onEnd, onError } = this.#question(orderId, askedAtMs);
    this.#context.pipeToSelf(
      this.#execution.query(orderId, this.#context.abortSignal),
      (report) => onEnd({ kind: "order_reported", orderId, report, askedAtMs }),
      onError,
    );
  }

  /** Takes an order back, which also tells how it stands. */
  cancel(orderId: OrderId, askedAtMs: number): void {
    const { onEnd, onError } = this.#question(orderId, askedAtMs);
    this.#context.pipeToSelf(
      this.#execution.cancel(orderId, this.#context.abortSignal),
      (report) =>
        onEnd({ kind: "cancel_reported", orderId, report, askedAtMs }),
      onError,
    );
  }

  #question(orderId: OrderId, askedAtMs: number) {
    const cancelWait = this.#await({
      kind: "answer_overdue",
      orderId,
      call: "ask",
      askedAtMs,
    });
    const onEnd = (message: ExecutorMessage): ExecutorMessage => {
      cancelWait();
      return message;
    };
    const onError = (error: Error): ExecutorMessage =>
      onEnd({ kind: "ask_failed", orderId, error, askedAtMs });
    return { onEnd, onError };
  }

  #await(overdue: ExecutorMessage): () => void {
    return this.#context.schedule(overdue, this.#answerMsMax);
  }
}
