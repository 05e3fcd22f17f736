import { assert, assertEquals } from "@std/assert";
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import {
  afterEventLoopTurn,
  SeededRandom,
  SimulatedClock,
} from "../../runtime/mod.ts";
import { wideBucket } from "../net/net_testing.ts";
import { DflowMarketData } from "./market_data.ts";

const PRICES = JSON.stringify({
  channel: "prices",
  type: "ticker",
  market_ticker: "RAIN",
  yes_bid: "0.45",
  yes_ask: "0.47",
  no_bid: "0.53",
  no_ask: "0.55",
});

const RAIN = {
  ticker: "RAIN",
  eventTicker: "WEATHER",
  title: "Will there be rain?",
  openTime: 1_764_720_000,
  closeTime: 1_764_781_200,
  status: "active",
  result: "",
};

class EventLog {
  readonly events: MarketEvent[] = [];
  readonly listen = (event: MarketEvent): void => void this.events.push(event);

  statuses(): string[] {
    return this.events.flatMap((event) =>
      event.kind === "connection_changed" ? [event.status] : []
    );
  }
}

class FakeSocket extends EventTarget {
  readonly sent: string[] = [];
  isClosed = false;

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.isClosed = true;
  }
}

function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => afterEventLoopTurn(resolve));
}

/** A client whose sockets, answers and time are the test's. */
function simulatedClient(answer: (path: string) => Response) {
  const clock = new SimulatedClock({ startMs: 1_763_640_000_000 });
  const sockets: FakeSocket[] = [];
  const log = new EventLog();
  const stop = new AbortController();
  const client = new DflowMarketData({
    endpoint: () => ({ restUrl: "http://venue", wsUrl: "ws://venue/ws" }),
    clock,
    random: new SeededRandom(1),
    bucket: wideBucket(clock),
    fetch: (input) =>
      Promise.resolve(answer(String(input).replace("http://venue", ""))),
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    staleAfterMs: 1_000,
    refreshMs: 100_000,
  });
  return {
    clock,
    sockets,
    log,
    running: client.run(log.listen, stop.signal),
    stop,
    async advance(ms: number) {
      for (let step = 0; step < ms; step += 50) {
        clock.advanceBy(50);
        await eventLoopTurn();
      }
    },
  };
}

Deno.test("run() closes an open connection on which nothing arrives and withdraws what nobody confirms", async () => {
  const { sockets, log, running, stop, advance } = simulatedClient((path) =>
    path.startsWith("/markets?")
      ? Response.json({ markets: [RAIN] })
      : new Response("down", { status: 500 })
  );
  await advance(50);
  sockets[0]?.dispatchEvent(new Event("open"));
  sockets[0]?.dispatchEvent(new MessageEvent("message", { data: PRICES }));
  await advance(900);
  assertEquals(log.statuses(), ["connecting", "connected"]);
  await advance(400);
  assertEquals(log.statuses().slice(0, 3), [
    "connecting",
    "connected",
    "disconnected",
  ]);
  assert(sockets[0]?.isClosed);
  const last = log.events.findLast((event) => event.kind === "quote_changed");
  assert(last?.kind === "quote_changed");
  assertEquals([last.quote.yesBid, last.quote.yesAsk], [null, null]);
  await advance(500);
  assertEquals(sockets.length, 2);
  sockets[1]?.dispatchEvent(new Event("open"));
  assertEquals(sockets[1]?.sent.length, 3);
  stop.abort();
  await running;
});

Deno.test("run() keeps a quiet market's prices when REST confirms them", async () => {
  const { sockets, log, running, stop, advance } = simulatedClient((path) =>
    path.startsWith("/markets?")
      ? Response.json({ markets: [RAIN] })
      : Response.json({ yes_bids: { "0.40": 1 }, no_bids: { "0.58": 1 } })
  );
  await advance(50);
  sockets[0]?.dispatchEvent(new Event("open"));
  for (let second = 0; second < 3; second += 1) {
    await advance(900);
    const other = PRICES.replace("RAIN", "UNLISTED");
    sockets[0]?.dispatchEvent(new MessageEvent("message", { data: other }));
  }
  assertEquals(log.statuses(), ["connecting", "connected"]);
  assert(
    log.events.every((event) =>
      event.kind !== "quote_changed" || event.quote.yesBid === 400_000n
    ),
  );
  stop.abort();
  await running;
});

Deno.test("run() waits longer after each failed connection, up to the cap", async () => {
  const { clock, sockets, running, stop } = simulatedClient(() =>
    Response.json({ markets: [] })
  );
  await eventLoopTurn();
  const delays: number[] = [];
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const failedAtMs = clock.monotonicMs();
    sockets.at(-1)?.dispatchEvent(new Event("error"));
    const before = sockets.length;
    await eventLoopTurn();
    while (sockets.length === before) {
      clock.advanceBy(25);
      await eventLoopTurn();
    }
    delays.push(clock.monotonicMs() - failedAtMs);
  }
  const [first = 0, second = 0] = delays;
  assert(first >= 100 && first <= 300, `first delay ${first}`);
  assert(second >= 225, `second delay ${second}`);
  for (const delay of delays) assert(delay <= 30_050);
  for (const delay of delays.slice(-2)) assert(delay >= 15_000);
  stop.abort();
  await running;
});

Deno.test("run() starts over with short waits after a connection that delivered", async () => {
  const { clock, sockets, running, stop } = simulatedClient(() =>
    Response.json({ markets: [] })
  );
  const reconnect = async () => {
    const failedAtMs = clock.monotonicMs();
    sockets.at(-1)?.dispatchEvent(new Event("error"));
    const before = sockets.length;
    await eventLoopTurn();
    while (sockets.length === before) {
      clock.advanceBy(25);
      await eventLoopTurn();
    }
    return clock.monotonicMs() - failedAtMs;
  };
  await eventLoopTurn();
  for (let attempt = 0; attempt < 6; attempt += 1) await reconnect();
  sockets.at(-1)?.dispatchEvent(new Event("open"));
  sockets.at(-1)?.dispatchEvent(new MessageEvent("message", { data: PRICES }));
  assert(await reconnect() <= 300);
  stop.abort();
  await running;
});

Deno.test("run() gives up wanted snapshots when the venue says that it asks too often", async () => {
  const paths: string[] = [];
  const { running, stop, advance } = simulatedClient((path) => {
    paths.push(path);
    if (path === "/series") return Response.json({ series: [] });
    return path.startsWith("/markets?")
      ? Response.json({
        markets: [RAIN, { ...RAIN, ticker: "SNOW" }, {
          ...RAIN,
          ticker: "HAIL",
        }],
      })
      : new Response("slow down", { status: 429 });
  });
  await advance(200);
  assertEquals(paths.filter((path) => path.startsWith("/orderbook/")), [
    "/orderbook/RAIN",
  ]);
  stop.abort();
  await running;
});

Deno.test("run() says so where dflow has withdrawn its markets, and who has them", async () => {
  for (const status of [403, 404, 410]) {
    const { log, running, stop, advance } = simulatedClient(() =>
      new Response("gone", { status })
    );
    await advance(200);
    const told = log.events.flatMap((event) =>
      event.kind === "connection_changed" && event.status === "disconnected"
        ? [event.reason]
        : []
    );
    assert(told.some((reason) => reason.includes("may be withdrawn")));
    assert(told.some((reason) => reason.includes("ARENA_VENUE=kalshi")));
    stop.abort();
    await running;
  }
});
