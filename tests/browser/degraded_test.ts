import { assert, assertEquals, assertGreater } from "@std/assert";
import type { JournalEntry } from "../../domain/journal.ts";
import {
  ArenaProcess,
  BUSY,
  TemporaryFolder,
} from "../process/arena_process.ts";
import { readJournal } from "../process/journal_check.ts";
import { makeKeyPair } from "../venues/kalshi/fake_auth.ts";
import { FakeKalshi } from "../venues/kalshi/fake_kalshi.ts";
import { TICKER } from "../venues/kalshi/kalshi_stage.ts";
import { testInBrowser } from "./arena_page.ts";

const WAIT_MS = 300_000;
/** Tickers as the venue sent them before it dropped its integer fields, with one that was never there. */
const UNKNOWN = JSON.stringify({
  type: "ticker",
  sid: 1,
  msg: { market_ticker: TICKER, bid: 40, ask: 41 },
});

/** Somebody's webhook, and what came in. */
function listen() {
  const heard: { kind: string; text: string }[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      heard.push(await request.json());
      return new Response();
    },
  );
  return {
    heard,
    url: `http://127.0.0.1:${server.addr.port}/alerts`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Places of the rows that `accepts` holds for. */
function placesOf(
  entries: readonly JournalEntry[],
  accepts: (entry: JournalEntry) => boolean,
): readonly number[] {
  return entries.flatMap((entry, at) => accepts(entry) ? [at] : []);
}

testInBrowser(
  "a venue that changes its protocol is degraded: no order leaves, the page and the operator are told, and it trades again once it makes sense",
  async (browser) => {
    await using folder = await TemporaryFolder.make();
    await using fake = new FakeKalshi(() => Date.now());
    await using alerts = listen();
    fake.exchange.list(TICKER);
    fake.exchange.quote(TICKER, "yes", [["0.4000", "500000.00"]]);
    fake.exchange.quote(TICKER, "no", [["0.5900", "500000.00"]]);
    const key = await makeKeyPair();
    fake.auth.add(key);
    await using arena = await ArenaProcess.start({
      ...BUSY,
      ARENA_DATA_DIR: folder.path,
      ARENA_VENUE: "kalshi",
      ARENA_KALSHI_URL: fake.endpoint.restUrl,
      ARENA_KALSHI_DATA_ACCOUNT: "momentum",
      ARENA_KEYS: JSON.stringify({
        "kalshi.momentum.key_id": key.keyId,
        "kalshi.momentum.private_key": key.pem,
      }),
      ARENA_ALERT_URL: alerts.url,
    });
    const live = await browser.open(arena.url);
    const ordersOf = async () =>
      (await arena.view()).contestants.reduce(
        (sum, { orders }) => sum + orders,
        0,
      );
    await arena.eventually("an order", WAIT_MS, async () => {
      fake.socket.ticker(TICKER);
      return await ordersOf() > 0 || null;
    });
    await arena.eventually("the venue is degraded, and told", WAIT_MS, () => {
      fake.socket.ticker(TICKER);
      fake.socket.sendRaw(UNKNOWN);
      return alerts.heard.length > 0 || null;
    });
    await live.page.waitForSelector("[data-testid=degraded]");
    assertEquals(alerts.heard.map(({ kind }) => kind), ["venue_degraded"]);
    const metrics = await (await fetch(`${arena.url}/metrics`)).text();
    assert(/^arena_venue_degraded 1$/m.test(metrics));
    await arena.eventually("an order is denied for it", WAIT_MS, async () => {
      fake.socket.ticker(TICKER);
      fake.socket.sendRaw(UNKNOWN);
      const { contestants } = await arena.view();
      return contestants.some(({ denied }) => denied > 0) || null;
    });
    const before = await ordersOf();
    await arena.eventually("it makes sense again", WAIT_MS, () => {
      fake.socket.ticker(TICKER);
      return alerts.heard.length > 1 || null;
    });
    assertEquals(alerts.heard.at(-1)?.kind, "venue_recovered");
    await live.page.waitForSelector("[data-testid=degraded]", {
      state: "detached",
    });
    await arena.eventually("an order again", WAIT_MS, async () => {
      fake.socket.ticker(TICKER);
      return await ordersOf() > before || null;
    });
    const { stderr } = await arena.stop();
    assert(stderr.includes("the venue is degraded and nothing is traded"));
    assert(stderr.includes("the venue makes sense again"));
    assert(stderr.includes("a venue frame was rejected"), "a sample of them");
    const rows = await readJournal({ pgliteDir: `${folder.path}/pglite` });
    const entries = rows.map(({ entry }) => entry);
    const denied = placesOf(
      entries,
      (entry) =>
        entry.kind === "order_denied" && entry.code === "VENUE_DEGRADED",
    );
    const sent = placesOf(entries, ({ kind }) => kind === "order_submitted");
    const [first = 0, last = 0] = [denied[0], denied.at(-1)];
    assertGreater(denied.length, 0);
    assertEquals(sent.filter((at) => at > first && at < last), []);
    assert(sent.some((at) => at < first) && sent.some((at) => at > last));
  },
);
