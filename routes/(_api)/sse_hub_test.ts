import { assertEquals, assertStrictEquals } from "@std/assert";
import { type HubLimits, SseHub } from "./sse_hub.ts";
import {
  FrameMaker,
  INITIAL,
  ManualTimer,
  StreamReader,
} from "./sse_testing.ts";

function stageOf(limits: Partial<HubLimits> = {}) {
  const timer = new ManualTimer();
  const turns: (() => void)[] = [];
  const hub = new SseHub({
    timer,
    afterEventLoopTurn: (callback) => void turns.push(callback),
    initial: INITIAL,
    limits,
  });
  const maker = new FrameMaker("e");
  const watch = (lastEventId: string | null = null) =>
    new StreamReader(hub.connect(lastEventId));
  const turn = () => turns.splice(0).forEach((callback) => callback());
  return { timer, hub, maker, watch, turn };
}

Deno.test("SseHub sends a snapshot and then deltas", async () => {
  const { hub, maker, watch } = stageOf();
  hub.publish(maker.first());
  hub.publish(maker.next());
  const reader = watch();
  hub.publish(maker.next(2));
  assertEquals(await reader.read(3), [
    "retry: 1000",
    "snapshot e-1",
    "deltas e-3",
  ]);
  await reader.cancel();
});

Deno.test("SseHub hands every client the very same bytes and encodes a snapshot once", async () => {
  const { hub, maker, watch } = stageOf();
  hub.publish(maker.first());
  const readers = [watch(), watch(), watch()];
  hub.publish(maker.next());
  for (const reader of readers) await reader.read(3);
  const [first, ...others] = readers;
  for (const other of others) {
    assertStrictEquals(other.chunks[1], first?.chunks[1]);
    assertStrictEquals(other.chunks[2], first?.chunks[2]);
  }
  assertEquals(maker.snapshots, 1);
  for (const reader of readers) await reader.cancel();
});

Deno.test("SseHub resumes after the last event that a client saw", async () => {
  const { hub, maker, watch } = stageOf();
  hub.publish(maker.first());
  for (let index = 0; index < 4; index++) hub.publish(maker.next(2));
  const reader = watch("e-4");
  assertEquals(await reader.read(3), [
    "retry: 1000",
    "deltas e-6",
    "deltas e-8",
  ]);
  const upToDate = watch("e-8");
  hub.publish(maker.next());
  assertEquals(await upToDate.read(2), ["retry: 1000", "deltas e-9"]);
  await reader.cancel();
  await upToDate.cancel();
});

Deno.test("SseHub resyncs a client of another epoch, of too long ago and of nonsense", async () => {
  const { hub, maker, watch } = stageOf({ ringFrames: 2 });
  hub.publish(maker.first());
  for (let index = 0; index < 9; index++) hub.publish(maker.next());
  for (const id of ["old-9", "e-1", "e-99", "e-", "💥", ""]) {
    const reader = watch(id);
    assertEquals(await reader.read(2), ["retry: 1000", "snapshot e-9"], id);
    await reader.cancel();
  }
});

Deno.test("SseHub sends everybody a snapshot when the epoch changes", async () => {
  const { hub, maker, watch } = stageOf();
  hub.publish(maker.first());
  const reader = watch();
  hub.publish(new FrameMaker("f").first());
  assertEquals((await reader.read(3)).at(-1), "snapshot f-0");
  await reader.cancel();
});

Deno.test("SseHub keeps a client that comes before the first frame", async () => {
  const { hub, maker, watch } = stageOf();
  assertEquals([hub.view(), hub.position()], [INITIAL, null]);
  const reader = watch();
  hub.publish(maker.first());
  assertEquals(await reader.read(2), ["retry: 1000", "snapshot e-0"]);
  assertEquals(hub.position(), "e-0");
  await reader.cancel();
});

Deno.test("SseHub drops a client that does not read behind a gap and keeps the others", async () => {
  const { hub, maker, watch } = stageOf({ queuedBytes: 1_000 });
  hub.publish(maker.first());
  const slow = watch();
  const quick = watch();
  await quick.read(2);
  for (let index = 0; index < 8; index++) {
    hub.publish(maker.next(1, 300));
    await quick.read(1);
  }
  assertEquals([hub.clientCount, hub.droppedCount], [1, 1]);
  const seen = await slow.read(20);
  assertEquals(seen.slice(-2), ["gap", "end"]);
  assertEquals(seen.length < 8, true);
  await quick.cancel();
});

