import { assert, assertEquals } from "@std/assert";
import { type BookView, OrderBook } from "../../domain/book.ts";
import { yesPrice } from "../../domain/price.ts";
import type { Market } from "../../domain/market.ts";
import type { Quote } from "../../domain/quote.ts";
import { quantity, ZERO_QUANTITY } from "../../domain/money.ts";
import { SAMPLE_MARKET } from "../../domain/testing/samples.ts";
import { FINAL } from "../../domain/testing/story.ts";
import type { VenueStatus } from "../../domain/venue_status.ts";
import { TestProbe } from "../../runtime/mod.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import type { DetectorMessage } from "../detector/protocol.ts";
import type { MarketData, MarketEvent } from "../ports/market_data.ts";
import type { SettlerMessage } from "../settler/protocol.ts";
import { startFeed } from "./actor.ts";
import { FEED_MAILBOX, type FeedMessage } from "./protocol.ts";

const { id: MARKET_ID } = SAMPLE_MARKET;
const QUOTE: Quote = {
  marketId: MARKET_ID,
  yesBid: yesPrice("0.40"),
  yesAsk: yesPrice("0.42"),
  occurredAtMs: 1,
};

/** Market data of a venue that the test plays; it remembers every connection that was ever opened. */
class PlayedMarketData implements MarketData {
  readonly venue = "kalshi";
  readonly listeners: ((event: MarketEvent) => void)[] = [];
  readonly ends: ((error: Error | null) => void)[] = [];

  run(listener: (event: MarketEvent) => void): Promise<void> {
    this.listeners.push(listener);
    return new Promise((resolve, reject) =>
      this.ends.push((error) => error === null ? resolve() : reject(error))
    );
  }
}

async function openFeed(journal = new HeldJournal()) {
  const stage = new ActorStage<FeedMessage>(journal);
  const marketData = new PlayedMarketData();
  const detector = new TestProbe<DetectorMessage>();
  const settler = new TestProbe<SettlerMessage>();
  const rejections: string[] = [];
  const quotes = new TestProbe<Quote>();
  const statuses = new TestProbe<VenueStatus>();
  stage.bus.subscribe("quote_changed", quotes, (quote) => quote);
  stage.bus.subscribe("venue_status_changed", statuses, (status) => status);
  await stage.open(FEED_MAILBOX, (parts, context) =>
    startFeed({
      ...parts,
      marketData,
      detector,
      settler,
      staleAfterMs: 5_000,
      onRejection: ({ message }) => rejections.push(message),
    }, context));
  const emit = async (...events: readonly MarketEvent[]) => {
    for (const event of events) marketData.listeners.at(-1)?.(event);
    await stage.settle();
  };
  const probes = { detector, settler, quotes, statuses };
  return { stage, marketData, emit, rejections, ...probes };
}

const LISTED: MarketEvent = { kind: "market_listed", market: SAMPLE_MARKET };

Deno.test("feed journals a listing once, also while it is on its way and after a restart", async () => {
  const { stage, emit } = await openFeed();
  stage.journal.isHolding = true;
  await emit(LISTED, LISTED);
  await stage.crash();
  await stage.commit();
  await emit(LISTED);
  await stage.commit();
  assertEquals(stage.journal.kinds, ["market_listed"]);
  await stage.close();
});

Deno.test("feed journals a market anew whose terms the venue changed, in the phase that it is in, and never one that is over", async () => {
  const { stage, emit } = await openFeed();
  const fine = [{
    from: yesPrice("0.001"),
    to: yesPrice("0.999"),
    step: yesPrice("0.001"),
  }];
  const relisted = (changes: Partial<Market>): MarketEvent => ({
    kind: "market_listed",
    market: { ...SAMPLE_MARKET, ...changes },
  });
  await emit(LISTED);
  await stage.commit();
  stage.journal.commitForeign({ ...FINAL, phase: "paused", resolution: null });
  await stage.settle();
  // What the venue calls it is no term, and nothing to write down.
  await emit(relisted({ title: "Another" }));
  await emit(relisted({ priceRanges: fine }), relisted({ priceRanges: fine }));
  await stage.commit();
  const rows = stage.journal.rows.filter(({ entry }) =>
    entry.kind === "market_listed"
  );
  assertEquals(rows.length, 2);
  assertEquals(rows[1]?.entry, {
    kind: "market_listed",
    market: { ...SAMPLE_MARKET, phase: "paused", priceRanges: fine },
  });
  await emit(relisted({ closesAtMs: SAMPLE_MARKET.closesAtMs + 60_000 }));
  await stage.commit();
  assertEquals(stage.journal.kinds.length, 4);
  stage.journal.commitForeign(FINAL);
  await stage.settle();
  await emit(LISTED, relisted({ strike: "1" }));
  await stage.commit();
  assertEquals(stage.journal.kinds.length, 5);
  assertEquals(stage.failures, []);
  await stage.close();
});

Deno.test("feed lists a market no more that ended while a row of its terms was on its way", async () => {
  const { stage, emit } = await openFeed();
  const relisted = (strike: string): MarketEvent => ({
    kind: "market_listed",
    market: { ...SAMPLE_MARKET, strike },
  });
  await emit(LISTED);
  await stage.commit();
  stage.journal.isHolding = true;
  await emit(relisted("1"));
  stage.journal.commitForeign(FINAL);
  await stage.commit();
  await emit(relisted("2"));
  await stage.commit();
  assertEquals(stage.journal.kinds, [
    "market_listed",
    "market_phase_changed",
    "market_listed",
  ]);
  assertEquals(stage.failures, []);
  await stage.close();
});

