import { assertEquals, assertGreater, assertThrows } from "@std/assert";
import { ArenaBench } from "./arena/arena_bench.ts";
import { Figures } from "./arena/figures.ts";
import { orderOn, takerActor } from "./arena/taker.ts";
import { quoteOf, readTick, tickFrame } from "./arena/tick.ts";
import { arenaWorkloads } from "./arena.ts";
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
  assertThrows(() => figures.result(0), Error, "orders must arrive");
  figures.begin();
  for (const ms of [1, 2, 3]) figures.arrived(ms);
  figures.committed(5);
  const result = figures.result(7);
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
  assertEquals(figures.result(0).passedShare, 1);
  figures.denied();
  assertEquals(figures.result(0).passedShare, 3 / 4);
});

Deno.test("the taker sells what was filled and nothing else", () => {
  const sides: string[] = [];
  const taker = takerActor({
    ticksPerOrder: 1,
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
  taker.receive(quoted);
  taker.receive(quoted);
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
    const bench = new ArenaBench(SMALL);
    await bench.open();
    for (const stack of ["ours", "bare", "naive"] as const) {
      const p50Ms = await bench.figure(stack, "tickToExecutorP50Ms");
      const p99Ms = await bench.figure(stack, "tickToExecutorP99Ms");
      assertGreater(p50Ms, 0);
      assertEquals(p99Ms >= p50Ms, true);
    }
    assertEquals(bench.runs, 1);
    await bench.close(1);
  },
});

Deno.test("arenaWorkloads() are left out where no server answers, and say why", async () => {
  const reasons: string[] = [];
  const workloads = await arenaWorkloads(
    (reason) => reasons.push(reason),
    () =>
      Promise.resolve({
        kind: "unreachable",
        url: "",
        reason: "nobody listens",
      }),
  );
  assertEquals(workloads, []);
  assertEquals(reasons, [
    "Cannot run arena as a PostgreSQL server must answer (set TEST_DATABASE_URL): current value is nobody listens",
  ]);
});
