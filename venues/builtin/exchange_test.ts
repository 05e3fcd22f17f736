import { assert, assertEquals, assertThrows } from "@std/assert";
import { decodeFrame } from "../dflow/decode_frame.ts";
import { decodeMarket } from "../dflow/decode_market.ts";
import { frameSchema, orderbookSchema } from "../dflow/schema.ts";
import { SimulatedExchange } from "./exchange.ts";
import { isYes } from "./quoting.ts";
import { Schedule } from "./schedule.ts";

const SEED = 7;
const NOON_MS = Date.UTC(2026, 10, 20, 12);

function* frames(exchange: SimulatedExchange, spanMs: number) {
  const first = NOON_MS / exchange.stepMs;
  for (let step = first; step < first + spanMs / exchange.stepMs; step += 1) {
    for (const frame of exchange.framesAt(step)) {
      yield { frame, atMs: step * exchange.stepMs };
    }
  }
}

Deno.test("framesAt() says the same for the same seed and time, whatever was asked before", () => {
  const used = new SimulatedExchange({ seed: SEED });
  const all = [...frames(used, 20_000)].map(({ frame }) => frame.text);
  const restarted = new SimulatedExchange({ seed: SEED });
  const second = [...frames(restarted, 20_000)].map(({ frame }) => frame.text);
  assertEquals(second, all);
  const other = new SimulatedExchange({ seed: SEED + 1 });
  const others = [...frames(other, 20_000)].map(({ frame }) => frame.text);
  assert(others.join() !== all.join());
});

Deno.test("framesAt() sends 5 to 20 frames a second, all of which our client decodes", () => {
  const exchange = new SimulatedExchange({ seed: SEED });
  let count = 0;
  for (const { frame, atMs } of frames(exchange, 300_000)) {
    const decoding = decodeFrame(frame.text, atMs);
    assert(decoding.ok, decoding.ok ? "" : decoding.message);
    if (decoding.frame.kind === "book") {
      const { book } = decoding.frame;
      const sent = frameSchema.parse(JSON.parse(frame.text));
      assert(sent.channel === "orderbook");
      // No level is crossed: every YES bid that was sent is offered for trading.
      assertEquals(book.yesBids.length, Object.keys(sent.yes_bids).length);
    }
    count += 1;
  }
  assert(count > 5 * 300 && count < 20 * 300, `${count} frames in 300 s`);
});

Deno.test("framesAt() sends trades with unique ids in order of their times", () => {
  const ids = new Set<string>();
  const newest = new Map<string, number>();
  for (
    const { frame, atMs } of frames(
      new SimulatedExchange({ seed: SEED }),
      120_000,
    )
  ) {
    const decoding = decodeFrame(frame.text, atMs);
    if (!decoding.ok || decoding.frame.kind !== "trade") continue;
    const { trade } = decoding.frame;
    assert(!ids.has(trade.tradeId));
    ids.add(trade.tradeId);
    assert(trade.occurredAtMs > (newest.get(frame.ticker) ?? 0));
    newest.set(frame.ticker, trade.occurredAtMs);
  }
  assert(ids.size > 200);
});

Deno.test("market() walks from active to finalized with the result of the index, and hours later still says so", () => {
  const exchange = new SimulatedExchange({ seed: SEED });
  for (const simulated of new Schedule(SEED).tradingAt(NOON_MS)) {
    const { ticker, closesAtMs } = simulated;
    const result = isYes(simulated) ? "yes" : "no";
    const expected = [
      [closesAtMs - 1, "active", ""],
      [closesAtMs, "closed", ""],
      [closesAtMs + 1_999, "closed", ""],
      [closesAtMs + 2_000, "determined", result],
      [closesAtMs + 4_999, "determined", result],
      [closesAtMs + 5_000, "finalized", result],
      [closesAtMs + 36_000_000, "finalized", result],
    ] as const;
    for (const [nowMs, status, outcome] of expected) {
      const market = new SimulatedExchange({ seed: SEED })
        .market(ticker, nowMs);
      assertEquals([market?.status, market?.result], [status, outcome]);
    }
    assertEquals(exchange.market(ticker, simulated.opensAtMs - 1), null);
  }
});

