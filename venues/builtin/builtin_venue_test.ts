import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { categoryOf } from "../../domain/boards/market_category.ts";
import { marketId } from "../../domain/ids.ts";
import { SeededRandom, SystemClock } from "../../runtime/mod.ts";
import { wideBucket } from "../net/net_testing.ts";
import { DflowMarketData } from "../dflow/market_data.ts";
import { DflowResolution } from "../dflow/resolution_source.ts";
import { DflowRest } from "../dflow/rest.ts";
import { type BuiltinVenue, startBuiltinVenue } from "./builtin_venue.ts";
import { isYes } from "./quoting.ts";
import { Schedule } from "./schedule.ts";

const SEED = 7;
const DEADLINE_MS = 180_000;

function start(onDeath: (error: Error) => void): Promise<BuiltinVenue> {
  return startBuiltinVenue({
    seed: SEED,
    tickMs: 200,
    determineAfterMs: 200,
    finalizeAfterMs: 200,
    clock: new SystemClock(),
    onDeath,
  });
}

function unexpectedDeath(error: Error): never {
  throw error;
}

/** Everything that a client heard, and waiting until it has heard enough. */
class Hearing {
  readonly events: MarketEvent[] = [];
  #wake = () => {};

  readonly listen = (event: MarketEvent): void => {
    this.events.push(event);
    this.#wake();
  };

  of<Kind extends MarketEvent["kind"]>(kind: Kind, from = 0) {
    return this.events.slice(from).filter(
      (event): event is Extract<MarketEvent, { readonly kind: Kind }> =>
        event.kind === kind,
    );
  }

