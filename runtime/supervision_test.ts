import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import type { ActorContext, Signal, StartActor } from "./actor.ts";
import type {
  ChildSpec,
  RestartPolicy,
  SupervisorStrategy,
} from "./child_spec.ts";
import { TestProbe } from "./test_probe.ts";
import { type TestActorOptions, TestSystem } from "./test_system.ts";

/** An actor that writes down its life: `+name`, what it received, `name:signal`. "crash" makes it throw. */
function logged(log: string[], name: string): StartActor<string> {
  return (context) => {
    log.push(`+${name}`);
    context.abortSignal.addEventListener("abort", () => log.push(`-${name}`));
    return {
      receive(message) {
        if (message === "crash") throw new Error(`${name} crashed`);
        if (message === "exit") return context.stop();
        log.push(`${name}=${message}`);
      },
      signal: (signal) => void log.push(`${name}:${signal.kind}`),
    };
  };
}

function group(
  test: TestSystem,
  log: string[],
  options: TestActorOptions<string> = {},
): [ChildSpec<string>, ChildSpec<string>, ChildSpec<string>] {
  return [
    test.actor("root/a", logged(log, "a"), options),
    test.actor("root/b", logged(log, "b"), options),
    test.actor("root/c", logged(log, "c"), options),
  ];
}

Deno.test("supervision 1: starts in list order, stops in reverse, and abandons what outlives shutdownMs", async () => {
  const test = new TestSystem();
  const log: string[] = [];
  const probe = new TestProbe<string>();
  const hung = Promise.withResolvers<void>();
  const contexts: ActorContext<string>[] = [];
  const first = test.actor("root/first", logged(log, "first"));
  const slow = test.actor<string>("root/slow", (context) => {
    contexts.push(context);
    log.push("+slow");
    return {
      async receive() {
        const bound = context.bind(probe);
        await hung.promise;
        bound.tell("sent too late");
        context.self.tell("also too late");
      },
      signal: (signal) => void log.push(`slow:${signal.kind}`),
    };
  }, { shutdownMs: 500 });
  await test.start([first, slow]);
  slow.ref.tell("never answered");
  test.system.runUntilIdle();
  const stopped = test.system.stop();
  test.clock.advanceBy(499);
  assertEquals(log, ["+first", "+slow"]);
  test.clock.advanceBy(1);
  await stopped;
  assertEquals(log, ["+first", "+slow", "first:post_stop", "-first"]);
  assertEquals(contexts[0]?.abortSignal.aborted, true);
  hung.resolve();
  await hung.promise;
  await Promise.resolve();
  probe.expectNoMessage();
  assertEquals(
    test.system.deadLetters.recent().map((
      { message, reason, incarnation },
    ) => [message, reason, incarnation]),
    [["never answered", "abandoned", 1], ["sent too late", "abandoned", 1], [
      "also too late",
      "abandoned",
      1,
    ]],
  );
});

Deno.test("supervision 2: restarts by strategy and by restart policy", async () => {
  const restarts: [SupervisorStrategy, string[]][] = [["one_for_one", [
    "b:pre_restart",
    "-b",
    "+b",
  ]], ["rest_for_one", [
    "c:pre_restart",
    "-c",
    "b:pre_restart",
    "-b",
    "+b",
    "+c",
  ]], ["one_for_all", [
    "c:pre_restart",
    "-c",
    "b:pre_restart",
    "-b",
    "a:pre_restart",
    "-a",
    "+a",
    "+b",
    "+c",
  ]]];
  for (const [strategy, expected] of restarts) {
    const test = new TestSystem();
    const log: string[] = [];
    const [a, b, c] = group(test, log);
    await test.start([a, b, c], { strategy });
    log.length = 0;
    b.ref.tell("crash");
    await test.system.settled();
    assertEquals(log, expected, strategy);
    await test.system.stop();
  }
  const outcomes: Record<RestartPolicy, [crash: string, exit: string]> = {
    permanent: ["running", "running"],
    transient: ["running", "stopped"],
    temporary: ["gone", "gone"],
  };
  for (const restart of ["permanent", "transient", "temporary"] as const) {
    for (const [index, message] of (["crash", "exit"] as const).entries()) {
      const test = new TestSystem();
      const [a, b, c] = group(test, [], { restart });
      await test.start([a, b, c]);
      b.ref.tell(message);
      await test.system.settled();
      const found = test.system.inspect().find(({ path }) => path === "root/b");
      assertEquals(
        found?.status ?? "gone",
        outcomes[restart][index],
        `${restart} ${message}`,
      );
      await test.system.stop();
    }
  }
});

