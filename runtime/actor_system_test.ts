import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { LiveDispatcher } from "./live_dispatcher.ts";
import { ManualDispatcher } from "./manual_dispatcher.ts";
import { TestSystem } from "./test_system.ts";

const echo = () => ({ receive() {} });

Deno.test("ActorSystem.addChild() starts a child as the last one, and removeChild() drains and frees its path", async () => {
  const test = new TestSystem();
  const received: string[] = [];
  await test.start([test.actor("root/a", echo)]);
  const start = () => ({
    receive: (message: string) => void received.push(message),
  });
  const added = test.actor<string>("root/b", start, { restart: "transient" });
  await test.system.addChild("root", added);
  assertEquals(test.system.inspect().map(({ path }) => path), [
    "root",
    "root/a",
    "root/b",
  ]);
  added.ref.tell("queued");
  await test.system.removeChild("root/b");
  assertEquals([received, test.system.inspect().length], [["queued"], 2]);
  added.ref.tell("too late");
  assertEquals(test.system.deadLetters.count("stopped"), 1);
  await test.system.addChild("root", test.actor("root/b", echo));
  await test.system.stop();
});

Deno.test("ActorSystem.addChild() rejects when the start fails, and adds nothing", async () => {
  const test = new TestSystem();
  await test.start([]);
  const bad = test.actor("root/bad", () =>
    Promise.reject(new Error("no resource")));
  await assertRejects(
    () => test.system.addChild("root", bad),
    Error,
    "no resource",
  );
  assertEquals(test.system.inspect().length, 1);
  await assertRejects(
    () => test.system.addChild("root/nobody", test.actor("root/x", echo)),
    Error,
    "no such supervisor",
  );
  await assertRejects(
    () => test.system.removeChild("root"),
    Error,
    "no such child",
  );
  await test.system.stop();
});

Deno.test("ActorSystem.addChild() takes a whole supervisor", async () => {
  const test = new TestSystem();
  await test.start([]);
  const children = [test.actor("root/group/a", echo)];
  await test.system.addChild("root", {
    kind: "supervisor",
    id: "group",
    strategy: "one_for_all",
    intensity: 1,
    periodMs: 1_000,
    children,
  });
  assertEquals(test.inspect("root/group/a").status, "running");
  await test.system.removeChild("root/group");
  assertEquals(test.system.inspect().length, 1);
  await test.system.stop();
});

Deno.test("ActorSystem.reserve() queues what is told before the start, and refuses a taken path", async () => {
  const test = new TestSystem();
  const received: number[] = [];
  const actor = test.actor<number>(
    "root/a",
    () => ({ receive: (message) => void received.push(message) }),
  );
  actor.ref.tell(1);
  assertThrows(
    () => test.actor("root/a", echo),
    Error,
    "its path must be free",
  );
  await test.start([actor]);
  assertThrows(
    () => test.actor("root/a", echo),
    Error,
    "its path must be free",
  );
  await test.system.settled();
  assertEquals(received, [1]);
  await test.system.stop();
  assertThrows(() => test.actor("root/b", echo), Error, "must not have ended");
});

Deno.test("ActorSystem.start() refuses a tree that is not sound", async () => {
  const cases: [string, (test: TestSystem) => Promise<void>][] = [
    ['must be "root/a"', (test) => test.start([test.actor("other/a", echo)])],
    ["'intensity' must be", (test) => test.start([], { intensity: -1 })],
    ["'periodMs' must be", (test) => test.start([], { periodMs: 0 })],
    [
      "'shutdownMs' must be",
      (test) => test.start([test.actor("root/a", echo, { shutdownMs: -1 })]),
    ],
    [
      "'maxMs' must be",
      (test) =>
        test.start([
          test.actor("root/a", echo, { backoff: { minMs: 2, maxMs: 1 } }),
        ]),
    ],
    [
      "must be reserved in this system",
      (test) => test.start([new TestSystem().actor("root/a", echo)]),
    ],
    ["must have no place yet", (test) => {
      const actor = test.actor("root/a", echo);
      return test.start([actor, actor]);
    }],
  ];
  for (const [text, start] of cases) {
    await assertRejects(() => start(new TestSystem()), Error, text);
  }
  const test = new TestSystem();
  await test.start([]);
  await assertRejects(() => test.start([]), Error, "a system starts once");
  await test.system.stop();
});

