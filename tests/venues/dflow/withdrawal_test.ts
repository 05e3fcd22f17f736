import { assert, assertEquals } from "@std/assert";
import { marketId } from "../../../domain/ids.ts";
import { isAsBooked } from "../../../domain/reported_payout.ts";
import type { ArenaView } from "../../../domain/view.ts";
import { USDC_MINT } from "../../../venues/dflow/decode_market.ts";
import { checkJournal, readJournal } from "../../process/journal_check.ts";
import { FakeKalshi } from "../kalshi/fake_kalshi.ts";
import { ProcessStage } from "./process_stage.ts";
import { LIVE } from "./swap_check.ts";

/** Twice as long as the settler may take to ask a venue whose word it missed. */
const DEADLINE_MS = 660_000;
const MESSAGE = "Kalshi has the same markets: set ARENA_VENUE=kalshi";

/** A market by its ticker, which dflow and Kalshi share, and what is held there. */
interface Held {
  readonly ticker: string;
  readonly outcome: "yes" | "no";
}

/** Buys at dflow until it withdraws its markets. @returns What is held there then. */
async function buyUntilWithdrawn(stage: ProcessStage): Promise<Held> {
  const { fake } = stage;
  fake.takesTokens = false;
  await using arena = await stage.start("random=live");
  const isDone = ({ fills, orders }: ArenaView) =>
    fills.some(({ contestantId }) => contestantId === LIVE) &&
    orders.every(({ contestantId, status }) =>
      contestantId !== LIVE || status === "filled" || status === "rejected" ||
      status === "denied" || status === "canceled"
    );
  await arena.viewWhere(
    "a live fill",
    DEADLINE_MS,
    ({ fills }) => fills.some(({ contestantId }) => contestantId === LIVE),
  );
  fake.unroutable.add(USDC_MINT);
  const { fills } = await arena.viewWhere("its end", DEADLINE_MS, isDone);
  fake.isWithdrawn = true;
  fake.drop();
  await arena.viewWhere(
    "the operator is told who has the markets",
    DEADLINE_MS,
    ({ venue }) =>
      venue.status === "disconnected" && venue.reason.includes(MESSAGE),
  );
  const page = await (await fetch(arena.url)).text();
  assert(page.includes(MESSAGE), "on the page as well");
  assertEquals((await arena.stop()).code, 0);
  const fill = fills.find(({ contestantId }) => contestantId === LIVE);
  assert(fill !== undefined);
  const { outcome } = fill;
  return { ticker: fill.marketId.slice("dflow:".length), outcome };
}

/** Trades the same market at Kalshi until it is settled there, and with it what is held at dflow. */
async function tradeAtKalshi(
  stage: ProcessStage,
  kalshi: FakeKalshi,
  { ticker, outcome }: Held,
): Promise<void> {
  const { exchange } = kalshi;
  exchange.list(ticker);
  exchange.quote(ticker, "yes", [["0.4800", "500.00"]]);
  exchange.quote(ticker, "no", [["0.5000", "500.00"]]);
  await using arena = await stage.start("paper", {
    ARENA_VENUE: "kalshi",
    ARENA_KALSHI_URL: kalshi.endpoint.restUrl,
    ARENA_KALSHI_SERIES: ticker.slice(0, ticker.indexOf("-")),
  });
  const id = marketId("kalshi", ticker);
  await arena.viewWhere(
    "the same market is listed and priced",
    DEADLINE_MS,
    ({ markets }) =>
      markets.some((market) =>
        market.id === id && market.ticker === ticker &&
        Number(market.yesBid) === 0.48 && Number(market.yesAsk) === 0.5
      ),
  );
  await arena.viewWhere(
    "it is traded",
    DEADLINE_MS,
    ({ fills }) => fills.some((fill) => fill.marketId === id),
  );
  exchange.move(ticker, "closed");
  exchange.settle(ticker, outcome, outcome === "yes" ? 1 : 0);
  await arena.viewWhere(
    "both are settled",
    DEADLINE_MS,
    ({ settlements }) =>
      settlements.some((settled) => settled.marketId === id) &&
      settlements.some((settled) =>
        settled.marketId === marketId("dflow", ticker) &&
        settled.contestantId === LIVE
      ),
  );
  assertEquals((await arena.stop()).code, 0);
}

/** Redeems what is held at dflow, whose trade API is all that is left of it. */
async function redeem(stage: ProcessStage, kalshi: FakeKalshi): Promise<void> {
  stage.fake.takesTokens = true;
  await using arena = await stage.start("random=live", {
    ...stage.settings,
    ARENA_KALSHI_URL: kalshi.endpoint.restUrl,
  });
  await arena.viewWhere(
    "what the redemption paid is told",
    DEADLINE_MS,
    ({ notices }) =>
      notices.some(({ sentence }) => sentence.includes(`${LIVE} was paid`)),
  );
  const { contestants } = await arena.view();
  const standing = contestants.find(({ id }) => id === LIVE);
  assertEquals(standing?.tradingState, "active", standing?.tradingDetail ?? "");
  assertEquals((await arena.stop()).code, 0);
}

Deno.test("a market that dflow withdraws goes on at Kalshi under its ticker: found, priced, traded and settled, and what is held at dflow is settled with it and redeemed", async () => {
  await using stage = await ProcessStage.open();
  await using kalshi = new FakeKalshi(() => Date.now());
  const { fake, wallet } = stage;
  const held = await buyUntilWithdrawn(stage);
  const { ticker, outcome } = held;
  const mint = fake.mint(ticker, outcome);
  const contracts = fake.chain.balance(wallet.address, mint);
  assert(contracts > 0n);
  fake.settle(ticker, outcome);
  await tradeAtKalshi(stage, kalshi, held);
  assertEquals(fake.chain.balance(wallet.address, mint), contracts);
  await redeem(stage, kalshi);
  assertEquals(fake.chain.balance(wallet.address, mint), 0n);
  const rows = await readJournal({ pgliteDir: stage.pgliteDir });
  const books = checkJournal(rows);
  for (const venue of ["dflow", "kalshi"] as const) {
    const market = books.markets.get(marketId(venue, ticker));
    assertEquals(market?.market.phase, "final");
    assertEquals(market?.resolution?.kind, outcome);
  }
  const paid = rows.flatMap(({ entry }) =>
    entry.kind === "payout_reported" && entry.marketId.endsWith(ticker)
      ? [entry]
      : []
  );
  assertEquals(paid.map(({ amount }) => BigInt(amount)), [contracts]);
  assert(paid.every(isAsBooked));
});
