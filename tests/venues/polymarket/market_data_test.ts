import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { CatalogPage } from "../../../actors/ports/market_catalog.ts";
import { printLine } from "../../../tools/flags.ts";
import { PolymarketCatalog } from "../../../venues/polymarket/catalog.ts";
import { ClobAccount } from "../../../venues/polymarket/clob_account.ts";
import { PolymarketDecoder } from "../../../venues/polymarket/polymarket_decoder.ts";
import { PolymarketResolution } from "../../../venues/polymarket/resolution_source.ts";
import { PolymarketRest } from "../../../venues/polymarket/rest.ts";
import { createTapeDecoder } from "../../../venues/tape/tape_decoder.ts";
import {
  levelsOf,
  PolymarketStage,
  PRIVATE_KEY,
  signerOf,
} from "./polymarket_stage.ts";
import { MARKET, ROW } from "./samples.ts";

const FULL = {
  yes: ["0.48 x 20.5", "0.47 x 30"],
  no: ["0.5 x 11.5", "0.49 x 7"],
};

async function opened(
  options: Parameters<PolymarketStage["follow"]>[0] = {},
) {
  const stage = new PolymarketStage();
  const marketData = stage.follow(options);
  await stage.until(
    () =>
      stage.book().yes.length === 2 &&
      stage.fake.sockets.follows(stage.market.yes),
    "the first snapshot must come",
  );
  return { stage, marketData };
}

Deno.test("PolymarketMarketData lists, subscribes, follows a book by its changes and tells of trades", async () => {
  const { stage } = await opened();
  await using _ = stage;
  const listed = stage.events.find(({ kind }) => kind === "market_listed");
  assert(listed?.kind === "market_listed");
  assertEquals(listed.market.id, MARKET);
  assertEquals(stage.book(), FULL);
  stage.fake.exchange.quote(stage.market, "BUY", ["0.49", "5"]);
  stage.fake.exchange.quote(stage.market, "SELL", ["0.5", "0"]);
  await stage.until(() => stage.book().no.length === 1, "both must arrive");
  assertEquals(stage.book(), {
    yes: ["0.49 x 5", "0.48 x 20.5", "0.47 x 30"],
    no: ["0.49 x 7"],
  });
  const quote = stage.events.findLast(({ kind }) => kind === "quote_changed");
  assert(quote?.kind === "quote_changed");
  assertEquals([quote.quote.yesBid, quote.quote.yesAsk], [490_000n, 510_000n]);
});

Deno.test("PolymarketMarketData gives a book up that lost a message, and is whole again at the next look", async () => {
  const { stage, marketData } = await opened();
  await using _ = stage;
  const lostAtMs = stage.clock.nowMs();
  stage.fake.sockets.loses = 1;
  stage.fake.exchange.quote(stage.market, "BUY", ["0.49", "9"]);
  stage.fake.exchange.quote(stage.market, "SELL", ["0.55", "1"]);
  stage.fake.exchange.quote(stage.market, "SELL", ["0.56", "1"]);
  await stage.until(
    () => stage.book().yes.length === 0,
    "it must notice",
  );
  await stage.until(
    () => stage.book().yes[0] === "0.49 x 9",
    "the book must come back",
  );
  assertEquals(stage.book().no.length, 4);
  assertEquals(marketData.health.gaps, 1);
  printLine(
    `lost message: whole again after ${stage.clock.nowMs() - lostAtMs} ms`,
  );
});

Deno.test("PolymarketMarketData takes the grid that the venue gave a market while nobody listened", async () => {
  const { stage } = await opened();
  await using _ = stage;
  const steps = () =>
    stage.events.flatMap((event) =>
      event.kind === "market_listed" && event.market.id === MARKET
        ? event.market.priceRanges.map(({ step }) => step as bigint)
        : []
    );
  assertEquals(steps(), [10_000n]);
  stage.fake.sockets.drop();
  stage.market.row = { ...stage.market.row, orderPriceMinTickSize: 0.001 };
  await stage.until(() => steps().length === 2, "the new grid must come");
  assertEquals(steps(), [10_000n, 1_000n]);
});

