import { assertEquals, assertRejects } from "@std/assert";
import type { ActorRef } from "./actor.ts";
import {
  ActorStoppedError,
  AskTimeoutError,
  MailboxFullError,
} from "./errors.ts";
import { TestSystem } from "./test_system.ts";

interface Query {
  readonly value: number;
  readonly replyTo: ActorRef<number>;
}

async function startDoubler() {
  const test = new TestSystem();
  const kept: Query[] = [];
  const actor = test.actor<Query>("root/doubler", () => ({
    receive(query) {
      if (query.value < 0) kept.push(query);
      else query.replyTo.tell(query.value * 2);
    },
  }), { mailbox: { capacity: 2, overflow: { kind: "backpressure" } } });
  await test.start([actor]);
  const ask = (value: number, deadlineMs = 100) =>
    actor.ref.ask<number>((replyTo) => ({ value, replyTo }), { deadlineMs });
  return { test, kept, ask };
}

Deno.test("ActorRef.ask() resolves with the reply", async () => {
  const { test, ask } = await startDoubler();
  assertEquals(await ask(21), 42);
  await test.system.stop();
  assertEquals(test.clock.nextTimerAtMs(), null);
});

Deno.test("ActorRef.ask() rejects exactly at its deadline, and a reply after it is a dead letter", async () => {
  const { test, kept, ask } = await startDoubler();
  const outcomes: string[] = [];
  const note = (name: string) => (error: Error) =>
    void outcomes.push(`${name}: ${error.name}`);
  ask(-1, 100).catch(note("first"));
  test.system.runUntilIdle();
  test.clock.advanceBy(60);
  ask(-2, 100).catch(note("second"));
  ask(-3, 50).catch(note("third"));
  test.clock.advanceBy(39);
  await test.system.settled();
  assertEquals(outcomes, []);
  test.clock.advanceBy(1);
  await Promise.resolve();
  assertEquals(outcomes, ["first: AskTimeoutError"]);
  test.clock.advanceBy(60);
  await Promise.resolve();
  assertEquals(outcomes.slice(1), [
    "third: AskTimeoutError",
    "second: AskTimeoutError",
  ]);
  kept[0]?.replyTo.tell(1);
  assertEquals(test.system.deadLetters.recent(), [
    { path: "root/doubler/reply", message: 1, reason: "late_reply", atMs: 160 },
  ]);
  await test.system.stop();
});

Deno.test("ActorRef.ask() counts a second reply as late", async () => {
  const { test, kept, ask } = await startDoubler();
  const reply = ask(-1);
  test.system.runUntilIdle();
  for (const value of [1, 2]) kept[0]?.replyTo.tell(value);
  assertEquals([await reply, test.system.deadLetters.count("late_reply")], [
    1,
    1,
  ]);
  await test.system.stop();
});

Deno.test("ActorRef.ask() rejects at once when the mailbox is full, the actor has stopped, or the deadline is none", async () => {
  const { test, ask } = await startDoubler();
  const asked = [ask(1), ask(2)];
  await assertRejects(
    () => ask(3),
    MailboxFullError,
    "current value is 2 of 2",
  );
  assertEquals(await Promise.all(asked), [2, 4]);
  for (const deadlineMs of [0, -1, NaN, Infinity]) {
    await assertRejects(
      () => ask(1, deadlineMs),
      RangeError,
      `current value is ${deadlineMs}`,
    );
  }
  const open = assertRejects(() => ask(-1), ActorStoppedError);
  await test.system.stop();
  await open;
  await assertRejects(() => ask(1), ActorStoppedError);
});

Deno.test("AskTimeoutError says which actor and which deadline", () => {
  assertEquals(
    new AskTimeoutError("root/a", 50).message,
    'Cannot ask "root/a" as the reply must come within the deadline: current value is 50 ms',
  );
});
