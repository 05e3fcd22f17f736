import { printLine } from "../../../tools/flags.ts";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { MarketEvent } from "../../../actors/ports/market_data.ts";
import { createTapeDecoder } from "../../../venues/tape/tape_decoder.ts";
import { KalshiDecoder } from "../../../venues/kalshi/kalshi_decoder.ts";
import { KalshiStage, levelsOf, MARKET, TICKER } from "./kalshi_stage.ts";

const FULL = {
  yes: ["0.56 x 120", "0.55 x 40"],
  no: ["0.42 x 17.5", "0.41 x 60"],
};

async function opened(
  options: Parameters<KalshiStage["follow"]>[0] = {},
) {
  const stage = await KalshiStage.open();
  const marketData = stage.follow(options);
  await stage.until(
    () => stage.book().yes.length === 2 && stage.fake.socket.follows(TICKER),
    "the first snapshot must come",
  );
  return { stage, marketData };
}

/** What the book showed in all at the event of that place: books change afterwards, depths are copied. */
function depthBefore(events: readonly MarketEvent[], at: number): bigint {
  const shown = events.slice(0, at).findLast(({ kind }) =>
    kind === "book_changed"
  );
  if (shown?.kind !== "book_changed") return 0n;
  return shown.depth.yesBidDepth + shown.depth.noBidDepth;
}

Deno.test("KalshiMarketData lists, subscribes and follows a book by its changes", async () => {
  const { stage } = await opened();
  await using _ = stage;
  const listed = stage.events.find(({ kind }) => kind === "market_listed");
  assert(listed?.kind === "market_listed");
  assertEquals(listed.market.ticker, TICKER);
  assertEquals(listed.market.strike, "61000");
  assertEquals(listed.market.category, "crypto");
  assertEquals(listed.market.fees, {
    schedule: "kalshi_quadratic",
    multiplierMicros: 1_000_000n,
  });
  assertEquals(stage.book(), FULL);
  stage.fake.socket.delta(TICKER, "yes", ["0.5700", "5.00"]);
  stage.fake.socket.delta(TICKER, "no", ["0.4200", "-17.50"]);
  await stage.until(() => stage.book().no.length === 1, "both must arrive");
  assertEquals(stage.book(), {
    yes: ["0.57 x 5", "0.56 x 120", "0.55 x 40"],
    no: ["0.41 x 60"],
  });
});

Deno.test("KalshiMarketData tells of trades of the book and leaves block trades out", async () => {
  const { stage } = await opened();
  await using _ = stage;
  stage.fake.socket.trade(TICKER, "0.5600", { isBlock: true, count: "900.00" });
  stage.fake.socket.trade(TICKER, "0.5700");
  await stage.until(
    () => stage.events.some(({ kind }) => kind === "trade_printed"),
    "the trade must arrive",
  );
  const trades = stage.events.filter(({ kind }) => kind === "trade_printed");
  assertEquals(trades.length, 1);
});

Deno.test("KalshiMarketData asks for the book anew after a gap, and shows no wrong one in between", async () => {
  const { stage, marketData } = await opened();
  await using _ = stage;
  const { socket } = stage.fake;
  const goneAtMs = stage.clock.nowMs();
  socket.skip(TICKER, "yes", ["0.5600", "-100.00"]);
  const shown = stage.events.length;
  socket.delta(TICKER, "yes", ["0.5500", "1.00"]);
  await stage.until(
    () => stage.book().yes[0] === "0.56 x 20",
    "a snapshot must come",
  );
  assertEquals(stage.book().yes, ["0.56 x 20", "0.55 x 41"]);
  for (const event of stage.events.slice(shown)) {
    if (event.kind !== "book_changed") continue;
    // Depths are copied at the time: nothing, or the whole new truth.
    assert([0n, 61_000_000n].includes(event.depth.yesBidDepth));
  }
  const { gaps, resnapshots, connections } = marketData.health;
  assertEquals([gaps, resnapshots, connections], [1, 1, 1]);
  printLine(
    `gap: book whole again after ${stage.clock.nowMs() - goneAtMs} ms`,
  );
});

Deno.test("KalshiMarketData gives up a frozen socket and is back with a whole book", async () => {
  const { stage } = await opened();
  await using _ = stage;
  const { socket } = stage.fake;
  socket.isFrozen = true;
  const frozenAtMs = stage.clock.nowMs();
  const before = stage.events.length;
  const noticed = () =>
    stage.events.findIndex((event, at) =>
      at >= before && event.kind === "connection_changed" &&
      event.status === "disconnected"
    );
  await stage.until(() => noticed() >= 0, "it must notice");
  assertEquals(depthBefore(stage.events, noticed()), 0n);
  const noticedAtMs = stage.clock.nowMs();
  socket.isFrozen = false;
  stage.fake.exchange.quote(TICKER, "yes", [["0.6100", "3.00"]]);
  await stage.until(() => stage.book().yes.length === 1, "it must be back");
  assertEquals(stage.book().yes, ["0.61 x 3"]);
  assert(noticedAtMs - frozenAtMs <= 45_000, `${noticedAtMs - frozenAtMs} ms`);
  printLine(
    `frozen socket: noticed after ${noticedAtMs - frozenAtMs} ms, whole again ${
      stage.clock.nowMs() - noticedAtMs
    } ms after it thawed`,
  );
});

