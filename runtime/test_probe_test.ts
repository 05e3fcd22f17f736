import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { ActorRef } from "./actor.ts";
import { AskTimeoutError } from "./errors.ts";
import { SimulatedClock } from "./simulated_clock.ts";
import { TestProbe } from "./test_probe.ts";

Deno.test("TestProbe.expectMessage() reads in order and throws when there is none", () => {
  const probe = new TestProbe<number>();
  for (const message of [1, 2]) probe.tell(message);
  assertEquals([probe.expectMessage(), probe.expectMessage(), probe.messages], [
    1,
    2,
    [1, 2],
  ]);
  probe.expectNoMessage();
  assertThrows(() => probe.expectMessage(), Error, "current value is 2 in all");
});

Deno.test("TestProbe.expectNoMessage() throws when one is unread", () => {
  const probe = new TestProbe<number>();
  probe.tell(1);
  assertThrows(() => probe.expectNoMessage(), Error, "current value is 1");
});

Deno.test("TestProbe.ask() resolves with what the test replies, and times out on its clock", async () => {
  const clock = new SimulatedClock();
  const probe = new TestProbe<ActorRef<string>>({ clock });
  const answered = probe.ask<string>((replyTo) => replyTo, { deadlineMs: 10 });
  probe.expectMessage().tell("yes");
  assertEquals([await answered, clock.nextTimerAtMs()], ["yes", null]);
  const unanswered = assertRejects(
    () => probe.ask<string>((replyTo) => replyTo, { deadlineMs: 10 }),
    AskTimeoutError,
  );
  clock.advanceBy(10);
  await unanswered;
});
