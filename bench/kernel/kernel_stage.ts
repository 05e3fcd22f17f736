import {
  type ActorRef,
  ActorSystem,
  EventBus,
  LiveDispatcher,
  type LiveDispatcherOptions,
  SeededRandom,
  type SpawnOptions,
  SystemClock,
  Tracer,
} from "../../runtime/mod.ts";
import {
  ASK_DEADLINE_MS,
  CAPACITY,
  type Message,
  type Question,
  type Stage,
  type Target,
} from "./stage.ts";

/** One for all runs, as one serves a system for its whole life: a new one is 1.5 MB of cold memory. */
const TRACER = new Tracer();

/** What a kernel stage may have beyond its defaults. */
export interface KernelStageOptions {
  readonly dispatcher?: LiveDispatcherOptions;
  readonly capacity?: number;
  /** Whether handlers are timed and messages traced. @default {false} */
  readonly isObserved?: boolean;
}

/** A stage with the system that it runs on. */
export interface KernelStage extends Stage {
  readonly system: ActorSystem;
}

/** Opens a stage on our kernel, as it runs in the arena: live dispatcher, supervision, bounded mailboxes. */
export async function openKernelStage(
  { dispatcher, capacity = CAPACITY, isObserved = false }: KernelStageOptions =
    {},
): Promise<KernelStage> {
  const system = new ActorSystem({
    clock: new SystemClock(),
    random: new SeededRandom(1),
    dispatcher: new LiveDispatcher(dispatcher),
    ...(isObserved ? { timesHandlers: true, tracer: TRACER } : {}),
  });
  await system.start({
    kind: "supervisor",
    id: "root",
    strategy: "one_for_one",
    intensity: 3,
    periodMs: 60_000,
    children: [],
  });
  let behavior: SpawnOptions<Message> | null = null;
  let behaviorOf: unknown;
  return {
    system,
    spawn<Sent extends Message>(
      name: string,
      receive: (message: Sent) => void,
    ) {
      if (behavior === null || behaviorOf !== receive) { // Actors of a kind share it.
        behaviorOf = receive;
        behavior = {
          mailbox: { capacity, overflow: { kind: "fail" } },
          start: () => ({ receive: receive as (message: Message) => void }),
          restart: "transient",
          shutdownMs: 1_000,
        };
      }
      return system.spawn<Message>(`root/${name}`, behavior);
    },
    async askInTurn(echo: Target<Question>, count: number) {
      const ref = echo as ActorRef<Question>;
      for (let n = 0; n < count; n += 1) {
        await ref.ask<number>((replyTo) => ({ type: "question", replyTo }), {
          deadlineMs: ASK_DEADLINE_MS,
        });
      }
    },
    publisher<Sent extends Message>(targets: readonly Target<Sent>[]) {
      const bus = new EventBus<{ sent: Sent }>();
      for (const target of targets) {
        bus.subscribe("sent", target as ActorRef<Sent>, (event) => event);
      }
      return (message: Sent) => bus.publish("sent", message);
    },
    stop: () => system.stop(),
  };
}
