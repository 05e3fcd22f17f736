import { Stopwatch } from "./stopwatch.ts";
import type { Message, Question, Stage, Target } from "./stage.ts";

/** Does a job of about `count` units on `stage` and returns units per second. */
export type Job = (stage: Stage, count: number) => Promise<number>;

const SENDERS = 8;
const BURST = 100;
const TRADERS = 8;
const SUBSCRIBERS = 8;
const TICKS_PER_BURST = 100;
const SPAWN_BATCH = 1_000;
const IN_FLIGHT = 1_000;
const TIMER_MS = 1;
const GO: Message = { type: "go" };
const HELLO: Message = { type: "hello" };

/** Eight senders burst at one receiver, which lets the next burst go when the last one has arrived. */
export const fanIn: Job = async (stage, count) => {
  const rounds = Math.ceil(count / (SENDERS * BURST));
  const { promise, resolve } = Promise.withResolvers<void>();
  const senders: Target<Message>[] = [];
  let received = 0;
  const receiver = stage.spawn("receiver", () => {
    received += 1;
    if (received % (SENDERS * BURST) !== 0) return;
    if (received === rounds * SENDERS * BURST) resolve();
    else for (const sender of senders) sender.tell(GO);
  });
  for (let index = 0; index < SENDERS; index += 1) {
    senders.push(stage.spawn(`sender_${index}`, () => {
      for (let n = 0; n < BURST; n += 1) receiver.tell(HELLO);
    }));
  }
  const stopwatch = new Stopwatch();
  for (const sender of senders) sender.tell(GO);
  await promise;
  return stopwatch.perSecond(received);
};

/** Eight senders send everything at once, so that the receiver's mailbox grows as deep as `count`. */
export const fanInDeep: Job = async (stage, count) => {
  const each = Math.ceil(count / SENDERS);
  const { promise, resolve } = Promise.withResolvers<void>();
  let received = 0;
  const receiver = stage.spawn("receiver", () => {
    received += 1;
    if (received === each * SENDERS) resolve();
  });
  const senders = Array.from(
    { length: SENDERS },
    (_, index) =>
      stage.spawn(`sender_${index}`, () => {
        for (let n = 0; n < each; n += 1) receiver.tell(HELLO);
      }),
  );
  const stopwatch = new Stopwatch();
  for (const sender of senders) sender.tell(GO);
  await promise;
  return stopwatch.perSecond(received);
};

/** One message goes back and forth between two actors. */
export const pingPong: Job = async (stage, count) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = count;
  const pong: Target<Message> = stage.spawn("pong", (message) => {
    left -= 1;
    ping.tell(message);
  });
  const ping: Target<Message> = stage.spawn("ping", (message) => {
    left -= 1;
    if (left > 0) pong.tell(message);
    else resolve();
  });
  const stopwatch = new Stopwatch();
  ping.tell(HELLO);
  await promise;
  return stopwatch.perSecond(count);
};

/** Somebody asks, waits for the reply and asks again. */
export const ask: Job = async (stage, count) => {
  const echo = stage.spawn<Question>(
    "echo",
    ({ replyTo }) => replyTo.tell(1),
  );
  const stopwatch = new Stopwatch();
  await stage.askInTurn?.(echo, count);
  return stopwatch.perSecond(count);
};

/** Actors start in batches, and each handles one message. */
export const spawn: Job = async (stage, count) => {
  let handled = 0;
  let resolve = () => {};
  const receive = (): void => {
    handled += 1;
    if (handled % SPAWN_BATCH === 0) resolve();
  };
  const stopwatch = new Stopwatch();
  for (let first = 0; first < count; first += SPAWN_BATCH) {
    const batch = Promise.withResolvers<void>();
    resolve = batch.resolve;
    for (let index = 0; index < SPAWN_BATCH; index += 1) {
      stage.spawn(`child_${first + index}`, receive).tell(HELLO);
    }
    await batch.promise;
  }
  return stopwatch.perSecond(handled);
};

interface Tick extends Message {
  readonly sequence: number;
  readonly price: number;
}

interface Signal extends Message {
  readonly tick: Tick;
  readonly trader: number;
}

interface Order extends Message {
  readonly signal: Signal;
}

/** Feed, detector, eight traders, risk: one tick is ten messages, because one of the traders orders. */
export const pipeline: Job = async (stage, count) => {
  const bursts = Math.ceil(count / TICKS_PER_BURST);
  const { promise, resolve } = Promise.withResolvers<void>();
  let reviewed = 0;
  let sequence = 0;
  const risk = stage.spawn<Order>("risk", () => {
    reviewed += 1;
    if (reviewed % TICKS_PER_BURST !== 0) return;
    if (reviewed === bursts * TICKS_PER_BURST) resolve();
    else feed.tell(GO);
  });
  const traders = Array.from(
    { length: TRADERS },
    (_, trader) =>
      stage.spawn<Signal>(`trader_${trader}`, (signal) => {
        if (signal.trader === trader) risk.tell({ type: "order", signal });
      }),
  );
  const detector = stage.spawn<Tick>("detector", (tick) => {
    const trader = tick.sequence % TRADERS;
    const signal: Signal = { type: "signal", tick, trader };
    for (const target of traders) target.tell(signal);
  });
  const feed: Target<Message> = stage.spawn("feed", () => {
    for (let n = 0; n < TICKS_PER_BURST; n += 1) {
      sequence += 1;
      detector.tell({ type: "tick", sequence, price: sequence % 97 });
    }
  });
  const stopwatch = new Stopwatch();
  feed.tell(GO);
  await promise;
  return stopwatch.perSecond(reviewed);
};

