import { GlobalRing } from "./global_ring.ts";
import { RingActor } from "./ring_actor.ts";
import type { Message, Question, Stage, Target } from "./stage.ts";

/** Opens a stage of bare rings, one per actor; see `RingActor`. */
export function openRingStage(): Promise<Stage> {
  return Promise.resolve({
    spawn<Sent extends Message>(
      _name: string,
      receive: (message: Sent) => void,
    ) {
      return new RingActor(receive);
    },
    askInTurn: askByPromise,
    stop: () => Promise.resolve(),
  });
}

/** Opens a stage on one ring for all actors; see `GlobalRing`. */
export function openGlobalRingStage(): Promise<Stage> {
  const ring = new GlobalRing();
  return Promise.resolve({
    spawn: <Sent extends Message>(
      _name: string,
      receive: (message: Sent) => void,
    ) => ring.actor(receive),
    askInTurn: askByPromise,
    stop: () => Promise.resolve(),
  });
}

async function askByPromise(
  echo: Target<Question>,
  count: number,
): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const { promise, resolve } = Promise.withResolvers<number>();
    echo.tell({ type: "question", replyTo: { tell: resolve } });
    await promise;
  }
}