Deno.test("KalshiMarketData gives up a connection that answers heartbeats and never confirmed its subscription", async () => {
  const stage = await KalshiStage.open();
  await using _ = stage;
  const { socket } = stage.fake;
  socket.isFrozen = true;
  stage.follow();
  await stage.until(
    () => socket.commands.some(({ cmd }) => cmd === "subscribe"),
    "it must subscribe",
  );
  socket.isFrozen = false;
  await stage.until(() => stage.book().yes.length === 2, "a book must come");
  assertEquals(stage.book(), FULL);
});

Deno.test("KalshiMarketData survives ten minutes without the venue", async () => {
  const { stage, marketData } = await opened();
  await using _ = stage;
  const { fake } = stage;
  fake.isDown = true;
  fake.socket.drop();
  await stage.advance(600_000, 500);
  assertEquals(stage.book(), { yes: [], no: [] });
  fake.exchange.quote(TICKER, "yes", [["0.3300", "9.00"]]);
  fake.isDown = false;
  const backAtMs = stage.clock.nowMs();
  await stage.until(() => stage.book().yes.length === 1, "it must be back");
  assertEquals(stage.book().yes, ["0.33 x 9"]);
  const listings = stage.events.filter(({ kind }) => kind === "market_listed");
  assertEquals(listings.length, 1);
  const tookMs = stage.clock.nowMs() - backAtMs;
  assert(tookMs <= 35_000, `${tookMs} ms`);
  assertEquals(marketData.health.connections, 2);
  printLine(`10 minutes of outage: book whole again after ${tookMs} ms`);
});

for (const status of [429, 503]) {
  Deno.test(`KalshiMarketData survives a storm of ${status}, and is back after it`, async () => {
    const { stage } = await opened();
    await using _ = stage;
    const { fake } = stage;
    const before = fake.requests.length;
    fake.storm = status;
    fake.socket.drop();
    await stage.advance(60_000, 100);
    assertEquals(stage.book(), { yes: [], no: [] });
    const asked = fake.requests.length - before;
    assert(asked <= 120, `${asked} requests in a minute`);
    fake.storm = null;
    fake.exchange.quote(TICKER, "yes", [["0.3300", "9.00"]]);
    const backAtMs = stage.clock.nowMs();
    await stage.until(() => stage.book().yes.length === 1, "it must be back");
    assertEquals(stage.book().yes, ["0.33 x 9"]);
    printLine(
      `storm of ${status}: ${asked} requests in a minute, book whole again after ${
        stage.clock.nowMs() - backAtMs
      } ms`,
    );
  });
}

Deno.test("KalshiMarketData confirms a silent market by REST and corrects a book that drifted", async () => {
  const { stage, marketData } = await opened();
  await using _ = stage;
  await stage.advance(20_000);
  assert(marketData.health.crossChecks >= 1);
  assertEquals(marketData.health.crossCheckFailures, 0);
  assertEquals(stage.book(), FULL);
  // The venue's book moves without a word on the socket.
  stage.fake.exchange.change(TICKER, "yes", ["0.5600", "-20.00"]);
  await stage.until(
    () => stage.book().yes[0] === "0.56 x 100",
    "it must be found",
  );
  assertEquals(marketData.health.crossCheckFailures, 1);
});

Deno.test("KalshiMarketData withdraws the prices of a market that nobody confirms", async () => {
  const { stage } = await opened({ silenceMs: 300_000 });
  await using _ = stage;
  stage.fake.socket.isFrozen = true;
  stage.fake.fault({
    method: "GET",
    path: `/markets/${TICKER}/orderbook`,
    kind: "refuse",
    status: 503,
  }, 1_000);
  await stage.advance(40_000);
  assertEquals(stage.book(), { yes: [], no: [] });
  const quote = stage.events.findLast(({ kind }) => kind === "quote_changed");
  assert(quote?.kind === "quote_changed");
  assertEquals([quote.quote.yesBid, quote.quote.yesAsk], [null, null]);
  stage.fake.heal();
  stage.fake.socket.isFrozen = false;
  await stage.until(() => stage.book().yes.length === 2, "it must come back");
});