  async until(isTrue: () => boolean): Promise<void> {
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    deadline.addEventListener("abort", () => this.#wake(), { once: true });
    while (!isTrue()) {
      deadline.throwIfAborted();
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }

  /** Waits until a frame of the socket has brought a new quote. */
  async untilNextQuote(): Promise<void> {
    const from = this.events.length;
    await this.until(() => this.of("quote_changed", from).length > 0);
  }
}

function restOptions(endpoint: () => BuiltinVenue) {
  const clock = new SystemClock();
  const bucket = wideBucket(clock);
  return { endpoint, clock, random: new SeededRandom(1), bucket };
}

async function withClient(
  endpoint: () => BuiltinVenue,
  body: (hearing: Hearing) => Promise<void>,
): Promise<void> {
  const hearing = new Hearing();
  const stop = new AbortController();
  const client = new DflowMarketData({
    ...restOptions(endpoint),
    refreshMs: 100,
    staleAfterMs: 1_000,
  });
  const running = client.run(hearing.listen, stop.signal);
  try {
    await body(hearing);
  } finally {
    stop.abort();
    await running;
  }
}

Deno.test("startBuiltinVenue() feeds our client listings, quotes, books, trades and a settlement", async () => {
  const venue = await start(unexpectedDeath);
  await withClient(() => venue, async (hearing) => {
    await hearing.until(() =>
      hearing.of("market_listed").length >= 6 &&
      hearing.of("quote_changed").length >= 6 &&
      hearing.of("book_changed").length >= 6 &&
      hearing.of("trade_printed").length >= 1
    );
    await hearing.until(() =>
      hearing.of("market_phase_changed").some(({ phase }) => phase === "final")
    );
    const settled = hearing.of("market_phase_changed")
      .find(({ phase }) => phase === "final");
    const listed = hearing.of("market_listed")
      .find(({ market }) => market.id === settled?.marketId);
    assert(settled !== undefined && listed !== undefined);
    const categories = hearing.of("market_listed")
      .map(({ market }) => categoryOf(market));
    assertEquals([...new Set(categories)].sort(), [
      "agriculture",
      "climate and weather",
      "economics",
    ]);
    const simulated = new Schedule(SEED)
      .find(listed.market.ticker, settled.occurredAtMs);
    assert(simulated !== null);
    assertEquals(settled.resolution, {
      kind: isYes(simulated) ? "yes" : "no",
    });
    assertEquals(hearing.of("frame_rejected"), []);
  });
  venue.stop();
});

Deno.test("a restarted venue goes on with the same markets and knows what closed in between", async () => {
  const clock = new SystemClock();
  const { signal } = new AbortController();
  const first = await start(unexpectedDeath);
  const before = await new DflowRest(restOptions(() => first))
    .activeMarkets(100, signal);
  first.stop();
  const second = await start(unexpectedDeath);
  const endpoint = () => second;
  const after = await new DflowRest(restOptions(endpoint))
    .activeMarkets(100, signal);
  const tickers = new Set(after.listings.map(({ market }) => market.ticker));
  const nowMs = clock.nowMs();
  for (const { market } of before.listings) {
    assert(tickers.has(market.ticker) || market.closesAtMs <= nowMs);
  }
  const resolution = new DflowResolution(restOptions(endpoint));
  for (
    const simulated of new Schedule(SEED).tradingAt(nowMs - 3 * 3_600_000)
  ) {
    const id = marketId("dflow", simulated.ticker);
    const report = await resolution.resolve(id, signal);
    assertEquals(report.phase, "final");
    assertEquals(report.resolution?.kind, isYes(simulated) ? "yes" : "no");
  }
  second.stop();
});

Deno.test("each fault reaches our client, is noticed and survived", async () => {
  const venue = await start(unexpectedDeath);
  await withClient(() => venue, async (hearing) => {
    const statuses = (from: number) =>
      hearing.of("connection_changed", from).map(({ status }) => status);
    await hearing.until(() => statuses(0).includes("connected"));
    // Quotes come by REST as well; a trade shows that the subscriptions have reached the venue.
    await hearing.until(() => hearing.of("trade_printed").length > 0);

    let from = hearing.events.length;
    venue.fault({ kind: "malformed", frames: 12 });
    // On a busy machine a REST answer can be late as well, which is a rejection of its own.
    const undecodable = () =>
      hearing.of("frame_rejected", from).filter(({ rejection }) =>
        rejection.message.startsWith("Cannot decode a dflow frame")
      ).length;
    await hearing.until(() => undecodable() >= 12);
    await hearing.untilNextQuote();
    assertEquals(undecodable(), 12);

    from = hearing.events.length;
    venue.fault({ kind: "duplicate", frames: 60 });
    await hearing.until(() => hearing.of("trade_printed", from).length >= 2);
    venue.fault({ kind: "late", frames: 40, delayMs: 600 });
    await hearing.until(() => hearing.of("quote_changed", from).length >= 100);
    const ids = hearing.of("trade_printed").map(({ trade }) => trade.tradeId);
    assertEquals(new Set(ids).size, ids.length);
    const newest = new Map<string, number>();
    for (const { trade } of hearing.of("trade_printed")) {
      const { marketId: id, occurredAtMs } = trade;
      assert(occurredAtMs >= (newest.get(id) ?? 0));
      newest.set(id, occurredAtMs);
    }

    from = hearing.events.length;
    venue.fault({ kind: "drop_connections" });
    await hearing.until(() => statuses(from).includes("connected"));
    await hearing.untilNextQuote();

    from = hearing.events.length;
    venue.fault({ kind: "freeze", forMs: 1_500 });
    await hearing.until(() => statuses(from).includes("connected"));
    const frozen = hearing.of("connection_changed", from)
      .find(({ status }) => status === "disconnected");
    assertStringIncludes(frozen?.reason ?? "", "nothing arrived for 1000 ms");
    await hearing.untilNextQuote();
  });
  venue.stop();
});

Deno.test("a dead venue is reported once, and our client finds its successor at another port", async () => {
  const deaths: Error[] = [];
  const died = Promise.withResolvers<void>();
  let venue = await start((error) => {
    deaths.push(error);
    died.resolve();
  });
  await withClient(() => venue, async (hearing) => {
    await hearing.untilNextQuote();
    venue.fault({ kind: "crash" });
    await died.promise;
    assertStringIncludes(deaths[0]?.message ?? "", "worker must not fail");
    venue = await start(unexpectedDeath);
    const from = hearing.events.length;
    await hearing.until(() =>
      hearing.of("connection_changed", from)
        .some(({ status }) => status === "connected")
    );
    await hearing.untilNextQuote();
  });
  assertEquals(deaths.length, 1);
  venue.stop();
});