Deno.test("ActorSystem.stop() may be called by a handler, twice, and before the start", async () => {
  const test = new TestSystem();
  const actor = test.actor<string>(
    "root/a",
    () => ({ receive: () => void test.system.stop() }),
  );
  await test.start([actor]);
  actor.ref.tell("stop");
  await test.system.settled();
  assertEquals([await test.system.done, test.inspect("root/a").status], [{
    reason: "stopped",
  }, "stopped"]);
  await test.system.stop();
  const never = new TestSystem();
  await never.system.stop();
  await assertRejects(() => never.start([]), Error, "current value is ended");
});

Deno.test("ActorSystem.stop() during an asynchronous start stops what was started", async () => {
  const test = new TestSystem();
  const starting = test.start([
    test.actor("root/a", echo),
    test.actor("root/b", () => new Promise<never>(() => {}), {
      shutdownMs: 50,
    }),
  ]);
  const rejected = assertRejects(
    () => starting,
    Error,
    "stop() must not come first",
  );
  const stopped = test.system.stop();
  test.clock.advanceBy(50);
  await Promise.all([rejected, stopped]);
  assertEquals(test.system.inspect().map(({ status }) => status), [
    "stopped",
    "stopped",
    "stopped",
  ]);
});

Deno.test("ActorSystem.settled() is immediate when idle, and waits for asynchronous work else", async () => {
  const test = new TestSystem(new ManualDispatcher({ autoRun: false }));
  const gate = Promise.withResolvers<void>();
  const received: string[] = [];
  const actor = test.actor<string>("root/a", (context) => ({
    receive(message) {
      received.push(message);
      if (message === "pipe") {
        context.pipeToSelf(gate.promise, () => "piped", () => "failed");
      }
    },
  }));
  await test.start([actor]);
  assertEquals(test.system.settled(), test.system.settled());
  actor.ref.tell("pipe");
  let isSettled = false;
  const settled = test.system.settled().then(() => isSettled = true);
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  assertEquals([isSettled, received], [false, ["pipe"]]);
  gate.resolve();
  await settled;
  assertEquals([received, test.system.isIdle()], [["pipe", "piped"], true]);
  await test.system.stop();
});

Deno.test("ActorSystem.injectFailure() fails the running actor at a path, and nothing else", async () => {
  const test = new TestSystem();
  const actor = test.actor<string>("root/a", echo);
  await test.start([actor]);
  assertEquals(
    test.system.injectFailure("root/a", new Error("injected")),
    true,
  );
  assertEquals(test.system.injectFailure("root/a", new Error("again")), false);
  for (const path of ["root", "root/b", ""]) {
    assertEquals(test.system.injectFailure(path, new Error("x")), false);
  }
  await test.system.settled();
  assertEquals(test.inspect("root/a").restarts, 1);
  assertEquals(
    test.failures.map(({ path, incarnation }) => [path, incarnation]),
    [["root/a", 1]],
  );
  await test.system.stop();
});

Deno.test("SupervisorSpec.observer gets child_failed for each failure of a direct child", async () => {
  const test = new TestSystem();
  const seen: string[] = [];
  const observer = test.actor<never>("root/observer", () => ({
    receive() {},
    signal: (signal) =>
      void (signal.kind === "child_failed" &&
        seen.push(`${signal.ref.path}: ${signal.error.message}`)),
  }));
  await test.start([observer, test.actor("root/a", echo)], {
    observer: observer.ref,
  });
  test.system.injectFailure("root/a", new Error("injected"));
  await test.system.settled();
  assertEquals(seen, ["root/a: injected"]);
  await test.system.stop();
});

Deno.test("ActorSystem.runUntilIdle() refuses a live dispatcher", () => {
  assertThrows(
    () => new TestSystem(new LiveDispatcher()).system.runUntilIdle(),
    TypeError,
    "must be drainable",
  );
});

Deno.test("ActorSystem runs on the live dispatcher", async () => {
  const test = new TestSystem(new LiveDispatcher());
  const received: number[] = [];
  const actor = test.actor<number>("root/a", async () => {
    await Promise.resolve();
    return {
      receive(message) {
        if (message === 500) throw new Error("crash");
        received.push(message);
      },
    };
  }, { mailbox: { capacity: 1_000, overflow: { kind: "fail" } } });
  await test.start([actor]);
  for (let i = 0; i < 1_000; i += 1) actor.ref.tell(i);
  await test.system.settled();
  assertEquals(
    received,
    Array.from({ length: 1_000 }, (_, i) => i).filter((i) => i !== 500),
  );
  assert(test.system.isIdle());
  await test.system.stop();
});
