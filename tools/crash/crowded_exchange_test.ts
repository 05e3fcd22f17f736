import { assertEquals, assertGreater } from "@std/assert";
import { SimulatedExchange } from "../../venues/builtin/exchange.ts";
import { CrowdedExchange } from "./crowded_exchange.ts";

const NOW_MS = 1_790_000_000_000;

Deno.test("CrowdedExchange has the markets of several seeds, each findable and with a book", () => {
  const one = new SimulatedExchange({ seed: 7 });
  const crowd = new CrowdedExchange(7, 3);
  const markets = crowd.markets(NOW_MS, "active");
  const tickers = new Set(markets.map(({ ticker }) => ticker));
  assertEquals(tickers.size, 3 * one.markets(NOW_MS, "active").length);
  for (const ticker of tickers) {
    assertEquals(crowd.market(ticker, NOW_MS)?.ticker, ticker);
    assertGreater(crowd.orderbook(ticker, NOW_MS)?.sequence ?? 0, 0);
  }
  assertEquals(crowd.market("SIMNOWHERE", NOW_MS), null);
});

Deno.test("CrowdedExchange sends the frames of every market", () => {
  const crowd = new CrowdedExchange(7, 3);
  const first = Math.floor(NOW_MS / crowd.stepMs);
  // Markets take turns within a second.
  const steps = Array.from({ length: 8 }, (_, step) => first + step);
  const sent = new Set(
    steps.flatMap((step) => crowd.framesAt(step)).map(({ ticker }) => ticker),
  );
  const listed = crowd.markets(NOW_MS, "active").map(({ ticker }) => ticker);
  assertEquals(listed.filter((ticker) => !sent.has(ticker)), []);
});