Deno.test("SseHub forgets a client that goes away", async () => {
  const { hub, maker, watch, timer } = stageOf();
  hub.publish(maker.first());
  const reader = watch();
  assertEquals([hub.clientCount, timer.armed], [1, 1]);
  await reader.cancel();
  assertEquals([hub.clientCount, timer.armed], [0, 0]);
  hub.publish(maker.next());
});

Deno.test("SseHub sends a heartbeat every 15 seconds", async () => {
  const { hub, watch, timer } = stageOf();
  const reader = watch();
  timer.fire();
  timer.fire();
  assertEquals(await reader.read(3), [
    "retry: 1000",
    ":heartbeat heartbeat",
    ":heartbeat heartbeat",
  ]);
  assertEquals(timer.delays, [15_000, 15_000, 15_000]);
  hub.close();
  assertEquals(await reader.read(1), ["end"]);
  assertEquals(timer.armed, 0);
});

Deno.test("SseHub answers 503 to one client too many", async () => {
  const { hub, watch } = stageOf({ clients: 1 });
  const reader = watch();
  const refused = hub.connect(null);
  assertEquals(refused.status, 503);
  assertEquals(refused.headers.get("retry-after"), "10");
  assertEquals(await refused.json(), { error: { code: "too_many_clients" } });
  await reader.cancel();
  assertEquals(hub.connect(null).status, 200);
  hub.close();
});

Deno.test("SseHub serves a crowd in turns, everybody everything and in order", async () => {
  const { hub, maker, watch, turn } = stageOf({ clientsPerTurn: 2 });
  hub.publish(maker.first());
  const readers = Array.from({ length: 5 }, () => watch());
  hub.publish(maker.next());
  hub.publish(maker.next());
  // Whoever comes now has seen both in its snapshot.
  const late = watch();
  turn();
  assertEquals(await readers[2]?.read(3), [
    "retry: 1000",
    "snapshot e-0",
    "deltas e-1",
  ]);
  for (let count = 0; count < 4; count++) turn();
  hub.publish(maker.next());
  for (let count = 0; count < 4; count++) turn();
  for (const [index, reader] of readers.entries()) {
    const events = index === 2
      ? await reader.read(2)
      : (await reader.read(5)).slice(3);
    assertEquals(events, ["deltas e-2", "deltas e-3"]);
  }
  assertEquals(await late.read(3), [
    "retry: 1000",
    "snapshot e-2",
    "deltas e-3",
  ]);
  for (const reader of [...readers, late]) await reader.cancel();
});

Deno.test("SseHub serves a large crowd within 64 turns", async () => {
  const { hub, maker, watch, turn } = stageOf({ clientsPerTurn: 1 });
  hub.publish(maker.first());
  const readers = Array.from({ length: 130 }, () => watch());
  hub.publish(maker.next());
  // The first turn is taken with the event itself, of three clients each.
  for (let count = 1; count < 44; count++) turn();
  for (const reader of readers) {
    assertEquals((await reader.read(3)).at(-1), "deltas e-1");
    await reader.cancel();
  }
});

Deno.test("SseHub leaves out who went away between two turns", async () => {
  const { hub, maker, watch, turn } = stageOf({ clientsPerTurn: 1 });
  hub.publish(maker.first());
  const [first, second, third] = [watch(), watch(), watch()];
  hub.publish(maker.next());
  await second.cancel();
  turn();
  turn();
  for (const reader of [first, third]) {
    assertEquals((await reader.read(3)).at(-1), "deltas e-1");
    await reader.cancel();
  }
  assertEquals(hub.droppedCount, 0);
});

Deno.test("SseHub serves everybody at once rather than let a fifth event wait", async () => {
  const { hub, maker, watch } = stageOf({ clientsPerTurn: 1 });
  hub.publish(maker.first());
  const readers = [watch(), watch()];
  for (let event = 0; event < 5; event++) hub.publish(maker.next());
  for (const reader of readers) {
    assertEquals((await reader.read(7)).at(-1), "deltas e-5");
    await reader.cancel();
  }
});

Deno.test("SseHub counts the open streams of each event, and no others", async () => {
  const { hub } = stageOf();
  const open = (event: string | null) =>
    new StreamReader(hub.connect(null, event));
  const readers = [open("kalshi:A"), open("kalshi:A"), open("kalshi:B")];
  const other = open(null);
  assertEquals(Object.fromEntries(hub.viewers()), {
    "kalshi:A": 2,
    "kalshi:B": 1,
  });
  const [first, ...others] = readers;
  await first?.cancel();
  assertEquals(Object.fromEntries(hub.viewers()), {
    "kalshi:A": 1,
    "kalshi:B": 1,
  });
  for (const reader of [...others, other]) await reader.cancel();
  assertEquals(hub.viewers().size, 0);
});
