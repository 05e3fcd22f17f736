import { roundId } from "../../domain/ids.ts";
import type { Actor, ActorContext, EventBus } from "../../runtime/mod.ts";
import type { ArenaTopics } from "../ports/topics.ts";
import type { SchedulerMessage } from "./protocol.ts";

/** What the scheduler works with. */
export interface SchedulerDependencies {
  readonly bus: EventBus<ArenaTopics>;
  /** Milliseconds between rounds, 1,000 or more. */
  readonly roundIntervalMs: number;
}

/** How much too early a timer may fire and still mean the multiple ahead of it, in milliseconds. */
const EARLY_MS_MAX = 100;

/**
 * Starts the scheduler: one round at every whole multiple of the interval since 1970.
 *
 * A round is named by its multiple, not by when its timer fired: that may be a millisecond early or late. No
 * multiple gets two rounds while it runs, also where the machine's clock is set back.
 */
export function startScheduler(
  { bus, roundIntervalMs }: SchedulerDependencies,
  context: ActorContext<SchedulerMessage>,
): Actor<SchedulerMessage> {
  let lastStartedAtMs = -Infinity;
  const planNext = () => {
    const delayMs = roundIntervalMs - context.clock.nowMs() % roundIntervalMs;
    context.schedule({ kind: "round_due" }, delayMs);
  };
  return {
    recover: planNext,
    receive() {
      const startedAtMs = roundIntervalMs *
        Math.floor((context.clock.nowMs() + EARLY_MS_MAX) / roundIntervalMs);
      if (startedAtMs > lastStartedAtMs) {
        lastStartedAtMs = startedAtMs;
        bus.publish("round_started", {
          id: roundId(`r_${startedAtMs}`),
          startedAtMs,
        });
      }
      planNext();
    },
  };
}