Deno.test("feed passes quotes to detector and bus, trades and depths to the detector, phases to the settler", async () => {
  const { stage, emit, detector, settler, quotes } = await openFeed();
  const trade = {
    marketId: MARKET_ID,
    tradeId: "t1",
    yesPrice: yesPrice("0.41"),
    quantity: quantity("1"),
    takerSide: "yes",
    occurredAtMs: 2,
  } as const;
  await emit({ kind: "quote_changed", quote: QUOTE }, {
    kind: "trade_printed",
    trade,
  }, {
    kind: "market_phase_changed",
    marketId: MARKET_ID,
    phase: "closed",
    resolution: null,
    occurredAtMs: 3,
  });
  assertEquals(detector.messages, [
    { kind: "quote_changed", quote: QUOTE },
    { kind: "trade_printed", trade },
  ]);
  assertEquals(quotes.messages, [QUOTE]);
  assertEquals(settler.messages, [{
    kind: "phase_reported",
    change: { marketId: MARKET_ID, phase: "closed", resolution: null },
    occurredAtMs: 3,
  }]);
  assertEquals(stage.journal.rows, []);
  await stage.close();
});

Deno.test("feed tells the price of what markets are about with the venue's status, and takes a stranger's for no word of the venue", async () => {
  const { stage, emit, statuses } = await openFeed();
  const spot = {
    kind: "spot_printed",
    symbol: "BTC-USD",
    price: "76796.25",
    occurredAtMs: 2,
  } as const;
  await emit({ ...spot, isForeign: true });
  await stage.advance(1_000);
  const { kind: _, ...reference } = spot;
  assertEquals(statuses.messages.at(-1)?.references, [reference]);
  assertEquals(statuses.messages.at(-1)?.eventsReceived, 0);
  await emit({ ...spot, symbol: "BTC-USD-TWAP60" });
  await stage.advance(1_000);
  assertEquals(statuses.messages.at(-1)?.references?.length, 2);
  assertEquals(statuses.messages.at(-1)?.eventsReceived, 1);
  await stage.close();
});

Deno.test("feed reports a frame that did not decode, counts it and goes on", async () => {
  const { stage, emit, rejections, quotes, statuses } = await openFeed();
  await emit({
    kind: "frame_rejected",
    rejection: { venue: "kalshi", source: "socket", message: "Not JSON" },
  }, { kind: "quote_changed", quote: QUOTE });
  await stage.advance(1_000);
  assertEquals(rejections, ["Not JSON"]);
  assertEquals(quotes.messages, [QUOTE]);
  assertEquals(statuses.messages.at(-1)?.framesRejected, 1);
  assertEquals(stage.failures, []);
  await stage.close();
});

Deno.test("feed publishes the venue's status at once when the connection changes, each second where it counted, and not otherwise", async () => {
  const { stage, emit, statuses } = await openFeed();
  await stage.advance(1_000);
  assertEquals(statuses.messages.map(({ status }) => status), ["connecting"]);
  await emit({
    kind: "connection_changed",
    status: "connected",
    reason: "Connected.",
  });
  assertEquals(statuses.messages.at(-1)?.status, "connected");
  const published = statuses.messages.length;
  await stage.advance(3_000);
  assertEquals(statuses.messages.length, published);
  await emit({ kind: "quote_changed", quote: QUOTE });
  await stage.advance(1_000);
  assertEquals(statuses.messages.at(-1)?.eventsReceived, 1);
  await stage.advance(6_000);
  assertEquals(statuses.messages.at(-1)?.status, "stale");
  await stage.close();
});

Deno.test("feed hears nothing of a connection that an earlier incarnation opened and that would not end", async () => {
  const { stage, marketData, quotes } = await openFeed();
  await stage.crash();
  assertEquals(marketData.listeners.length, 2);
  const [old, current] = marketData.listeners;
  assert(old !== undefined && current !== undefined);
  old({ kind: "quote_changed", quote: { ...QUOTE, occurredAtMs: 7 } });
  current({ kind: "quote_changed", quote: QUOTE });
  await stage.settle();
  assertEquals(quotes.messages, [QUOTE]);
  await stage.close();
});

Deno.test("feed fails and connects anew when market data ends by itself or fails", async () => {
  for (const error of [null, new Error("The port failed")]) {
    const { stage, marketData, emit, quotes } = await openFeed();
    marketData.ends[0]?.(error);
    await stage.settle();
    await stage.advance(2);
    assertEquals(stage.failures, [
      error?.message ??
        "Cannot go on as market data ended by itself: current value is closed",
    ]);
    await emit({ kind: "quote_changed", quote: QUOTE });
    assertEquals(quotes.messages, [QUOTE]);
    await stage.close();
  }
});

Deno.test("feed shows a live book when it is new, again each second, and no more once its market is over", async () => {
  const { stage, emit } = await openFeed();
  const shown = new TestProbe<BookView>();
  stage.bus.subscribe("book_shown", shown, (book) => book);
  const changed = (book: BookView): MarketEvent => ({
    kind: "book_changed",
    book,
    depth: {
      marketId: MARKET_ID,
      yesBidDepth: ZERO_QUANTITY,
      noBidDepth: ZERO_QUANTITY,
      occurredAtMs: 1,
    },
  });
  const [first, second] = [new OrderBook(MARKET_ID), new OrderBook(MARKET_ID)];
  await emit(LISTED, changed(first), changed(first));
  assertEquals(shown.messages.length, 1);
  // Whoever comes late, such as risk after a crash, has it within a second.
  await stage.advance(1_000);
  assertEquals(shown.messages.length, 2);
  await emit(changed(second));
  assert(shown.messages[1] === first && shown.messages[2] === second);
  stage.journal.commitForeign(FINAL);
  await stage.settle();
  await stage.advance(5_000);
  assertEquals(shown.messages.length, 3);
  await stage.close();
});
