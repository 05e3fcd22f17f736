import { assertEquals, assertRejects } from "@std/assert";
import type { Overflow } from "./actor.ts";
import { ActorStoppedError, MailboxFullError } from "./errors.ts";
import { TestSystem } from "./test_system.ts";

/** An actor over a full mailbox of two, which has not started yet. */
function fullActor(overflow: Overflow<string>) {
  const test = new TestSystem();
  const received: string[] = [];
  const actor = test.actor<string>(
    "root/a",
    () => ({ receive: (message) => void received.push(message) }),
    {
      mailbox: { capacity: 2, overflow },
    },
  );
  for (const message of ["1", "2"]) actor.ref.tell(message);
  return { test, actor, ref: actor.ref, received };
}

function deadLetters({ system }: TestSystem): [unknown, string][] {
  return system.deadLetters.recent().map((
    { message, reason },
  ) => [message, reason]);
}

Deno.test("ActorRef.tell() makes what does not fit a dead letter, whatever the strategy", async () => {
  const outcomes = [
    [{ kind: "backpressure" }, ["1", "2"], "3"],
    [{ kind: "drop_newest" }, ["1", "2"], "3"],
    [{ kind: "drop_oldest" }, ["2", "3"], "1"],
    [{ kind: "conflate", key: (message: string) => message }, ["2", "3"], "1"],
    [{ kind: "fail" }, ["1", "2"], "3"],
  ] as const;
  for (const [overflow, handled, lost] of outcomes) {
    const { test, actor, ref, received } = fullActor(overflow);
    ref.tell("3");
    assertEquals(deadLetters(test), [[lost, "overflow"]], overflow.kind);
    await test.start([actor]);
    await test.system.settled();
    assertEquals(
      [received, test.inspect("root/a").dropped],
      [handled, 1],
      overflow.kind,
    );
    await test.system.stop();
  }
});

Deno.test("ActorRef.tell() to a full mailbox fails the receiver under fail, and nothing queued is lost", async () => {
  const { test, actor, ref, received } = fullActor({ kind: "fail" });
  await test.start([actor]);
  await test.system.settled();
  for (const message of ["3", "4", "5"]) ref.tell(message);
  await test.system.settled();
  assertEquals(received, ["1", "2", "3", "4"]);
  assertEquals([test.inspect("root/a").restarts, deadLetters(test)], [1, [[
    "5",
    "overflow",
  ]]]);
  assertEquals(test.failures[0]?.error instanceof MailboxFullError, true);
  await test.system.stop();
});

Deno.test("ActorRef.offer() waits for room, and keeps the order of senders", async () => {
  const { test, actor, ref, received } = fullActor({ kind: "backpressure" });
  const admitted: string[] = [];
  const offers = ["3", "4"].map((message) =>
    ref.offer(message).then(() => admitted.push(message))
  );
  await Promise.resolve();
  assertEquals([admitted, test.system.deadLetters.total], [[], 0]);
  await test.start([actor]);
  await Promise.all(offers);
  await test.system.settled();
  assertEquals([admitted, received], [["3", "4"], ["1", "2", "3", "4"]]);
  await test.system.stop();
});

Deno.test("ActorRef.offer() rejects once the actor has stopped", async () => {
  const { test, ref } = fullActor({ kind: "backpressure" });
  const waiting = assertRejects(() => ref.offer("3"), ActorStoppedError);
  await test.system.stop();
  await waiting;
  await assertRejects(() => ref.offer("4"), ActorStoppedError);
  assertEquals(deadLetters(test), [["1", "stopped"], ["2", "stopped"]]);
});

Deno.test("ActorContext.unstashAll() puts stashed messages ahead of everything queued, in their order", async () => {
  const test = new TestSystem();
  const received: string[] = [];
  const actor = test.actor<string>("root/a", (context) => {
    let isOpen = false;
    return {
      receive(message) {
        if (message === "open") {
          isOpen = true;
          context.unstashAll();
        } else if (isOpen) received.push(message);
        else context.stash(message);
      },
    };
  }, {
    mailbox: { capacity: 8, overflow: { kind: "fail" }, stashCapacity: 2 },
  });
  await test.start([actor]);
  for (const message of ["1", "2", "3", "open", "4"]) actor.ref.tell(message);
  await test.system.settled();
  assertEquals([received, deadLetters(test)], [["1", "2", "4"], [[
    "3",
    "stash_full",
  ]]]);
  await test.system.stop();
});