Deno.test("PolymarketMarketData gives up a frozen socket, shows nothing stale, and is back with a whole book", async () => {
  const { stage } = await opened();
  await using _ = stage;
  const { sockets } = stage.fake;
  sockets.isFrozen = true;
  const frozenAtMs = stage.clock.nowMs();
  const before = stage.events.length;
  const noticed = () =>
    stage.events.findIndex((event, at) =>
      at >= before && event.kind === "connection_changed" &&
      event.status === "disconnected"
    );
  await stage.until(() => noticed() >= 0, "it must notice");
  const noticedAtMs = stage.clock.nowMs();
  const shown = stage.events.slice(0, noticed()).findLast(({ kind }) =>
    kind === "book_changed"
  );
  // Books change afterwards, depths are copied.
  assert(shown?.kind === "book_changed");
  assertEquals(shown.depth.yesBidDepth + shown.depth.noBidDepth, 0n);
  sockets.isFrozen = false;
  stage.fake.exchange.quote(stage.market, "BUY", ["0.49", "3"]);
  await stage.until(() => stage.book().yes.length === 3, "it must be back");
  assertEquals(stage.book().yes[0], "0.49 x 3");
  assert(noticedAtMs - frozenAtMs <= 45_000);
  printLine(
    `frozen socket: noticed after ${noticedAtMs - frozenAtMs} ms, whole again ${
      stage.clock.nowMs() - noticedAtMs
    } ms later`,
  );
});

Deno.test("PolymarketMarketData sees over REST that a socket which answers pings says nothing else", async () => {
  const { stage, marketData } = await opened();
  await using _ = stage;
  stage.fake.sockets.isMute = true;
  stage.fake.exchange.quote(stage.market, "BUY", ["0.49", "1"]);
  await stage.until(
    () => stage.book().yes[0] === "0.49 x 1",
    "REST must tell",
  );
  stage.fake.exchange.quote(stage.market, "BUY", ["0.49", "2"]);
  const connections = marketData.health.connections;
  await stage.until(
    () => marketData.health.connections > connections,
    "the socket must be given up",
  );
  assert(marketData.health.crossCheckFailures >= 1);
});

Deno.test("PolymarketMarketData survives ten minutes without the venue", async () => {
  const { stage } = await opened();
  await using _ = stage;
  const { fake } = stage;
  fake.isDown = true;
  fake.sockets.drop();
  await stage.advance(300_000, 500);
  assertEquals(stage.book(), { yes: [], no: [] });
  await stage.advance(300_000, 500);
  fake.exchange.quote(stage.market, "BUY", ["0.44", "9"]);
  fake.isDown = false;
  const backAtMs = stage.clock.nowMs();
  await stage.until(
    () => stage.book().yes.includes("0.44 x 9"),
    "it must be back",
  );
  printLine(
    `ten minutes away: whole again ${
      stage.clock.nowMs() - backAtMs
    } ms after the venue`,
  );
});

Deno.test("PolymarketMarketData obeys a storm of 429 and survives one of 5xx, and the book stays right", async () => {
  const { stage } = await opened();
  await using _ = stage;
  for (const status of [429, 500]) {
    const headers = status === 429 ? { "retry-after": "20" } : {};
    stage.fake.fault = () => ({ kind: "status", status, headers });
    const before = stage.fake.requests.length;
    await stage.advance(60_000, 200);
    const asked = stage.fake.requests.length - before;
    assert(asked <= 40, `${asked} requests in a minute of ${status}`);
    stage.fake.fault = () => null;
    const overAtMs = stage.clock.nowMs();
    stage.fake.exchange.quote(stage.market, "BUY", ["0.46", String(status)]);
    await stage.until(
      () => stage.book().yes.includes(`0.46 x ${status}`),
      "it must recover",
    );
    printLine(
      `storm of ${status}: ${asked} requests in a minute, book right again after ${
        stage.clock.nowMs() - overAtMs
      } ms`,
    );
  }
});

