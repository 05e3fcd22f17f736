import { assertEquals, assertRejects } from "@std/assert";
import type { StartActor } from "./actor.ts";
import { TestSystem } from "./test_system.ts";

/** An actor that writes down when it is made, recovers, and receives; "crash" makes it throw. */
function logged(
  log: string[],
  name: string,
  recovery: () => void | Promise<void> = () => {},
): StartActor<string> {
  return (context) => {
    const me = `${name}${context.incarnation}`;
    log.push(`+${me}`);
    context.abortSignal.addEventListener("abort", () => log.push(`-${me}`));
    return {
      async recover() {
        log.push(`${me} recovers`);
        await recovery();
        log.push(`${me} has recovered`);
      },
      receive(message) {
        log.push(`${me}=${message}`);
        if (message === "crash") throw new Error(`${me} crashed`);
      },
    };
  };
}

Deno.test("an actor recovers before its first message, and again after each restart", async () => {
  const test = new TestSystem();
  const log: string[] = [];
  const actor = test.actor("root/a", logged(log, "a"));
  actor.ref.tell("hello");
  await test.start([actor]);
  actor.ref.tell("crash");
  actor.ref.tell("again");
  await test.system.settled();
  assertEquals(log, [
    "+a1",
    "a1 recovers",
    "a1 has recovered",
    "a1=hello",
    "a1=crash",
    "-a1",
    "+a2",
    "a2 recovers",
    "a2 has recovered",
    "a2=again",
  ]);
  await test.system.stop();
});

Deno.test("those that are made ahead are made before the first actor recovers, and recover one after the other", async () => {
  const test = new TestSystem();
  const log: string[] = [];
  const ahead = { isMadeAhead: true };
  await test.start([
    test.actor("root/a", logged(log, "a"), ahead),
    test.actor("root/b", logged(log, "b")),
    {
      kind: "supervisor",
      id: "below",
      strategy: "one_for_one",
      intensity: 3,
      periodMs: 60_000,
      children: [test.actor("root/below/c", logged(log, "c"), ahead)],
    },
  ]);
  assertEquals(log, [
    "+a1",
    "+c1",
    "a1 recovers",
    "a1 has recovered",
    "+b1",
    "b1 recovers",
    "b1 has recovered",
    "c1 recovers",
    "c1 has recovered",
  ]);
  await test.system.stop();
});

Deno.test("one that was made ahead is made anew when it restarts", async () => {
  const test = new TestSystem();
  const log: string[] = [];
  const actor = test.actor("root/a", logged(log, "a"), { isMadeAhead: true });
  await test.start([actor]);
  actor.ref.tell("crash");
  await test.system.settled();
  assertEquals(log.filter((line) => line.startsWith("+")), ["+a1", "+a2"]);
  assertEquals(test.inspect("root/a").restarts, 1);
  await test.system.stop();
});

Deno.test("those of a group that restarts are made before the first of them recovers", async () => {
  const test = new TestSystem();
  const log: string[] = [];
  const children = ["a", "b", "c"].map((name) =>
    test.actor(`root/${name}`, logged(log, name), { isMadeAhead: true })
  );
  await test.start(children, { strategy: "rest_for_one" });
  log.length = 0;
  children[1]?.ref.tell("crash");
  await test.system.settled();
  assertEquals(log, [
    "b1=crash",
    "-c1",
    "-b1",
    "+b2",
    "+c2",
    "b2 recovers",
    "b2 has recovered",
    "c2 recovers",
    "c2 has recovered",
  ]);
  await test.system.stop();
});

Deno.test("what was made ahead ends with a start that fails before its turn", async () => {
  const test = new TestSystem();
  const log: string[] = [];
  const fail = () => Promise.reject(new Error("nothing to read"));
  const start = test.start([
    test.actor("root/a", logged(log, "a", fail), { isMadeAhead: true }),
    test.actor("root/b", logged(log, "b"), { isMadeAhead: true }),
  ]);
  await assertRejects(() => start, Error, "nothing to read");
  assertEquals(log, ["+a1", "+b1", "a1 recovers", "-a1", "-b1"]);
});

for (const isAsync of [false, true]) {
  Deno.test(`an actor that cannot be made ahead fails in its turn, ${isAsync ? "also where that takes time" : "also at once"}`, async () => {
    const test = new TestSystem();
    const log: string[] = [];
    const broken: StartActor<string> = () => {
      const error = new Error("cannot be made");
      if (isAsync) return Promise.reject(error);
      throw error;
    };
    const start = test.start([
      test.actor("root/a", logged(log, "a"), { isMadeAhead: true }),
      test.actor("root/b", broken, { isMadeAhead: true }),
    ]);
    await assertRejects(() => start, Error, "cannot be made");
    assertEquals(log, ["+a1", "a1 recovers", "a1 has recovered", "-a1"]);
  });
}