Deno.test("a restart puts the stash back, so that nothing of it is lost", async () => {
  const test = new TestSystem();
  const received: string[] = [];
  const actor = test.actor<string>("root/a", (context) => ({
    receive(message) {
      if (message === "crash") throw new Error("crash");
      if (context.incarnation === 1) context.stash(message);
      else received.push(message);
    },
  }));
  await test.start([actor]);
  for (const message of ["1", "2", "crash", "3"]) actor.ref.tell(message);
  await test.system.settled();
  assertEquals(received, ["1", "2", "3"]);
  await test.system.stop();
});

Deno.test("a message that was stashed and then failed does not come back", async () => {
  const test = new TestSystem();
  const received: string[] = [];
  const actor = test.actor<string>("root/a", (context) => ({
    receive(message) {
      received.push(message);
      if (context.incarnation > 1) return;
      context.stash(message);
      if (message === "crash") throw new Error("crash");
    },
  }));
  await test.start([actor]);
  for (const message of ["1", "crash"]) actor.ref.tell(message);
  await test.system.settled();
  assertEquals([received, deadLetters(test)], [["1", "crash", "1"], [[
    "crash",
    "failed",
  ]]]);
  await test.system.stop();
});

Deno.test("ActorContext.schedule() tells the actor after the delay, unless canceled or ended", async () => {
  const test = new TestSystem();
  const received: string[] = [];
  const actor = test.actor<string>("root/a", (context) => {
    context.schedule("later", 100);
    context.schedule("never", 50)();
    return {
      receive(message) {
        if (message === "crash") throw new Error("crash");
        received.push(`${message}@${context.clock.nowMs()}`);
      },
    };
  });
  await test.start([actor]);
  test.clock.advanceBy(60);
  actor.ref.tell("crash"); // The next incarnation schedules anew; the old timer is gone.
  await test.system.settled();
  test.clock.advanceBy(200);
  assertEquals(received, ["later@160"]);
  await test.system.stop();
  assertEquals(test.clock.nextTimerAtMs(), null);
});

Deno.test("ActorContext.pipeToSelf() sends outcome and error ahead of a full mailbox, and never to a later incarnation", async () => {
  const test = new TestSystem();
  const received: string[] = [];
  const late = Promise.withResolvers<string>();
  const actor = test.actor<string>("root/a", (context) => ({
    receive(message) {
      if (message === "crash") throw new Error("crash");
      if (message === "pipe") {
        context.pipeToSelf(
          Promise.reject("no error object"),
          () => "value",
          (error) => error.message,
        );
        context.pipeToSelf(
          late.promise,
          (value) => value,
          (error) => error.message,
        );
      } else received.push(message);
    },
  }));
  await test.start([actor]);
  actor.ref.tell("pipe");
  test.system.runUntilIdle();
  assertEquals([test.system.isIdle(), test.inspect("root/a").workPending], [
    false,
    2,
  ]);
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  assertEquals(received, [
    'Cannot report what was thrown as it is no Error: current value is "no error object"',
  ]);
  actor.ref.tell("crash");
  await test.system.settled(); // What an ended incarnation began is not waited for.
  late.resolve("late");
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  assertEquals(deadLetters(test), [["crash", "failed"], ["late", "abandoned"]]);
  await test.system.stop();
});

Deno.test("a synchronous handler creates no promise: a whole batch runs in one drain", async () => {
  const test = new TestSystem();
  const received: string[] = [];
  const actor = test.actor<string>(
    "root/a",
    () => ({ receive: (message) => void received.push(message) }),
  );
  await test.start([actor]);
  for (const message of ["1", "2", "3"]) actor.ref.tell(message);
  test.system.runUntilIdle();
  assertEquals([received.length, test.inspect("root/a").handled], [3, 3]);
  await test.system.stop();
});

Deno.test("an actor that throws something else fails with an Error that carries it", async () => {
  const test = new TestSystem();
  const actor = test.actor<string>("root/a", () => ({
    receive() {
      throw { code: 7 };
    },
  }));
  await test.start([actor]);
  actor.ref.tell("x");
  await test.system.settled();
  assertEquals(test.failures[0]?.error.cause, { code: 7 });
  assertEquals(
    test.inspect("root/a").lastError?.endsWith('current value is {"code":7}'),
    true,
  );
  await test.system.stop();
});
