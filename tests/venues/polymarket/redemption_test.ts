import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ChainNode } from "../../../venues/polymarket/chain_node.ts";
import { KnownMarkets } from "../../../venues/polymarket/known_markets.ts";
import { Redeemer } from "../../../venues/polymarket/redeemer.ts";
import { PolymarketRest } from "../../../venues/polymarket/rest.ts";
import { signedAs } from "../../../venues/polymarket/signature.ts";
import { CONTESTANT, LiveStage } from "./live_stage.ts";
import { PRIVATE_KEY, signerOf } from "./polymarket_stage.ts";
import {
  CONDITION,
  MARKET,
  NEGATIVE_RISK,
  PROTOCOL_V2,
  ROW,
} from "./samples.ts";

Deno.test("redeemable positions are paid out without anybody deciding it, and a failed transaction is tried again", async () => {
  await using stage = new LiveStage();
  const execution = await stage.open();
  await stage.over(execution.submit(stage.order(), stage.signal));
  stage.fake.chain.fails = true;
  stage.fake.exchange.resolve(stage.market, ["1", "0"]);
  await stage.until(
    () => stage.failures.some((text) => text.includes("Cannot redeem")),
    "the failure must be told",
  );
  stage.fake.chain.fails = false;
  await stage.until(() => stage.notices.length === 1, "it must be redeemed");
  assertStringIncludes(stage.notices[0] ?? "", `redeemed ${MARKET}`);
  assertEquals(
    stage.paid.map(({ marketId, amount }) => [marketId, amount as bigint]),
    [[MARKET, 10_000_000n]],
  );
  const { balances, positions } = await stage.over(
    execution.account(0, stage.signal),
  );
  // 1,000 less 5 and a fee of 0.175, and 10 back.
  assertEquals(balances[0]?.cash as bigint, 1_004_825_000n);
  assertEquals(positions, []);
  await stage.advance(130_000, 500);
  assertEquals(stage.fake.chain.redeemed.length, 1);
});

Deno.test("a market that cannot be redeemed keeps no other one from being redeemed, and costs less and less gas", async () => {
  await using stage = new LiveStage();
  const { exchange, chain } = stage.fake;
  const other = exchange.list({
    ...ROW,
    slug: "btc-updown-15m-1791242100",
    conditionId: `0x${"ab".repeat(32)}`,
    clobTokenIds: JSON.stringify(["3".repeat(77), "4".repeat(77)]),
  });
  await stage.open();
  const [wallet] = exchange.wallets.values();
  chain.failing.add(CONDITION.slice(2));
  for (const market of [stage.market, other]) {
    wallet?.shares.set(market.yes, 10_000_000);
    exchange.resolve(market, ["1", "0"]);
  }
  await stage.until(
    () => chain.redeemed.length === 1,
    "the other must be paid",
  );
  assertStringIncludes(chain.redeemed[0] ?? "", String(other.row.slug));
  await stage.advance(3_600_000, 1_000);
  // After 1, 2, 4, 8, 16 and 32 minutes.
  const told = stage.failures.filter((text) => text.includes("Cannot redeem"));
  assert(told.length >= 4 && told.length <= 7, `${told.length} in an hour`);
});

/** What both outcomes pay at 50–50, in the payments in which it comes. */
const OTHER_LEDGERS = [
  ["protocol V2", PROTOCOL_V2, [4_000_000n, 3_500_000n]],
  ["negative risk", NEGATIVE_RISK, [7_500_000n]],
] as const;

for (const [ledger, fields, payments] of OTHER_LEDGERS) {
  Deno.test(`a market of ${ledger} is redeemed to its payment, both outcomes of it`, async () => {
    await using stage = new LiveStage();
    const { exchange, chain } = stage.fake;
    const slug = "btc-updown-15m-1791242100";
    const market = exchange.list({ ...ROW, slug, ...fields });
    const execution = await stage.open();
    const [wallet] = exchange.wallets.values();
    wallet?.shares.set(market.yes, 8_000_000);
    wallet?.shares.set(market.no, 7_000_000);
    await stage.advance(130_000, 500);
    assertEquals(chain.redeemed, [], "it is not resolved");
    exchange.resolve(market, ["0.5", "0.5"]);
    await stage.until(
      () => stage.paid.length === payments.length,
      "it must be paid",
    );
    assertEquals(
      stage.paid.map(({ marketId, amount }) => [marketId, amount as bigint]),
      payments.map((amount) => [`polymarket:${slug}` as never, amount]),
    );
    const { balances, positions } = await stage.over(
      execution.account(0, stage.signal),
    );
    assertEquals(balances[0]?.cash as bigint, 1_007_500_000n);
    assertEquals(positions, []);
    assertEquals(stage.failures, []);
    await stage.advance(130_000, 500);
    assertEquals(chain.redeemed.length, payments.length);
  });
}

