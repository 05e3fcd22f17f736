import {
  type ActorRef,
  ActorSystem,
  LiveDispatcher,
  SeededRandom,
  SystemClock,
} from "../../runtime/mod.ts";
import { RingActor } from "./ring_actor.ts";

/** What an actor needs to know of another one to send to it. */
export interface Target<Message> {
  tell(message: Message): void;
}

/** Where the actors of one run live: the same workload is written once, for the kernel and for the floor. */
export interface Stage {
  /** Starts an actor with a handler and returns its address. */
  spawn<Message>(
    name: string,
    receive: (message: Message) => void,
  ): Promise<Target<Message>> | Target<Message>;
  /** Sends what `request` builds around a reply address, and waits for the reply. */
  ask<Message, Reply>(
    target: Target<Message>,
    request: (replyTo: Target<Reply>) => Message,
  ): Promise<Reply>;
  stop(): Promise<void>;
}

/** Room in every mailbox: workloads keep fewer messages than this under way. */
const CAPACITY = 16_384;

const ASK_DEADLINE_MS = 10_000;

/** Opens a stage on our kernel, as it runs in the arena: live dispatcher, supervision, bounded mailboxes. */
export async function openKernelStage(): Promise<Stage> {
  const system = new ActorSystem({
    clock: new SystemClock(),
    random: new SeededRandom(1),
    dispatcher: new LiveDispatcher(),
  });
  await system.start({
    kind: "supervisor",
    id: "root",
    strategy: "one_for_one",
    intensity: 3,
    periodMs: 60_000,
    children: [],
  });
  return {
    async spawn<Message>(name: string, receive: (message: Message) => void) {
      const ref = system.reserve<Message>(`root/${name}`, {
        capacity: CAPACITY,
        overflow: { kind: "fail" },
      });
      await system.addChild(
        "root",
        system.actor({
          ref,
          start: () => ({ receive }),
          restart: "transient",
          shutdownMs: 1_000,
        }),
      );
      return ref;
    },
    ask<Message, Reply>(
      target: Target<Message>,
      request: (replyTo: Target<Reply>) => Message,
    ) {
      return (target as ActorRef<Message>).ask<Reply>(request, {
        deadlineMs: ASK_DEADLINE_MS,
      });
    },
    stop: () => system.stop(),
  };
}

/** Opens a stage of bare rings; see `RingActor`. */
export function openRingStage(): Promise<Stage> {
  return Promise.resolve({
    spawn<Message>(_name: string, receive: (message: Message) => void) {
      return new RingActor(receive);
    },
    ask<Message, Reply>(
      target: Target<Message>,
      request: (replyTo: Target<Reply>) => Message,
    ) {
      const { promise, resolve } = Promise.withResolvers<Reply>();
      target.tell(request({ tell: resolve }));
      return promise;
    },
    stop: () => Promise.resolve(),
  });
}
