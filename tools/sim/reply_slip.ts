import type { ActorRef } from "../../runtime/mod.ts";

/** Where one answer goes, at once. */
export class ReplySlip<Reply> implements ActorRef<Reply> {
  readonly path = "operator/reply";
  readonly #onReply: (reply: Reply) => void;

  constructor(onReply: (reply: Reply) => void) {
    this.#onReply = onReply;
  }

  tell(reply: Reply): void {
    this.#onReply(reply);
  }

  offer(reply: Reply): Promise<void> {
    this.tell(reply);
    return Promise.resolve();
  }

  ask<Next>(): Promise<Next> {
    return Promise.reject(
      new TypeError(
        "Cannot ask as it must be an actor: current value is a reply",
      ),
    );
  }
}
