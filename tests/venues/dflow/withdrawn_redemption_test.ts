import { assertEquals, assertRejects } from "@std/assert";
import type { ResolutionReport } from "../../../actors/ports/resolution.ts";
import { marketId, orderId } from "../../../domain/ids.ts";
import { quantity } from "../../../domain/money.ts";
import { noPrice } from "../../../domain/price.ts";
import { SeededRandom } from "../../../runtime/mod.ts";
import { USDC_MINT } from "../../../venues/dflow/decode_market.ts";
import { Redeemer } from "../../../venues/dflow/redeemer.ts";
import { DflowResolution } from "../../../venues/dflow/resolution_source.ts";
import { KalshiResolution } from "../../../venues/kalshi/resolution_source.ts";
import { KalshiRest } from "../../../venues/kalshi/rest.ts";
import { wideBucket } from "../../../venues/net/net_testing.ts";
import { KalshiStage, TICKER } from "../kalshi/kalshi_stage.ts";
import { RedemptionLedger } from "../redemption_ledger.ts";
import { openDesk, orderIn, over, WALLET, WHO } from "./live_desk.ts";

const { signal } = new AbortController();

Deno.test("what is held at dflow after it withdrew its markets is still known, and redeemed once it pays a dollar", async () => {
  await using desk = await openDesk();
  const { fake, clock, submit, open, parts } = desk;
  const { ticker } = fake.market();
  fake.price = 500_000n;
  const yes = orderIn(fake);
  const no = orderIn(fake, {
    id: orderId("o_2"),
    outcome: "no",
    quantity: quantity("4"),
    limit: { outcome: "no", price: noPrice("0.60") },
  });
  for (const order of [yes, no]) {
    await submit(order);
    await over(clock, desk.execution.query(order.id, signal));
  }
  desk.die();
  // Somebody sent the wallet a token that it never bought.
  fake.chain.pay(WALLET.address, fake.mint("ELSEWHERE", "yes"), 1_000_000n);
  fake.isWithdrawn = true;
  const next = open();
  const { positions, balances } = await over(clock, next.account(0, signal));
  assertEquals(
    positions.map(({ outcome, quantity }) => `${quantity} ${outcome}`).sort(),
    ["10000000 yes", "4000000 no"],
  );
  assertEquals<bigint | undefined>(balances[0]?.cash, 993_000_000n);
  const paid: string[] = [];
  const redeemer = new Redeemer({
    ...parts,
    redemptions: (await new RedemptionLedger(WHO, clock).open()).redemptions,
    onNews: () => {},
    onPaid: ({ marketId, amount }) => paid.push(`${marketId} ${amount}`),
  });
  // As good as won is not won: it may still lose.
  for (const price of [500_000n, 999_000n]) {
    fake.price = price;
    await over(clock, redeemer.redeemAll(signal));
    assertEquals(fake.chain.sends, 2);
  }
  fake.settle(ticker, "yes");
  for (let pass = 0; pass < 3; pass += 1) {
    await over(clock, redeemer.redeemAll(signal));
  }
  assertEquals(paid, [`dflow:${ticker} 10000000`]);
  assertEquals(fake.chain.sends, 3);
  assertEquals(fake.chain.balance(WALLET.address, USDC_MINT), 1_003_000_000n);
});

Deno.test("how a market of dflow ended is asked of Kalshi once dflow tells of it no more, and only then", async () => {
  await using desk = await openDesk();
  await using stage = await KalshiStage.open();
  const { exchange } = stage.fake;
  const { fake, clock } = desk;
  const { ticker } = fake.market();
  exchange.list(ticker);
  const kalshi = new KalshiResolution(new KalshiRest(stage.rest()));
  const asked: string[] = [];
  const url = `${fake.url}/api/v1`;
  const dflow = new DflowResolution({
    endpoint: () => ({ restUrl: url, wsUrl: url }),
    clock,
    random: new SeededRandom(1),
    bucket: wideBucket(clock),
    origin: {
      resolve(id) {
        asked.push(id);
        return kalshi.resolve(id, signal);
      },
    },
  });
  const resolve = (id: string): Promise<ResolutionReport> =>
    stage.over(over(clock, dflow.resolve(marketId("dflow", id), signal)));
  assertEquals((await resolve(ticker)).phase, "open");
  fake.failures = 3;
  await assertRejects(() => resolve(ticker));
  assertEquals(asked, []);
  fake.isWithdrawn = true;
  assertEquals((await resolve(ticker)).phase, "open");
  exchange.move(ticker, "closed");
  exchange.settle(ticker, "yes", 1);
  assertEquals(await resolve(ticker), {
    marketId: marketId("dflow", ticker),
    phase: "final",
    resolution: { kind: "yes" },
  });
  assertEquals(
    await stage.over(kalshi.resolve(marketId("kalshi", TICKER), signal)).then((
      { marketId },
    ) => marketId),
    marketId("kalshi", TICKER),
  );
  await assertRejects(
    () => kalshi.resolve(marketId("polymarket", "x"), signal),
    RangeError,
  );
});
