import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { MarketEvent } from "../../../actors/ports/market_data.ts";
import {
  afterEventLoopTurn,
  SeededRandom,
  SimulatedClock,
} from "../../../runtime/mod.ts";
import { printLine } from "../../../tools/flags.ts";
import { mutated, mutations } from "../mutated_json.ts";
import type { TapeRecord } from "../../../venues/tape/tape_record.ts";
import {
  spotSymbolsOf,
  withSpotPrices,
} from "../../../venues/coinbase/spot_prices.ts";
import { readTicker } from "../../../venues/coinbase/ticker_frame.ts";

/** As the socket sent it on 2026-04-28. */
const TICKER: Readonly<Record<string, unknown>> = JSON.parse(`{
  "type": "ticker", "sequence": 127239162438, "product_id": "BTC-USD",
  "price": "76796.25", "open_24h": "77902.44", "best_bid": "76796.24",
  "best_ask": "76796.25", "side": "buy",
  "time": "2026-04-28T09:03:06.470976Z", "trade_id": 1009249974,
  "last_size": "0.00318917"}`);

class FakeSocket extends EventTarget {
  readonly sent: string[] = [];
  isClosed = false;

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.isClosed = true;
  }

  say(message: unknown): void {
    const data = JSON.stringify(message);
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => afterEventLoopTurn(resolve));
}

/** Kalshi's market data, which says nothing, beside Coinbase's socket. */
async function opened() {
  const clock = new SimulatedClock({ startMs: 1_000_000 });
  const sockets: FakeSocket[] = [];
  const events: MarketEvent[] = [];
  const tape: TapeRecord[] = [];
  const stop = new AbortController();
  const marketData = withSpotPrices({
    venue: "kalshi",
    run: (_listener, signal) =>
      new Promise((resolve) =>
        signal.addEventListener("abort", () => resolve())
      ),
  }, {
    url: "wss://spot",
    symbols: ["BTC-USD"],
    clock,
    random: new SeededRandom(1),
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    record: (record) => tape.push(record),
  });
  const running = marketData.run((event) => events.push(event), stop.signal);
  await turn();
  return {
    clock,
    sockets,
    events,
    tape,
    async advance(ms: number) {
      for (let step = 0; step < ms; step += 500) {
        clock.advanceBy(500);
        await turn();
      }
    },
    async end() {
      stop.abort();
      await running;
    },
  };
}

Deno.test("withSpotPrices() prints one price a second of what was asked for, to whoever listens and to the tape", async () => {
  const { clock, sockets, events, tape, end } = await opened();
  const [socket] = sockets;
  socket?.dispatchEvent(new Event("open"));
  assertEquals(JSON.parse(socket?.sent[0] ?? ""), {
    type: "subscribe",
    product_ids: ["BTC-USD"],
    channels: ["ticker"],
  });
  socket?.say({ type: "subscriptions", channels: [] });
  socket?.say(TICKER);
  socket?.say({ ...TICKER, price: "1.00" });
  socket?.say({ ...TICKER, ["product_id"]: "ETH-USD" });
  clock.advanceBy(1_000);
  socket?.say({ ...TICKER, price: "76797" });
  assertEquals(
    events.map((event) =>
      event.kind === "spot_printed" && event.isForeign === true
        ? event.price
        : ""
    ),
    ["76796.25", "76797"],
  );
  assertEquals(tape, [
    { t: 1_000_000, kind: "spot", symbol: "BTC-USD", price: "76796.25" },
    { t: 1_001_000, kind: "spot", symbol: "BTC-USD", price: "76797" },
  ]);
  await end();
});

Deno.test("withSpotPrices() opens a socket anew that is frozen or talks nonsense, and says nothing of the venue's", async () => {
  const { clock, sockets, events, advance, end } = await opened();
  sockets[0]?.dispatchEvent(new Event("open"));
  sockets[0]?.say(TICKER);
  sockets[0]?.say({ type: "error", message: "no" });
  const frozenAtMs = clock.nowMs();
  while (sockets.length === 1) await advance(500);
  const tookMs = clock.nowMs() - frozenAtMs;
  assert(tookMs <= 60_000, `${tookMs} ms`);
  sockets[1]?.dispatchEvent(new Event("open"));
  sockets[1]?.say({ ...TICKER, price: "70000.5" });
  assertEquals(events.length, 2);
  printLine(`spot prices: a frozen socket is replaced after ${tookMs} ms`);
  assert(events.every(({ kind }) => kind === "spot_printed"));
  await end();
});

Deno.test("withSpotPrices() asks seldom while its connections are refused for ten minutes, and prints again once they are not", async () => {
  const { clock, sockets, events, advance, end } = await opened();
  sockets[0]?.dispatchEvent(new Event("open"));
  sockets[0]?.say(TICKER);
  sockets[0]?.dispatchEvent(new CloseEvent("close"));
  // A handshake that is answered with 429 or 503 is a socket that closes before it opens.
  let refused = 1;
  for (let second = 0; second < 600; second += 1) {
    await advance(1_000);
    for (; refused < sockets.length; refused += 1) {
      sockets[refused]?.dispatchEvent(new CloseEvent("close"));
    }
  }
  assertEquals(events.length, 1);
  assert(refused <= 60, `${refused} connections in ten minutes`);
  const backAtMs = clock.nowMs();
  while (sockets.length === refused) await advance(500);
  sockets[refused]?.dispatchEvent(new Event("open"));
  // What was lost meanwhile is missing; the next print is whole by itself.
  sockets[refused]?.say({
    ...TICKER,
    sequence: 127239999999,
    price: "70000.5",
  });
  const last = events.at(-1);
  assert(last?.kind === "spot_printed" && last.price === "70000.5");
  const tookMs = clock.nowMs() - backAtMs;
  assert(tookMs <= 45_000, `${tookMs} ms`);
  printLine(`spot prices: back ${tookMs} ms after ten minutes of refusals`);
  await end();
});

Deno.test("readTicker() survives 10,000 mutations and never makes a wrong price", () => {
  fc.assert(
    fc.property(mutations, (changes) => {
      const mutant = mutated(TICKER, changes);
      let print;
      try {
        print = readTicker(JSON.stringify(mutant));
      } catch (error) {
        assert(error instanceof RangeError);
        return;
      }
      if (print === null) return;
      assertEquals(print.price, Reflect.get(Object(mutant), "price"));
      assertEquals(print.symbol, Reflect.get(Object(mutant), "product_id"));
    }),
    { numRuns: 10_000, seed: 3 },
  );
  assertThrows(() => readTicker(new Uint8Array(2)), RangeError);
  assertThrows(() => readTicker("{"), RangeError);
});

Deno.test("spotSymbolsOf() names what rounds are about once, and nothing of other series", () => {
  assertEquals(
    spotSymbolsOf(["KXBTC15M", "KXETH15M", "KXBTC60M", "KXHIGHNY"]),
    ["BTC-USD", "ETH-USD"],
  );
});
