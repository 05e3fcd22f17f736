import { changeProtocol, LIE } from "../venues/changed_protocol.ts";
import { makeKeyPair } from "../venues/kalshi/fake_auth.ts";
import { FakeKalshi } from "../venues/kalshi/fake_kalshi.ts";
import { TICKER } from "../venues/kalshi/kalshi_stage.ts";
import { testInBrowser } from "./arena_page.ts";

/** Tickers as the venue sent them before it dropped its integer fields, with one that was never there. */
const UNKNOWN = JSON.stringify({
  type: "ticker",
  sid: 1,
  msg: { market_ticker: TICKER, bid: LIE, ask: LIE },
});

testInBrowser(
  "a venue that changes its protocol is degraded: no order leaves, the page and the operator are told, and it trades again once it makes sense",
  async (browser) => {
    await using fake = new FakeKalshi(() => Date.now());
    fake.exchange.list(TICKER);
    fake.exchange.quote(TICKER, "yes", [["0.4000", "500000.00"]]);
    fake.exchange.quote(TICKER, "no", [["0.5900", "500000.00"]]);
    const key = await makeKeyPair();
    fake.auth.add(key);
    await changeProtocol({
      settings: {
        ARENA_VENUE: "kalshi",
        ARENA_KALSHI_URL: fake.endpoint.restUrl,
        ARENA_KALSHI_DATA_ACCOUNT: "momentum",
        ARENA_KEYS: JSON.stringify({
          "kalshi.momentum.key_id": key.keyId,
          "kalshi.momentum.private_key": key.pem,
        }),
      },
      secrets: [key.pem, key.keyId],
      sources: ["kalshi WebSocket", "kalshi REST"],
      speak: () => fake.socket.ticker(TICKER),
      change: () =>
        fake.fault(
          { method: "GET", path: "/markets", kind: "garble" },
          Infinity,
        ),
      babble: () => fake.socket.sendRaw(UNKNOWN),
      restore: () => fake.heal(),
    }, async (arena) => {
      const { page } = await browser.open(arena.url);
      const seesBanner = (state: "attached" | "detached") => async () =>
        void await page.waitForSelector("[data-testid=degraded]", { state });
      return {
        seesDegraded: seesBanner("attached"),
        seesWell: seesBanner("detached"),
      };
    });
  },
);
