import {
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertThrows,
} from "@std/assert";
import { ArenaBench, type Stack } from "./arena/arena_bench.ts";
import { Figures } from "./arena/figures.ts";
import {
  acceptSocket,
  answerClose,
  textFrames,
} from "./arena/socket_server.ts";
import { orderOn, takerActor } from "./arena/taker.ts";
import { quoteOf, readTick, tickFrame } from "./arena/tick.ts";
import { arenaWorkloads, loadsWorkloads } from "./arena.ts";
import { probePostgres } from "../tools/postgres_probe.ts";
import { testServerUrl } from "../db/testing/databases.ts";

const SMALL = {
  ticksPerSecond: 500,
  ticksPerOrder: 10,
  viewers: 3,
  flushMs: 100,
  warmUpMs: 100,
  durationMs: 500,
};

const { kind: server } = await probePostgres(testServerUrl());

Deno.test("readTick() reads what tickFrame() writes, of about 200 bytes, and refuses anything else", () => {
  const frame = tickFrame(12, 1_780_000_000_000.25);
  assertEquals(frame.length >= 170 && frame.length <= 220, true);
  const tick = readTick(frame);
  assertEquals([tick.number, tick.sentAtMs], [12, 1_780_000_000_000.25]);
  assertEquals(quoteOf(tick).occurredAtMs, 1_780_000_000_000);
  assertThrows(() => readTick(frame.replace("ticker", "trade")));
});

Deno.test("orderOn() buys at the ask and sells at the bid, and makes another order at every turn", () => {
  const quote = quoteOf(readTick(tickFrame(1, 0)));
  const bought = orderOn(quote, 1, true);
  const sold = orderOn(quote, 2, false);
  assertEquals(bought?.limit.price, quote.yesAsk);
  assertEquals(sold?.limit.price, quote.yesBid);
  assertEquals(bought?.id === sold?.id, false);
  assertEquals(orderOn({ ...quote, yesAsk: null }, 3, true), null);
});

Deno.test("Figures tells only of what came after its beginning", () => {
  const figures = new Figures();
  figures.arrived(100);
  figures.begin();
  assertEquals(figures.isSilent, true);
  for (const ms of [1, 2, 3]) figures.arrived(ms);
  figures.committed(5);
  const result = figures.result(7, 1_000);
  assertEquals(figures.isSilent, false);
  assertEquals(
    [result.tickToExecutorP50Ms, result.durableLagP99Ms, result.backlog],
    [2, 5, 7],
  );
});

Deno.test("Figures counts what risk denied, which is in no time", () => {
  const figures = new Figures();
  figures.denied();
  figures.begin();
  for (const ms of [1, 2, 3]) figures.arrived(ms);
  figures.committed(5);
  assertEquals(figures.result(0, 1_000).passedShare, 1);
  figures.denied();
  assertEquals(figures.result(0, 1_000).passedShare, 3 / 4);
});

Deno.test("Figures tells of a stack that brought nothing through that it took the run's length, and counts rows by ticks", async () => {
  const figures = new Figures();
  figures.rowCommitted();
  figures.begin();
  for (let row = 0; row < 3; row += 1) figures.rowCommitted();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const { tickToExecutorP50Ms, durableLagP99Ms, passedShare, rowsPerTick } =
    figures.result(0, 1_000);
  assertGreater(tickToExecutorP50Ms, 4);
  assertEquals([durableLagP99Ms, passedShare], [tickToExecutorP50Ms, 0]);
  assertAlmostEquals(rowsPerTick, 3 / tickToExecutorP50Ms);
});

Deno.test("textFrames() and acceptSocket() are a server that the platform's WebSocket reads", async () => {
  const texts = [tickFrame(1, 0), tickFrame(2, 0), tickFrame(3, 0)];
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const read: unknown[] = [];
  const socket = new WebSocket(
    `ws://127.0.0.1:${listener.addr.port}/ticks?rate=7`,
  );
  const closed = new Promise<CloseEvent>((resolve) => {
    socket.onclose = resolve;
    socket.onmessage = ({ data }) => {
      read.push(data);
      if (read.length === texts.length) socket.close();
    };
  });
  const connection = await listener.accept();
  const url = await acceptSocket(connection);
  assertEquals(url.searchParams.get("rate"), "7");
  await connection.write(textFrames(texts));
  while (read.length < texts.length) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await answerClose(connection);
  listener.close();
  const { wasClean } = await closed;
  assertEquals([read, wasClean], [texts, true]);
  assertThrows(() => textFrames(["short"]), RangeError, "126 to 65,535");
});

Deno.test("the taker sells what was filled and nothing else", () => {
  const sides: string[] = [];
  let ticks = 0;
  const taker = takerActor({
    ticksPerOrder: 2,
    tickOf: () => ticks += 2,
    risk: {
      tell: (message) =>
        message.kind === "review_order" && sides.push(message.order.side),
    },
    onTick: () => {},
    onOrder: () => {},
  });
  const quote = quoteOf(readTick(tickFrame(1, 0)));
  const quoted = { kind: "quote_changed", quote } as const;
  const { marketId } = quote;
  for (let tick = 0; tick < 3; tick += 1) taker.receive(quoted);
  taker.receive({ kind: "order_filled", fill: { marketId, side: "buy" } });
  taker.receive(quoted);
  taker.receive({ kind: "order_filled", fill: { marketId, side: "sell" } });
  taker.receive(quoted);
  assertEquals(sides, ["buy", "buy", "sell", "buy"]);
});

Deno.test({
  name:
    "ArenaBench brings ticks through every stack, and tells several figures of one run",
  ignore: server !== "reachable",
  async fn() {
    const silent: Stack[] = [];
    const bench = new ArenaBench(SMALL, (stack) => silent.push(stack));
    await bench.open();
    for (const stack of ["ours", "bare", "naive"] as const) {
      const p50Ms = await bench.figure(stack, "tickToExecutorP50Ms");
      const p99Ms = await bench.figure(stack, "tickToExecutorP99Ms");
      assertGreater(p50Ms, 0);
      assertEquals(p99Ms >= p50Ms, true);
    }
    assertEquals([bench.runs, silent], [1, []]);
    await bench.close(1);
  },
});

Deno.test("the taker orders also for ticks that a feed which is behind let go of", () => {
  const orders: number[] = [];
  const ticks = [null, 1, 9, 10, 11, 35, 36, 40];
  const taker = takerActor({
    ticksPerOrder: 10,
    tickOf: () => ticks.shift() ?? null,
    risk: { tell: () => {} },
    onTick: () => {},
    onOrder: () => orders.push(ticks.length),
  });
  const quote = quoteOf(readTick(tickFrame(1, 0)));
  while (ticks.length > 0) taker.receive({ kind: "quote_changed", quote });
  assertEquals(orders, [4, 2, 2, 0]);
});

Deno.test("arenaWorkloads() are left out where no server answers, and say why", async () => {
  const reasons: string[] = [];
  const report = (reason: string) => reasons.push(reason);
  const findServer = () =>
    Promise.resolve(
      { kind: "unreachable", url: "", reason: "nobody listens" } as const,
    );
  const workloads = [
    ...await arenaWorkloads(report, findServer),
    ...await loadsWorkloads(report, { isQuick: true }, findServer),
  ];
  assertEquals(workloads, []);
  assertEquals(reasons, [
    "Cannot run arena as a PostgreSQL server must answer (set TEST_DATABASE_URL): current value is nobody listens",
    "Cannot run loads as a PostgreSQL server must answer (set TEST_DATABASE_URL): current value is nobody listens",
  ]);
});