Deno.test("KalshiMarketData follows a market from its close to its payment", async () => {
  const { stage } = await opened();
  await using _ = stage;
  const phases = () =>
    stage.events.flatMap((event) =>
      event.kind === "market_phase_changed" ? [event.phase] : []
    );
  const { exchange, socket } = stage.fake;
  exchange.move(TICKER, "closed");
  await stage.until(
    () => phases().includes("closed"),
    "the close is asked for",
  );
  exchange.move(TICKER, "determined", { result: "no" });
  socket.lifecycle(TICKER, {
    event_type: "determined",
    result: "no",
    determination_ts: 1,
  });
  await stage.until(() => phases().includes("proposed"), "it is told");
  exchange.move(TICKER, "disputed", { result: "no" });
  await stage.until(() => phases().includes("disputed"), "it is asked for");
  exchange.move(TICKER, "amended", { result: "yes" });
  await stage.until(() => phases().at(-1) === "proposed", "it is asked for");
  exchange.settle(TICKER, "yes", 1);
  socket.lifecycle("KXOTHER-1-1", { event_type: "settled", result: "yes" });
  await stage.until(() => phases().includes("final"), "it is asked for");
  assertEquals(phases(), [
    "closed",
    "proposed",
    "disputed",
    "proposed",
    "final",
  ]);
  const last = stage.events.findLast(({ kind }) =>
    kind === "market_phase_changed"
  );
  assert(last?.kind === "market_phase_changed");
  assertEquals(last.resolution, { kind: "yes" });
});

Deno.test("KalshiMarketData takes up a market that is listed later and lets go of one that closes", async () => {
  const { stage } = await opened();
  await using _ = stage;
  const next = "KXBTC15M-26NOV201030-30";
  stage.fake.exchange.list(next);
  stage.fake.exchange.quote(next, "yes", [["0.5000", "1.00"]]);
  await stage.until(() => stage.fake.socket.follows(next), "it must be added");
  stage.fake.exchange.move(TICKER, "closed");
  await stage.until(
    () => !stage.fake.socket.follows(TICKER),
    "it must be dropped",
  );
  const subscribes = stage.fake.socket.commands.filter(({ cmd }) =>
    cmd === "subscribe"
  );
  assertEquals(subscribes.length, 2, "lives and markets, once each");
});

Deno.test("KalshiMarketData is refused with a key that the venue does not know, and says so", async () => {
  const stage = await KalshiStage.open();
  await using _ = stage;
  stage.fake.auth.remove(stage.key.keyId);
  stage.follow();
  await stage.advance(3_000);
  assertEquals(stage.fake.socket.connections, 0);
  assertEquals(stage.book(), { yes: [], no: [] });
  const gone = stage.events.find((event) =>
    event.kind === "connection_changed" && event.status === "disconnected"
  );
  assert(gone?.kind === "connection_changed");
});

Deno.test("KalshiMarketData asks REST for books where there is no key", async () => {
  const stage = await KalshiStage.open();
  await using _ = stage;
  stage.follow({ signer: null });
  await stage.until(() => stage.book().yes.length === 2, "a book must come");
  assertEquals(stage.book(), FULL);
  stage.fake.exchange.quote(TICKER, "yes", [["0.2000", "7.00"]]);
  await stage.until(() => stage.book().yes[0] === "0.2 x 7", "it must be seen");
  assertEquals(stage.fake.socket.connections, 0);
});

Deno.test("KalshiMarketData counts frames of an unknown shape and goes on", async () => {
  const { stage, marketData } = await opened();
  await using _ = stage;
  stage.fake.socket.sendRaw(`{"type":"reborn","msg":{}}`);
  stage.fake.socket.sendRaw("no json");
  await stage.until(() => marketData.health.rejected === 2, "both must count");
  const messages = stage.events.flatMap((event) =>
    event.kind === "frame_rejected" ? [event.rejection.message] : []
  );
  assertStringIncludes(messages.join("\n"), `"reborn"`);
  stage.fake.socket.delta(TICKER, "yes", ["0.5600", "1.00"]);
  await stage.until(() => stage.book().yes[0] === "0.56 x 121", "it goes on");
});

Deno.test("a tape of KalshiMarketData gives the same book again", async () => {
  const { stage } = await opened();
  await using _ = stage;
  stage.fake.socket.delta(TICKER, "yes", ["0.5700", "5.00"]);
  await stage.until(() => stage.book().yes.length === 3, "it must arrive");
  const decoder = createTapeDecoder([new KalshiDecoder()]);
  const replayed = stage.tape.flatMap((record, index) =>
    decoder.decode({ atMs: record.t, file: "t", line: index + 1, record })
  );
  const book = replayed.findLast((event) => event.kind === "book_changed");
  assert(book?.kind === "book_changed");
  assertEquals(book.book.marketId, MARKET);
  assertEquals(levelsOf(book.book), stage.book());
  assertEquals(
    replayed.filter(({ kind }) => kind === "market_listed").length,
    1,
  );
});