/** A publisher sends to eight subscribers in bursts, and the next burst once the last has arrived everywhere. */
export const publish: Job = async (stage, count) => {
  const rounds = Math.ceil(count / BURST);
  const { promise, resolve } = Promise.withResolvers<void>();
  let delivered = 0;
  const receive = (): void => {
    delivered += 1;
    if (delivered % (SUBSCRIBERS * BURST) !== 0) return;
    if (delivered === rounds * SUBSCRIBERS * BURST) resolve();
    else publisher.tell(GO);
  };
  const subscribers = Array.from(
    { length: SUBSCRIBERS },
    (_, index) => stage.spawn(`subscriber_${index}`, receive),
  );
  const send = stage.publisher?.(subscribers) ?? ((message: Message) => {
    for (const subscriber of subscribers) subscriber.tell(message);
  });
  const publisher: Target<Message> = stage.spawn("publisher", () => {
    for (let n = 0; n < BURST; n += 1) send(HELLO);
  });
  const stopwatch = new Stopwatch();
  publisher.tell(GO);
  await promise;
  return stopwatch.perSecond(rounds * BURST);
};

/** A sender fills a mailbox up to `depth`, and again once it is empty. */
export async function fillAndDrain(
  stage: Stage,
  { count, depth }: { readonly count: number; readonly depth: number },
): Promise<number> {
  const rounds = Math.ceil(count / depth);
  const { promise, resolve } = Promise.withResolvers<void>();
  let received = 0;
  const receiver = stage.spawn("receiver", () => {
    received += 1;
    if (received % depth !== 0) return;
    if (received === rounds * depth) resolve();
    else sender.tell(GO);
  });
  const sender: Target<Message> = stage.spawn("sender", () => {
    for (let n = 0; n < depth; n += 1) receiver.tell(HELLO);
  });
  const stopwatch = new Stopwatch();
  sender.tell(GO);
  await promise;
  return stopwatch.perSecond(received);
}

/** Two actors whose mailboxes are never empty, while `onTimer` is told how late each timer of 1 ms fires. */
export async function saturate(
  stage: Stage,
  count: number,
  onTimer: (lateMs: number) => void,
): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = count;
  const names = ["left", "right"];
  const busy: Target<Message>[] = names.map((name, index) =>
    stage.spawn(name, (message) => {
      left -= 1;
      if (left > 0) busy[index]?.tell(message);
      else if (left === 0) resolve();
    })
  );
  const stopTimer = timeTimers(onTimer);
  const stopwatch = new Stopwatch();
  for (const target of busy) {
    for (let n = 0; n < IN_FLIGHT; n += 1) target.tell(HELLO);
  }
  await promise;
  const rate = stopwatch.perSecond(count);
  stopTimer();
  return rate;
}

/** Sets a timer of 1 ms after the other, and tells how late each fires. Returns the function that ends it. */
export function timeTimers(onTimer: (lateMs: number) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const arm = (): void => {
    const dueMs = performance.now() + TIMER_MS;
    timer = setTimeout(() => {
      onTimer(performance.now() - dueMs);
      arm();
    }, TIMER_MS);
  };
  arm();
  return () => clearTimeout(timer);
}

/** Returns the bytes that each of `count` actors takes which has handled one message and has nothing to do. */
export const actorBytes: Job = async (stage, count) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let handled = 0;
  const receive = (): void => {
    handled += 1;
    if (handled === count) resolve();
  };
  const names = Array.from({ length: count }, (_, index) => `child_${index}`);
  const targets = new Array<Target<Message> | undefined>(count).fill(undefined);
  const before = heapBytes();
  for (let n = 0; n < count; n += 1) {
    const target = stage.spawn(names[n] ?? "", receive);
    target.tell(HELLO);
    targets[n] = target;
  }
  await promise;
  await new Promise((resume) => setTimeout(resume, 0));
  const bytes = (heapBytes() - before) / count;
  targets.length = 0; // They had to live until here.
  return bytes;
};

/** Returns the bytes that each of `count` messages takes in the mailbox of an actor that has not come to it yet. */
export const messageBytes: Job = async (stage, count) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let handled = 0;
  const receiver = stage.spawn("receiver", () => {
    handled += 1;
    if (handled === count) resolve();
  });
  const before = heapBytes();
  for (let n = 0; n < count; n += 1) receiver.tell(HELLO);
  const bytes = (heapBytes() - before) / count;
  await promise;
  return bytes;
};

function heapBytes(): number {
  const collect: unknown = Reflect.get(globalThis, "gc");
  if (typeof collect !== "function") {
    throw new Error(
      "Cannot measure memory as V8 must expose its collector: current value is no --v8-flags=--expose-gc",
    );
  }
  collect();
  return Deno.memoryUsage().heapUsed;
}