Deno.test("PolymarketMarketData tells of a resolution, and PolymarketResolution of the whole way there", async () => {
  const { stage } = await opened();
  await using _ = stage;
  const resolution = new PolymarketResolution({
    rest: new PolymarketRest(stage.rest()),
    clock: stage.clock,
  });
  const ask = async () => {
    const { phase, resolution: result } = await stage.over(
      resolution.resolve(MARKET, stage.signal),
    );
    return [phase, result?.kind ?? null];
  };
  assertEquals(await ask(), ["open", null]);
  const { market } = stage;
  market.row = { ...market.row, umaResolutionStatus: "proposed" };
  assertEquals(await ask(), ["proposed", null]);
  market.row = { ...market.row, umaResolutionStatus: "disputed" };
  assertEquals(await ask(), ["disputed", null]);
  stage.fake.exchange.resolve(market, ["0.5", "0.5"]);
  assertEquals(await ask(), ["final", "scalar"]);
  stage.fake.exchange.resolve(market, ["0", "1"]);
  assertEquals(await ask(), ["final", "no"]);
  stage.fake.sockets.tellResolved(market, market.no);
  await stage.until(
    () =>
      stage.events.some((event) =>
        event.kind === "market_phase_changed" && event.phase === "final"
      ),
    "the resolution must arrive",
  );
});

/** Follows a round with an API key, so that its reference prices are heard. */
async function withPrices() {
  const stage = new PolymarketStage();
  const signer = await signerOf(PRIVATE_KEY);
  const account = new ClobAccount({ ...stage.rest(), signer, chainId: 137 });
  await stage.over(account.logIn(stage.signal));
  stage.follow({ priceSigner: signer });
  /** Lets time pass until a price that is told now is printed. */
  const priceCame = async (value: string) => {
    const before = stage.events.length;
    await stage.until(() => {
      stage.fake.sockets.tellPrice(value);
      return stage.events.slice(before).some(({ kind }) =>
        kind === "spot_printed"
      );
    }, "a price must come");
    const printed = stage.events.findLast(({ kind }) =>
      kind === "spot_printed"
    );
    assert(printed?.kind === "spot_printed");
    return printed;
  };
  return { stage, priceCame };
}

Deno.test("PolymarketMarketData hears the reference prices of a round with an API key", async () => {
  const { stage, priceCame } = await withPrices();
  await using _ = stage;
  const printed = await priceCame("78803.715261094101516288");
  assertEquals(printed.symbol, "BTC-USD-TWAP60");
  assertEquals(printed.price, "78803.715261094101");
});

Deno.test("PolymarketMarketData hears reference prices again after ten minutes of refused connections and after a frozen socket, and none in between", async () => {
  const { stage, priceCame } = await withPrices();
  await using _ = stage;
  const { fake } = stage;
  await priceCame("78803.5");
  const printed = () =>
    stage.events.filter(({ kind }) => kind === "spot_printed").length;
  // Each handshake is answered with 503.
  fake.isDown = true;
  fake.sockets.drop();
  // What was on its way still arrives.
  await stage.advance(1_000);
  let before = printed();
  await stage.advance(600_000, 500);
  assertEquals(printed(), before);
  fake.isDown = false;
  let sinceMs = stage.clock.nowMs();
  assertEquals((await priceCame("70000.5")).price, "70000.5");
  printLine(
    `reference prices: back ${
      stage.clock.nowMs() - sinceMs
    } ms after ten minutes of 503`,
  );
  fake.sockets.isFrozen = true;
  const { connections } = fake.sockets;
  await stage.advance(1_000);
  before = printed();
  sinceMs = stage.clock.nowMs();
  await stage.until(
    () => fake.sockets.connections > connections,
    "the socket must be given up",
  );
  assertEquals(printed(), before);
  fake.sockets.isFrozen = false;
  assertEquals((await priceCame("71000.5")).price, "71000.5");
  printLine(
    `reference prices: back ${
      stage.clock.nowMs() - sinceMs
    } ms after the freeze`,
  );
});