Deno.test("markets() lists by status, everything decodes, and something settles within a minute of any start", () => {
  const exchange = new SimulatedExchange({ seed: SEED });
  for (let start = NOON_MS; start < NOON_MS + 120_000; start += 7_000) {
    const active = exchange.markets(start, "active");
    assert(active.length >= 6 && active.length <= 10);
    for (const market of exchange.markets(start, null)) {
      const decoding = decodeMarket(market);
      assert(decoding.ok, decoding.ok ? "" : decoding.message);
    }
    const settled = active.filter(({ ticker }) =>
      exchange.market(ticker, start + 60_000)?.status === "finalized"
    );
    assert(settled.length > 0);
  }
});

Deno.test("orderbook() and the listed prices are those of the newest frames", () => {
  const exchange = new SimulatedExchange({ seed: SEED });
  const books = new Map<string, unknown>();
  const bids = new Map<string, string | null>();
  for (const { frame } of frames(exchange, 4_000)) {
    const sent = frameSchema.parse(JSON.parse(frame.text));
    if (sent.channel === "orderbook") books.set(frame.ticker, sent.yes_bids);
    if (sent.channel === "prices") bids.set(frame.ticker, sent.yes_bid);
  }
  const nowMs = NOON_MS + 4_000 - 1;
  for (const { ticker, yesBid } of exchange.markets(nowMs, "active")) {
    const book = exchange.orderbook(ticker, nowMs);
    assert(book !== null);
    orderbookSchema.parse(book);
    assertEquals(yesBid, bids.get(ticker));
    assertEquals(Object.keys(book.yes_bids)[0] ?? null, yesBid);
  }
  assertEquals(books.size, bids.size);
  const [market] = exchange.markets(nowMs, "finalized");
  assert(market !== undefined);
  assertEquals(exchange.orderbook(market.ticker, nowMs), null);
});

Deno.test("an hour raises all three kinds of signals, each in under a third of its frames", () => {
  const exchange = new SimulatedExchange({ seed: SEED });
  const mids = new Map<string, number>();
  const counts = new Map<string, number[]>();
  const fired = { swing: 0, spike: 0, imbalance: 0 };
  const seen = { swing: 0, spike: 0, imbalance: 0 };
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  for (const { frame } of frames(exchange, 3_600_000)) {
    const sent = frameSchema.parse(JSON.parse(frame.text));
    if (sent.channel === "prices" && sent.yes_bid && sent.yes_ask) {
      const mid = (Number(sent.yes_bid) + Number(sent.yes_ask)) / 2;
      const previous = mids.get(frame.ticker) ?? mid;
      seen.swing += 1;
      if (Math.abs(mid - previous) / previous >= 0.05) fired.swing += 1;
      mids.set(frame.ticker, mid);
    } else if (sent.channel === "trades") {
      const before = counts.get(frame.ticker) ?? [];
      seen.spike += 1;
      const average = sum(before) / before.length;
      if (before.length >= 10 && sent.count >= 5 * average) fired.spike += 1;
      counts.set(frame.ticker, [...before.slice(-99), sent.count]);
    } else if (sent.channel === "orderbook") {
      const yes = sum(Object.values(sent.yes_bids));
      const no = sum(Object.values(sent.no_bids));
      seen.imbalance += 1;
      if (yes > 0 && no > 0 && (yes / no >= 3 || yes / no <= 0.33)) {
        fired.imbalance += 1;
      }
    }
  }
  for (const kind of ["swing", "spike", "imbalance"] as const) {
    assert(fired[kind] >= 20, `${kind}: ${fired[kind]}`);
    assert(fired[kind] < seen[kind] / 3, `${kind}: ${fired[kind]}`);
  }
});

Deno.test("SimulatedExchange refuses a seed or a pace that it cannot run on", () => {
  for (
    const options of [
      { seed: 0.5 },
      { seed: 1, tickMs: 100 },
      { seed: 1, tickMs: 1_001 },
      { seed: 1, determineAfterMs: -1 },
    ]
  ) assertThrows(() => new SimulatedExchange(options), RangeError);
});
