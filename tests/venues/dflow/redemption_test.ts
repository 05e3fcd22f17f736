import { assertEquals, assertMatch } from "@std/assert";
import { USDC_MINT } from "../../../venues/dflow/decode_market.ts";
import { Redeemer } from "../../../venues/dflow/redeemer.ts";
import { RedemptionLedger } from "../redemption_ledger.ts";
import { holdDecided, openDesk, WALLET, WHO } from "./live_desk.ts";

const { signal } = new AbortController();

Deno.test("Redeemer gives back what won, once, tells what was paid, and leaves everything else alone", async () => {
  await using desk = await openDesk();
  const { fake, parts } = desk;
  fake.parts = [40, 60];
  const open = fake.market();
  fake.chain.pay(WALLET.address, fake.mint(open.ticker, "yes"), 3_000_000n);
  const news: string[] = [];
  const paid: string[] = [];
  const { redemptions } = await new RedemptionLedger(WHO, parts.clock).open();
  const redeemer = new Redeemer({
    ...parts,
    redemptions,
    onNews: (of) => news.push(of),
    onPaid: ({ marketId, amount }) => paid.push(`${marketId} ${amount}`),
  });
  await redeemer.redeemAll(signal);
  assertEquals(fake.chain.sends, 0);
  const [won = ""] = holdDecided(fake, 1);
  await redeemer.redeemAll(signal);
  assertEquals(news, [], "it was sent, and nothing is paid yet");
  await redeemer.redeemAll(signal);
  assertEquals(news, [], "it was paid in part");
  await redeemer.redeemAll(signal);
  assertEquals(news.length, 1);
  assertMatch(news[0] ?? "", /^Redeemed 5000000 of .+ for 5000000 by /);
  const [over] = fake.decided();
  assertEquals(paid, [`dflow:${over?.ticker} 5000000`]);
  assertEquals(fake.chain.balance(WALLET.address, won), 0n);
  assertEquals(fake.chain.balance(WALLET.address, USDC_MINT), 1_005_000_000n);
  await redeemer.redeemAll(signal);
  assertEquals(fake.chain.sends, 1);
});

Deno.test("Redeemer goes on behind a token that cannot be redeemed, tells of it once and tries it later", async () => {
  await using desk = await openDesk();
  const { fake, parts, clock } = desk;
  const [stuck = "", ...others] = holdDecided(fake, 3);
  fake.unroutable.add(stuck);
  const news: string[] = [];
  const paid: string[] = [];
  const { redemptions } = await new RedemptionLedger(WHO, parts.clock).open();
  const redeemer = new Redeemer({
    ...parts,
    redemptions,
    onNews: (of) => news.push(of),
    onPaid: ({ marketId, amount }) => paid.push(`${marketId} ${amount}`),
  });
  for (let pass = 0; pass < 4; pass += 1) await redeemer.redeemAll(signal);
  for (const mint of others) {
    assertEquals(fake.chain.balance(WALLET.address, mint), 0n);
  }
  assertEquals(fake.chain.sends, 2);
  assertEquals(
    news.filter((text) => text.includes("route_not_found")).length,
    1,
  );
  assertEquals(news.length, 3);
  fake.unroutable.clear();
  clock.advanceBy(15_000);
  await redeemer.redeemAll(signal);
  await redeemer.redeemAll(signal);
  assertEquals(fake.chain.balance(WALLET.address, stuck), 0n);
  assertEquals(news.length, 4);
});

Deno.test("Redeemer goes on behind a token whose market nobody understands", async () => {
  await using desk = await openDesk();
  const { fake, parts } = desk;
  const [garbled = "", clear = ""] = holdDecided(fake, 2);
  fake.garbled.add(garbled);
  const news: string[] = [];
  const paid: string[] = [];
  const { redemptions } = await new RedemptionLedger(WHO, parts.clock).open();
  const redeemer = new Redeemer({
    ...parts,
    redemptions,
    onNews: (of) => news.push(of),
    onPaid: ({ marketId, amount }) => paid.push(`${marketId} ${amount}`),
  });
  for (let pass = 0; pass < 3; pass += 1) await redeemer.redeemAll(signal);
  assertEquals(fake.chain.balance(WALLET.address, clear), 0n);
  assertEquals(fake.chain.balance(WALLET.address, garbled), 5_000_000n);
  assertEquals(news.length, 2);
});