/** The last book that somebody sees who has the stage's tape alone. */
function bookOnTape({ tape }: PolymarketStage) {
  const decoder = createTapeDecoder([new PolymarketDecoder()]);
  const shown = tape.flatMap((record, index) =>
    decoder.decode({ atMs: record.t, file: "t", line: index + 1, record })
  ).findLast(({ kind }) => kind === "book_changed");
  assert(shown?.kind === "book_changed");
  return levelsOf(shown.book);
}

Deno.test("a tape of a live run replays to the same books", async () => {
  const { stage } = await opened();
  await using _ = stage;
  stage.fake.exchange.quote(stage.market, "BUY", ["0.49", "5"]);
  await stage.until(() => stage.book().yes.length === 3, "it must arrive");
  assertEquals(bookOnTape(stage), stage.book());
});

Deno.test("PolymarketMarketData.retell() has a tape that begins now replay to the same book by itself", async () => {
  const { stage, marketData } = await opened();
  await using _ = stage;
  const before = stage.book();
  stage.tape.length = 0;
  marketData.retell();
  await stage.until(
    () =>
      stage.tape.some((record) =>
        record.kind === "frame" && record.connection === "clob"
      ),
    "the book must be asked for",
  );
  assertEquals(bookOnTape(stage), before);
});

Deno.test("PolymarketCatalog lists with pages and filters, and tells rules, books, trades and candles", async () => {
  const stage = new PolymarketStage();
  await using _ = stage;
  for (let index = 0; index < 150; index += 1) {
    stage.fake.exchange.list({
      slug: `weather-${index}`,
      question: `Rain on day ${index}?`,
      conditionId: `0x${String(index).padStart(64, "0")}`,
      clobTokenIds: JSON.stringify([
        String(1_000 + index),
        String(9_000 + index),
      ]),
      endDate: "2026-12-05T23:15:00Z",
      cryptoMarketConfig: undefined,
    });
  }
  const rest = new PolymarketRest(stage.rest());
  const catalog = new PolymarketCatalog({ rest, clock: stage.clock });
  const { signal } = stage;
  const all: string[] = [];
  let cursor: string | null = null;
  do {
    const page: CatalogPage = await stage.over(
      catalog.list({}, cursor, signal),
    );
    all.push(...page.entries.map(({ market }) => market.ticker));
    assertEquals(page.rejections, []);
    cursor = page.cursor;
  } while (cursor !== null);
  assertEquals(all.length, 151);
  const soon = await stage.over(
    catalog.list({ closesWithinMs: 86_400_000 }, null, signal),
  );
  assertEquals(soon.entries.map(({ market }) => market.id), [MARKET]);
  const rain = await stage.over(
    catalog.list({ search: "rain day 14" }, null, signal),
  );
  // 14, 114 and 140 to 149.
  assertEquals(rain.entries.length, 12);
  const details = await stage.over(catalog.details(MARKET, signal));
  assertEquals(details.sources, [ROW.resolutionSource]);
  assertStringIncludes(details.market.title, "Bitcoin");
  const book = await stage.over(catalog.book(MARKET, signal));
  assertEquals(book.yesBids[0]?.price as bigint, 480_000n);
  const [candle] = await stage.over(
    catalog.candles(
      MARKET,
      { fromMs: 0, untilMs: 1, periodMinutes: 60 },
      signal,
    ),
  );
  assertEquals(candle?.traded?.close as bigint, 600_000n);
});