Deno.test("a position is redeemed to its last millionth, at once", async () => {
  await using stage = new LiveStage();
  const { exchange, chain } = stage.fake;
  const [, [, fields]] = OTHER_LEDGERS;
  const market = exchange.list({
    ...ROW,
    slug: "btc-updown-15m-1791242100",
    ...fields,
  });
  await stage.open();
  const [wallet] = exchange.wallets.values();
  // 2.05 dollars are a little less than 2,050,000 millionths to a computer that multiplies.
  wallet?.shares.set(market.yes, 2_050_000);
  exchange.resolve(market, ["1", "0"]);
  await stage.until(() => stage.paid.length > 0, "it must be paid");
  await stage.advance(130_000, 500);
  assertEquals(stage.paid.map(({ amount }) => amount as bigint), [2_050_000n]);
  assertEquals(chain.redeemed.length, 1);
});

/** Where a process may end between a resolved market and the row of what it paid. */
const CRASHES = [
  "before its row",
  "before it is sent",
  "while it waits for the chain",
  "after it is paid",
  "after the row of its payment",
] as const;

for (const crash of CRASHES) {
  Deno.test(`a redemption that a crash meets ${crash} is paid once, and its payment is reported once`, async () => {
    await using stage = new LiveStage();
    const { exchange, chain } = stage.fake;
    const [wallet] = exchange.wallets.values();
    wallet?.shares.set(stage.market.yes, 10_000_000);
    exchange.resolve(stage.market, ["1", "0"]);
    const { rest, ...parts } = await openParts(stage);
    const live = async (isFirst: boolean) => {
      const { redemptions, payouts } = await stage.ledger.open();
      const isUnwritten = isFirst && crash === "before its row";
      const isUnheard = isFirst && crash === "after it is paid";
      const redeemer = new Redeemer({
        ...parts,
        rest,
        redemptions: isUnwritten
          ? {
            ...redemptions,
            record: () => Promise.reject(new Error("The database is gone.")),
          }
          : redemptions,
        onPaid: ({ marketId, hash, amount }) => {
          if (isUnheard) return;
          payouts.report({
            contestantId: CONTESTANT,
            marketId,
            amount,
            reference: hash,
            fees: null,
            paidAtMs: stage.clock.nowMs(),
          });
        },
      });
      // What keeps a pass from ending well is told by its failures, and the next one goes on.
      return () =>
        stage.over(
          redeemer.redeemAll(stage.signal).catch((error: Error) => {
            assertStringIncludes(error.message, "no receipt");
          }),
        );
    };
    chain.isDeaf = crash === "before it is sent";
    chain.isSlow = crash === "while it waits for the chain";
    const first = await live(true);
    await first();
    chain.isDeaf = false;
    const second = await live(false);
    await second();
    chain.isSlow = false;
    chain.mine();
    for (let pass = 0; pass < 3; pass += 1) {
      await stage.advance(120_000, 1_000);
      await second();
    }
    const paid = await stage.ledger.entries("payout_reported");
    assertEquals(paid.map(({ amount }) => amount as bigint), [10_000_000n]);
    assertEquals(chain.redeemed.length, 1);
    assertEquals(wallet?.collateral, 1_010_000_000);
    const signed = await stage.ledger.entries("redemption_signed");
    const failed = await stage.ledger.entries("redemption_failed");
    assertEquals(signed.at(-1)?.reference, paid[0]?.reference);
    assertEquals(signed.length, crash === "before it is sent" ? 2 : 1);
    assertEquals(failed.length, signed.length - 1);
    assertEquals((await stage.ledger.open()).redemptions.open(), []);
  });
}

/** What a redeemer needs of the venue, as an account opens it. */
async function openParts(stage: LiveStage) {
  const rest = new PolymarketRest(stage.rest());
  const signer = await signerOf(PRIVATE_KEY);
  return {
    rest,
    markets: new KnownMarkets({ rest, clock: stage.clock }),
    node: new ChainNode({
      ...stage.rest(),
      url: () => stage.fake.endpoint.rpcUrl,
    }),
    signer,
    wallet: signedAs("account", await signer.sign({ kind: "account" })),
    chainId: 137,
    clock: stage.clock,
    onRedeemed: () => {},
    onFailure: () => {},
  } as const;
}
