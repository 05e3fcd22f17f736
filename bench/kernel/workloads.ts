import type { Contender, Workload } from "../measure.ts";
import { openKernelStage, openRingStage, type Stage } from "./stage.ts";

/** How much one run does: a run takes some tens of milliseconds. */
const FAN_IN_ROUNDS = 600;
const FAN_IN_SENDERS = 8;
const FAN_IN_BURST = 100;
const PINGS = 400_000;
const ASKS = 60_000;
const SPAWNS = 20_000;
const SPAWN_BATCH = 1_000;

type Job = (stage: Stage) => Promise<number>;

/** Eight senders burst at one receiver, which lets the next burst go when the last one has arrived. */
async function fanIn(stage: Stage): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const senders: { tell(message: "go"): void }[] = [];
  let received = 0;
  const receiver = await stage.spawn<number>("receiver", () => {
    received += 1;
    if (received % (FAN_IN_SENDERS * FAN_IN_BURST) !== 0) return;
    if (received === FAN_IN_ROUNDS * FAN_IN_SENDERS * FAN_IN_BURST) resolve();
    else for (const sender of senders) sender.tell("go");
  });
  for (let index = 0; index < FAN_IN_SENDERS; index += 1) {
    senders.push(
      await stage.spawn<"go">(`sender_${index}`, () => {
        for (let n = 0; n < FAN_IN_BURST; n += 1) receiver.tell(n);
      }),
    );
  }
  const startedMs = performance.now();
  for (const sender of senders) sender.tell("go");
  await promise;
  return perSecond(FAN_IN_ROUNDS * FAN_IN_SENDERS * FAN_IN_BURST, startedMs);
}

/** One message goes back and forth between two actors. */
async function pingPong(stage: Stage): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const pong = await stage.spawn<number>("pong", (left) => ping.tell(left - 1));
  const ping = await stage.spawn<number>("ping", (left) => {
    if (left > 0) pong.tell(left - 1);
    else resolve();
  });
  const startedMs = performance.now();
  ping.tell(PINGS);
  await promise;
  return perSecond(PINGS, startedMs);
}

/** Somebody asks, waits for the reply and asks again. */
async function ask(stage: Stage): Promise<number> {
  interface Question {
    readonly n: number;
    readonly replyTo: { tell(reply: number): void };
  }
  const echo = await stage.spawn<Question>(
    "echo",
    ({ n, replyTo }) => replyTo.tell(n),
  );
  const startedMs = performance.now();
  for (let n = 0; n < ASKS; n += 1) {
    await stage.ask<Question, number>(echo, (replyTo) => ({ n, replyTo }));
  }
  return perSecond(ASKS, startedMs);
}

/** Actors start, and each handles one message. */
async function spawn(stage: Stage): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let handled = 0;
  const receive = () => {
    handled += 1;
    if (handled === SPAWNS) resolve();
  };
  const startedMs = performance.now();
  for (let first = 0; first < SPAWNS; first += SPAWN_BATCH) {
    const batch = Array.from(
      { length: SPAWN_BATCH },
      (_, index) => stage.spawn<"hello">(`child_${first + index}`, receive),
    );
    for (const child of await Promise.all(batch)) child.tell("hello");
  }
  await promise;
  return perSecond(SPAWNS, startedMs);
}

const JOBS: readonly (readonly [name: string, unit: string, job: Job])[] = [
  ["fan_in_8_to_1", "messages/s", fanIn],
  ["ping_pong", "messages/s", pingPong],
  ["ask", "asks/s", ask],
  ["spawn", "actors/s", spawn],
];

/** Returns the workloads of the actor kernel, each beside bare rings. */
export function kernelWorkloads(): readonly Workload[] {
  return JOBS.map(([workload, unit, job]) => ({
    bench: "kernel",
    workload,
    unit,
    ours: contender(openKernelStage, job),
    floor: contender(openRingStage, job),
    peers: {},
  }));
}

function contender(open: () => Promise<Stage>, job: Job): Contender {
  return {
    async run() {
      const stage = await open();
      try {
        return await job(stage);
      } finally {
        await stage.stop();
      }
    },
  };
}

function perSecond(count: number, startedMs: number): number {
  return count / ((performance.now() - startedMs) / 1_000);
}
