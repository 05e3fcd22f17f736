import { assertEquals, assertThrows } from "@std/assert";
import type { SpawnOptions } from "./child_spec.ts";
import { TestSystem } from "./test_system.ts";

function options<Message>(
  start: SpawnOptions<Message>["start"],
  more: Partial<SpawnOptions<Message>> = {},
): SpawnOptions<Message> {
  return {
    mailbox: { capacity: 8, overflow: { kind: "drop_newest" } },
    start,
    restart: "transient",
    shutdownMs: 1_000,
    ...more,
  };
}

const echo = () => ({ receive() {} });

function paths(test: TestSystem): string[] {
  return test.system.inspect().map(({ path }) => path);
}

Deno.test("ActorSystem.spawn() starts actors of one kind at once, as the last children", async () => {
  const test = new TestSystem();
  await test.start([test.actor("root/first", echo)]);
  const received: string[] = [];
  const kind = options<string>(({ path }) => ({
    receive: (message) => void received.push(`${path}: ${message}`),
  }));
  const [b, a] = ["root/b", "root/a"].map((path) =>
    test.system.spawn(path, kind)
  );
  assertEquals(test.inspect("root/b").status, "running");
  b?.tell("one");
  a?.tell("two");
  test.system.runUntilIdle();
  assertEquals(received, ["root/b: one", "root/a: two"]);
  assertEquals(paths(test), ["root", "root/first", "root/b", "root/a"]);
  await test.system.removeChild("root/b");
  test.system.spawn("root/b", kind);
  await test.system.stop();
  assertEquals(paths(test).at(-1), "root/b");
});

Deno.test("ActorSystem.spawn() supervises: a failure restarts the actor, which keeps ref and mailbox", async () => {
  const test = new TestSystem();
  await test.start([]);
  const received: string[] = [];
  const ref = test.system.spawn(
    "root/a",
    options<string>(({ incarnation }) => ({
      receive(message) {
        if (message === "crash") throw new Error("crashed");
        received.push(`${incarnation}: ${message}`);
      },
    })),
  );
  for (const message of ["one", "crash", "two"]) ref.tell(message);
  await test.system.settled();
  assertEquals([received, test.inspect("root/a").restarts], [
    ["1: one", "2: two"],
    1,
  ]);
  await test.system.stop();
});

Deno.test("ActorSystem.spawn() treats a start that fails as a failure, restarted by policy", async () => {
  const test = new TestSystem();
  await test.start([]);
  let starts = 0;
  const flaky = options<string>(() => {
    starts += 1;
    if (starts < 3) throw new Error(`start ${starts}`);
    return { receive() {} };
  });
  test.system.spawn("root/flaky", flaky);
  test.system.spawn(
    "root/gone",
    options(() => Promise.reject(new Error("no")), { restart: "temporary" }),
  );
  await test.system.settled();
  assertEquals(test.inspect("root/flaky").status, "running");
  assertEquals(paths(test), ["root", "root/flaky"]);
  assertEquals(
    test.failures.map(({ error }) => error.message).toSorted(),
    ["no", "start 1", "start 2"],
  );
  await test.system.stop();
});

Deno.test("ActorSystem.spawn() waits while its supervisor restarts a group, then starts with it", async () => {
  const test = new TestSystem();
  const backoff = { minMs: 10, maxMs: 10 };
  const a = test.actor("root/a", echo, { backoff });
  await test.start([a], { strategy: "one_for_all" });
  test.system.injectFailure("root/a", new Error("injected"));
  test.system.runUntilIdle();
  test.system.spawn("root/b", options(echo));
  assertEquals(test.inspect("root/b").status, "starting");
  test.clock.advanceBy(10);
  assertEquals(
    ["root/a", "root/b"].map((path) => test.inspect(path).status),
    ["running", "running"],
  );
  await test.system.stop();
});

Deno.test("ActorSystem.spawn() refuses a path that is taken, misplaced or closed, and options out of range", async () => {
  const test = new TestSystem();
  const spawn = (path: string, more: Partial<SpawnOptions<never>> = {}) => () =>
    test.system.spawn(path, options<never>(echo, more));
  assertThrows(spawn("root/a"), Error, "no such supervisor");
  const b = test.actor("root/b", echo);
  await test.start([]);
  spawn("root/a")();
  assertThrows(spawn("root/a"), Error, "current value is taken");
  assertThrows(spawn("root/b"), Error, "current value is reserved");
  for (const path of ["root/", "root", "root/a/x", "nowhere/x"]) {
    assertThrows(spawn(path), Error, "no such supervisor");
  }
  assertThrows(spawn("root/c", { shutdownMs: -1 }), RangeError, "-1");
  const overflow = { kind: "fail" } as const;
  assertThrows(
    spawn("root/c", { mailbox: { capacity: 0, overflow } }),
    RangeError,
    "current value is 0",
  );
  assertEquals(paths(test), ["root", "root/a"]);
  assertEquals(b.ref.path, "root/b");
  await test.system.stop();
  assertThrows(spawn("root/c"), Error, "no such supervisor");
});

Deno.test("100,000 spawned actors handle a message each and stop in order", async () => {
  const test = new TestSystem();
  await test.start([]);
  let handled = 0;
  const kind = options<string>(() => ({ receive: () => void (handled += 1) }));
  for (let n = 0; n < 100_000; n += 1) {
    test.system.spawn<string>(`root/a${n}`, kind).tell("hello");
  }
  test.system.runUntilIdle();
  assertEquals(handled, 100_000);
  await test.system.stop();
  assertEquals(
    new Set(test.system.inspect().map(({ status }) => status)),
    new Set(["stopped"]),
  );
});
