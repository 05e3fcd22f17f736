import type { ActorRef } from "./actor.ts";

interface Subscription<in Event> {
  readonly ref: ActorRef<never>;
  deliver(event: Event): void;
}

/**
 * Typed publish and subscribe between actors.
 *
 * - Delivers by `tell`, in order of subscription: what a subscriber loses follows its own mailbox.
 * - One subscription per topic and ref: an actor that subscribes again after a restart replaces its own, in its place.
 * - A subscription outlives restarts. Whoever stops a subscriber for good also cancels it.
 *
 * @example
 * ```ts
 * import { EventBus, TestProbe } from "./mod.ts";
 *
 * const bus = new EventBus<{ ticked: number }>();
 * const probe = new TestProbe<{ kind: "tick"; count: number }>();
 * bus.subscribe("ticked", probe, (count) => ({ kind: "tick", count }));
 * bus.publish("ticked", 1);
 * console.assert(probe.expectMessage().count === 1);
 * ```
 */
export class EventBus<Topics extends Record<string, unknown>> {
  // Copied on write, so that publishing iterates a list that nobody changes.
  readonly #subscriptions: {
    [K in keyof Topics]?: readonly Subscription<Topics[K]>[];
  } = {};

  /** Delivers `event` to all subscribers of `topic`. An error of a subscriber's `map` goes to the publisher. */
  publish<K extends keyof Topics>(topic: K, event: Topics[K]): void {
    const subscriptions = this.#subscriptions[topic];
    if (subscriptions === undefined) return;
    for (const subscription of subscriptions) subscription.deliver(event);
  }

  /** Subscribes `ref`; `map` makes its message of an event, literals kept. Returns the function that cancels this subscription. */
  subscribe<
    K extends keyof Topics,
    Message,
    const Mapped extends Message = Message,
  >(
    topic: K,
    ref: ActorRef<Message>,
    map: (event: Topics[K]) => Mapped,
  ): () => void {
    const subscription: Subscription<Topics[K]> = {
      ref,
      deliver: (event) => ref.tell(map(event)),
    };
    const before = this.#subscriptions[topic] ?? [];
    const index = before.findIndex((other) => other.ref === ref);
    this.#subscriptions[topic] = index < 0
      ? [...before, subscription]
      : before.with(index, subscription);
    return () => {
      const current = this.#subscriptions[topic] ?? [];
      this.#subscriptions[topic] = current.filter((other) =>
        other !== subscription
      );
    };
  }

  /** Returns how many refs are subscribed to `topic`. */
  subscriberCount(topic: keyof Topics): number {
    return this.#subscriptions[topic]?.length ?? 0;
  }
}