Deno.test("Redeemer sends a redemption again that the chain can never take any more, and never one that it may have", async () => {
  await using desk = await openDesk();
  const { fake, parts } = desk;
  const [won = ""] = holdDecided(fake, 1);
  fake.chain.lose({ isTaken: false, by: "failure" });
  const news: string[] = [];
  const paid: string[] = [];
  const { redemptions } = await new RedemptionLedger(WHO, parts.clock).open();
  const redeemer = new Redeemer({
    ...parts,
    redemptions,
    onNews: (of) => news.push(of),
    onPaid: ({ marketId, amount }) => paid.push(`${marketId} ${amount}`),
  });
  for (let pass = 0; pass < 3; pass += 1) await redeemer.redeemAll(signal);
  assertEquals(fake.chain.sends, 1);
  fake.chain.height += 200;
  desk.clock.advanceBy(60_000);
  for (let pass = 0; pass < 3; pass += 1) await redeemer.redeemAll(signal);
  assertEquals(fake.chain.sends, 2);
  assertEquals(fake.chain.balance(WALLET.address, won), 0n);
});

/** Where a process may end between a decided market and the row of what it paid. */
const CRASHES = [
  "before its row",
  "before it is sent",
  "while its answer is lost",
  "after it is sent",
  "after it is paid",
  "after the row of its payment",
] as const;

for (const crash of CRASHES) {
  Deno.test(`a redemption that a crash meets ${crash} is paid once, and its payment is reported once`, async () => {
    await using desk = await openDesk();
    const { fake, parts, clock } = desk;
    const ledger = new RedemptionLedger(WHO, clock);
    const [won = ""] = holdDecided(fake, 1);
    const live = async (isFirst: boolean) => {
      const { redemptions, payouts } = await ledger.open();
      const isUnwritten = isFirst && crash === "before its row";
      const isUnheard = isFirst && crash === "after it is paid";
      return new Redeemer({
        ...parts,
        redemptions: isUnwritten
          ? {
            ...redemptions,
            record: () => Promise.reject(new Error("The database is gone.")),
          }
          : redemptions,
        onNews: () => {},
        onPaid: ({ marketId, signature, amount }) => {
          if (isUnheard) return;
          payouts.report({
            contestantId: WHO,
            marketId,
            amount,
            reference: signature,
            fees: null,
            paidAtMs: clock.nowMs(),
          });
        },
      });
    };
    if (crash === "before it is sent") {
      fake.chain.lose({ isTaken: false, by: "failure" });
    }
    if (crash === "while its answer is lost") {
      fake.chain.lose({ isTaken: true, by: "failure" });
    }
    const first = await live(true);
    const passes = crash.startsWith("after it is paid") ||
        crash.startsWith("after the row")
      ? 4
      : 1;
    for (let pass = 0; pass < passes; pass += 1) {
      await first.redeemAll(signal);
    }
    const second = await live(false);
    await second.redeemAll(signal);
    // What the chain never got can be taken no more after its last block.
    fake.chain.height += 200;
    for (let pass = 0; pass < 5; pass += 1) {
      clock.advanceBy(60_000);
      await second.redeemAll(signal);
    }
    const paid = await ledger.entries("payout_reported");
    assertEquals(paid.map(({ amount }) => amount as bigint), [5_000_000n]);
    assertEquals(fake.chain.balance(WALLET.address, won), 0n);
    assertEquals(fake.chain.balance(WALLET.address, USDC_MINT), 1_005_000_000n);
    const signed = await ledger.entries("redemption_signed");
    const failed = await ledger.entries("redemption_failed");
    assertEquals(signed.length, crash === "before it is sent" ? 2 : 1);
    assertEquals(failed.length, signed.length - 1);
    assertEquals(signed.at(-1)?.reference, paid[0]?.reference);
    assertEquals((await ledger.open()).redemptions.open(), []);
  });
}