Deno.test("supervision 3: more than intensity restarts within periodMs stops the children in reverse and fails upward", async () => {
  const test = new TestSystem();
  const log: string[] = [];
  const inner = ["a", "b"].map((id) =>
    test.actor(`root/inner/${id}`, logged(log, id))
  );
  const [a, b] = inner;
  await test.start([
    {
      kind: "supervisor",
      id: "inner",
      strategy: "one_for_one",
      intensity: 1,
      periodMs: 1_000,
      children: inner,
    },
  ], { intensity: 1, periodMs: 10_000 });
  a?.ref.tell("crash");
  await test.system.settled();
  test.clock.advanceBy(1_001);
  b?.ref.tell("crash"); // The first restart has left the window.
  await test.system.settled();
  assertEquals(test.inspect("root/inner").restarts, 0);
  log.length = 0;
  b?.ref.tell("kept");
  a?.ref.tell("crash"); // Over all children: the second within the window.
  await test.system.settled();
  assertEquals(log, [
    "b=kept",
    "b:post_stop",
    "-b",
    "a:post_stop",
    "-a",
    "+a",
    "+b",
  ]);
  assertEquals(test.inspect("root/inner").restarts, 1);
  for (let i = 0; i < 4; i += 1) {
    b?.ref.tell("crash");
    await test.system.settled();
  }
  const outcome = await test.system.done;
  assertEquals(
    outcome.reason === "failed" && outcome.error.message,
    "b crashed",
  );
  assertEquals(test.inspect("root").status, "failed");
});

Deno.test("supervision 4: a failing first start fails the supervisor, a failing restart counts as another restart", async () => {
  const cold = new TestSystem();
  const log: string[] = [];
  const refused = cold.actor<string>(
    "root/bad",
    () => Promise.reject(new Error("no journal")),
  );
  const error = await assertRejects(
    () => cold.start([cold.actor("root/good", logged(log, "good")), refused]),
    Error,
    "no journal",
  );
  assertEquals(log, ["+good", "good:post_stop", "-good"]);
  assertEquals(await cold.system.done, { reason: "failed", error });

  const warm = new TestSystem();
  let starts = 0;
  const flaky = warm.actor<string>("root/flaky", () => {
    starts += 1;
    if (starts === 2 || starts === 3) throw new Error("no journal yet");
    return { receive: () => Promise.reject(new Error("crash")) };
  });
  await warm.start([flaky], { intensity: 3 });
  flaky.ref.tell("crash");
  await warm.system.settled();
  assertEquals([starts, warm.inspect("root/flaky").status], [4, "running"]); // Three restarts, two of them in vain.
  flaky.ref.tell("crash");
  await warm.system.settled();
  assertEquals((await warm.system.done).reason, "failed"); // The fourth was one too many.
});

Deno.test("supervision 5: a restart keeps ref and mailbox, and does not reprocess the failing message", async () => {
  const test = new TestSystem();
  const log: string[] = [];
  const journal: string[] = ["recovered"];
  const actor = test.actor<string>("root/a", async (context) => {
    const state = await Promise.resolve([...journal]);
    log.push(`start ${context.incarnation} from ${state.join(",")}`);
    return {
      receive(message) {
        if (message === "later") return context.stash(message);
        if (message === "bad") throw new Error("broken invariant");
        journal.push(message);
        log.push(message);
      },
      signal: (signal) => void log.push(signal.kind),
    };
  });
  await test.start([actor]);
  const { ref } = actor;
  for (const message of ["one", "bad", "two"]) ref.tell(message);
  await test.system.settled();
  assertEquals(log, [
    "start 1 from recovered",
    "one",
    "pre_restart",
    "start 2 from recovered,one",
    "two",
  ]);
  assertEquals(
    test.system.deadLetters.recent().map((
      { message, reason },
    ) => [message, reason]),
    [["bad", "failed"]],
  );
  assertStrictEquals(actor.ref, ref);
  await test.system.stop();
  assertEquals(log.slice(-1), ["post_stop"]);
  assertEquals(
    log.filter((line) => line.endsWith("_restart") || line.endsWith("_stop")),
    ["pre_restart", "post_stop"],
  );
});

Deno.test("supervision 6: messages that arrive during backoff wait in the bounded mailbox", async () => {
  const test = new TestSystem();
  const log: string[] = [];
  const actor = test.actor("root/a", logged(log, "a"), {
    mailbox: { capacity: 2, overflow: { kind: "drop_oldest" } },
    backoff: { minMs: 100, maxMs: 1_000 },
  });
  await test.start([actor]);
  actor.ref.tell("crash");
  await test.system.settled();
  assertEquals(test.inspect("root/a").status, "restarting");
  for (const message of ["1", "2", "3"]) actor.ref.tell(message);
  test.clock.advanceBy(99);
  assertEquals([
    test.inspect("root/a").mailboxDepth,
    test.inspect("root/a").dropped,
  ], [2, 1]);
  test.clock.advanceBy(1);
  assertEquals(log, ["+a", "a:pre_restart", "-a", "+a", "a=2", "a=3"]);
  assertEquals(test.inspect("root/a").status, "running");
  await test.system.stop();
});

