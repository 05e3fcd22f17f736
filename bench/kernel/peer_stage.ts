import { Deferred, Effect, Fiber, Queue } from "npm:effect@^4.1.0";
import { dispatch, query, spawn, start, stop } from "npm:nact@^7.6.2";
import { createActor, fromTransition } from "npm:xstate@^5.33.3";
import {
  ASK_DEADLINE_MS,
  CAPACITY,
  type Message,
  type Question,
  type Stage,
  type Target,
} from "./stage.ts";

/** Opens a stage on nact: stateful actors, which handle one message at a time and count. Its mailboxes have no bound. */
export function openNactStage(): Promise<Stage> {
  const system = start();
  return Promise.resolve({
    spawn<Sent extends Message>(
      name: string,
      receive: (message: Sent) => void,
    ): Target<Sent> {
      const ref = spawn(
        system,
        (handled: number | undefined, message: Sent) => {
          receive(message);
          return (handled ?? 0) + 1;
        },
        name,
      );
      return new NactTarget<Sent>(ref);
    },
    async askInTurn(echo: Target<Question>, count: number) {
      if (!(echo instanceof NactTarget)) return;
      for (let n = 0; n < count; n += 1) {
        await query(echo.ref, (replyTo: NactRef) => ({
          type: "question",
          replyTo: { tell: (reply: number) => dispatch(replyTo, reply) },
        }), ASK_DEADLINE_MS);
      }
    },
    stop() {
      stop(system);
      return Promise.resolve();
    },
  });
}

type NactRef = Parameters<typeof dispatch>[0];

class NactTarget<Sent> implements Target<Sent> {
  readonly ref: NactRef;

  constructor(ref: NactRef) {
    this.ref = ref;
  }

  tell(message: Sent): void {
    dispatch(this.ref, message);
  }
}

/** Opens a stage on xstate's transition actors, which count: an unbounded queue that the sender drains on its own stack. */
export function openTransitionStage(): Promise<Stage> {
  const actors: { stop(): unknown }[] = [];
  return Promise.resolve({
    spawn<Sent extends Message>(
      _name: string,
      receive: (message: Sent) => void,
    ): Target<Sent> {
      const logic = fromTransition((state, event: Message) => {
        if (event.type !== "xstate.stop") receive(event as Sent);
        return { handled: state.handled + 1 };
      }, { handled: 0 });
      const actor = createActor(logic);
      actor.start();
      actors.push(actor);
      return { tell: (message) => actor.send(message) };
    },
    async askInTurn(echo: Target<Question>, count: number) {
      for (let n = 0; n < count; n += 1) {
        const { promise, resolve } = Promise.withResolvers<number>();
        echo.tell({ type: "question", replyTo: { tell: resolve } });
        await promise;
      }
    },
    stop() {
      for (const actor of actors) actor.stop();
      return Promise.resolve();
    },
  });
}

/** Opens a stage on effect: a fiber per actor, which takes one message after the other from its bounded queue. */
export function openEffectStage(): Promise<Stage> {
  return Promise.resolve(
    effectStage((queue, receive) => Effect.map(Queue.take(queue), receive)),
  );
}

/** The same with fibers that take all messages there are at once: faster, and nothing gets in between them. */
export function openEffectBatchStage(): Promise<Stage> {
  return Promise.resolve(
    effectStage((queue, receive) =>
      Effect.map(Queue.takeAll(queue), (messages) => {
        for (const message of messages) receive(message);
      })
    ),
  );
}

function effectStage(
  turnOf: (
    queue: Queue.Queue<Message>,
    receive: (message: Message) => void,
  ) => Effect.Effect<void>,
): Stage {
  const fibers: Fiber.Fiber<unknown, unknown>[] = [];
  return {
    spawn<Sent extends Message>(
      _name: string,
      receive: (message: Sent) => void,
    ): Target<Sent> {
      const queue = Effect.runSync(Queue.bounded<Message>(CAPACITY));
      const turn = turnOf(queue, receive as (message: Message) => void);
      fibers.push(Effect.runFork(Effect.forever(turn)));
      return { tell: (message) => void Queue.offerUnsafe(queue, message) };
    },
    askInTurn(echo: Target<Question>, count: number) {
      const asking = Effect.suspend(() => {
        const deferred = Deferred.makeUnsafe<number>();
        const tell = (reply: number) =>
          void Deferred.doneUnsafe(deferred, Effect.succeed(reply));
        echo.tell({ type: "question", replyTo: { tell } });
        return Effect.timeout(Deferred.await(deferred), ASK_DEADLINE_MS);
      });
      return Effect.runPromise(
        Effect.asVoid(Effect.repeat(asking, { times: count - 1 })),
      );
    },
    async stop() {
      await Effect.runPromise(Fiber.interruptAll(fibers));
    },
  };
}