Deno.test("supervision 7: signals come ahead of messages, and terminated also for a target that died before watch", async () => {
  const test = new TestSystem();
  const log: string[] = [];
  const target = test.actor("root/target", logged(log, "target"), {
    restart: "transient",
  });
  const note = (name: string) => (signal: Signal) =>
    void log.push(
      signal.kind === "terminated"
        ? `${name}: ${signal.ref.path} terminated`
        : `${name}: ${signal.kind}`,
    );
  const early = test.actor<string>("root/early", (context) => {
    context.watch(target.ref);
    return {
      receive: (message) => void log.push(`early=${message}`),
      signal: note("early"),
    };
  });
  const late = test.actor<string>("root/late", (context) => ({
    receive: (message) =>
      message === "watch"
        ? context.watch(target.ref)
        : void log.push(`late=${message}`),
    signal: note("late"),
  }));
  await test.start([target, early, late]);
  log.length = 0;
  target.ref.tell("exit");
  test.system.runUntilIdle();
  assertEquals(log, [
    "target:post_stop",
    "-target",
    "early: root/target terminated",
  ]);
  for (const message of ["watch", "next"]) late.ref.tell(message);
  test.system.runUntilIdle();
  assertEquals(log.slice(3), ["late: root/target terminated", "late=next"]);
  await test.system.stop();
});

Deno.test("supervision 8: bad input that is denied costs no restart", async () => {
  type Command = {
    readonly kind: "divide";
    readonly by: number;
    readonly replyTo: { tell(reply: string): void };
  };
  const test = new TestSystem();
  const actor = test.actor<Command>("root/divider", () => ({
    receive: ({ by, replyTo }) =>
      replyTo.tell(by === 0 ? "denied: by must not be 0" : `${12 / by}`),
  }));
  await test.start([actor], { intensity: 0 });
  const ask = (by: number) =>
    actor.ref.ask<string>((replyTo) => ({ kind: "divide", by, replyTo }), {
      deadlineMs: 1_000,
    });
  assertEquals(await Promise.all([ask(0), ask(4)]), [
    "denied: by must not be 0",
    "3",
  ]);
  assertEquals([
    test.inspect("root/divider").failed,
    test.inspect("root/divider").restarts,
  ], [0, 0]);
  await test.system.stop();
});

Deno.test("supervision 9: a handler is never re-entered, and piped work does not block it", async () => {
  const test = new TestSystem();
  const log: string[] = [];
  const gate = Promise.withResolvers<void>();
  const slowWork = Promise.withResolvers<string>();
  const actor = test.actor<string>("root/a", (context) => ({
    async receive(message) {
      log.push(`begin ${message}`);
      if (message === "await") await gate.promise;
      if (message === "pipe") {
        context.pipeToSelf(
          slowWork.promise,
          (value) => value,
          (error) => error.message,
        );
      }
      log.push(`end ${message}`);
    },
  }));
  await test.start([actor]);
  for (const message of ["await", "pipe", "next"]) actor.ref.tell(message);
  test.system.runUntilIdle();
  await Promise.resolve();
  assertEquals(log, ["begin await"]);
  gate.resolve();
  while (!log.includes("end next")) await Promise.resolve();
  assertEquals(log, [
    "begin await",
    "end await",
    "begin pipe",
    "end pipe",
    "begin next",
    "end next",
  ]);
  slowWork.resolve("piped");
  await test.system.settled();
  assertEquals(log.slice(6), ["begin piped", "end piped"]);
  await test.system.stop();
});

Deno.test("supervision 10: consumers start before producers, and a stop closes the tap first and drains", async () => {
  const test = new TestSystem();
  const consumed: string[] = [];
  const consumer = test.actor<string>(
    "root/consumer",
    () => ({ receive: (message) => void consumed.push(message) }),
  );
  const producer = test.actor<string>("root/producer", () => {
    consumer.ref.tell("first"); // Its consumer runs already.
    return {
      receive: (message) => consumer.ref.tell(message),
      signal(signal) {
        if (signal.kind === "post_stop") consumer.ref.tell("last");
      },
    };
  });
  await test.start([consumer, producer]);
  for (let i = 0; i < 50; i += 1) producer.ref.tell(`${i}`);
  await test.system.stop();
  assertEquals(consumed, [
    "first",
    ...Array.from({ length: 50 }, (_, i) => `${i}`),
    "last",
  ]);
  assertEquals(test.system.deadLetters.total, 0);
});
