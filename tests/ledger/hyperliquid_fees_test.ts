/**
 * What Hyperliquid charged for each recorded fill and paid or took as funding, against our schedules.
 *
 * @module
 */
import { assertEquals, assertStrictEquals } from "@std/assert";
import { Ledger } from "../../domain/ledger.ts";
import { subtract, usd, type UsdMicros, ZERO_USD } from "../../domain/money.ts";
import {
  perpetualFeeOf,
  perpetualFeesAt,
  type PerpetualFeeSelector,
} from "../../domain/perpetual_fees.ts";
import { chargePostings } from "../../domain/postings.ts";
import { needsRecordedData } from "../market_recordings.ts";
import { perpetualFill } from "../../tools/statement/hyperliquid_audit.ts";
import type { HyperliquidFill } from "../../tools/statement/hyperliquid_fills.ts";
import { isFundingAgainstRule } from "../../tools/statement/hyperliquid_statement.ts";
import { ACCOUNT } from "../../tools/statement/statement_book.ts";
import {
  HYPERLIQUID_DATA,
  readBusyWallet,
  readWallets,
} from "./hyperliquid_fills.ts";

type AccountTerms = Pick<
  PerpetualFeeSelector,
  "tier" | "stakingDiscountPercent" | "referralDiscountPercent"
>;

const BASIC: AccountTerms = {
  tier: 0,
  stakingDiscountPercent: 0,
  referralDiscountPercent: 0,
};

/** What the fees of each wallet show about its account; followers have the basic terms. */
const TERMS: Readonly<Record<string, AccountTerms>> = {
  acc10: { ...BASIC, stakingDiscountPercent: 10 },
  acc2: { ...BASIC, stakingDiscountPercent: 10, referralDiscountPercent: 4 },
  acc3: { ...BASIC, tier: 1 },
  acc4: { tier: 1, stakingDiscountPercent: 15, referralDiscountPercent: 4 },
  acc5: { ...BASIC, referralDiscountPercent: 4 },
  acc6: { ...BASIC, stakingDiscountPercent: 5, referralDiscountPercent: 4 },
  acc7: { ...BASIC, stakingDiscountPercent: 5, referralDiscountPercent: 4 },
  acc9: { ...BASIC, referralDiscountPercent: 4 },
  "busy wallet": { ...BASIC, tier: 2 },
};

/** Of the builders' markets in the recording one is not in growth mode. */
function deploymentOf(coin: string): PerpetualFeeSelector["deployment"] {
  if (!coin.includes(":")) return "validator";
  return coin === "xyz:PURRDAT" ? "builder" : "growth";
}

/** Returns what the venue says it charges, and whether that is a whole number of micro-dollars before rounding. */
function predictedFee(
  recorded: HyperliquidFill,
  terms: AccountTerms,
): { readonly fee: UsdMicros; readonly isWhole: boolean } {
  const fees = perpetualFeesAt({
    venue: "hyperliquid",
    ...terms,
    deployment: deploymentOf(recorded.coin),
  }, recorded.time);
  const { price, quantity } = perpetualFill(recorded);
  const rate = recorded.crossed ? fees.takerPicos : fees.makerPicos;
  return {
    fee: perpetualFeeOf(fees, {
      price,
      quantity,
      liquidity: recorded.crossed ? "taker" : "maker",
    }),
    isWhole: price * quantity * rate % 10n ** 18n === 0n,
  };
}

Deno.test({
  ...needsRecordedData(
    HYPERLIQUID_DATA,
    "the fee of each of 5,412 Hyperliquid fills is what the schedule foretells, or a micro-dollar less where that is whole",
  ),
  async fn() {
    const deployments = { validator: 0, builder: 0, growth: 0 };
    const charged = { foretold: 0, aMicroLess: 0, withBuilderFee: 0 };
    for (const { name, fills } of await readWallets()) {
      for (const recorded of fills) {
        const builderFee = usd(recorded.builderFee ?? "0");
        const own = subtract(usd(recorded.fee), builderFee);
        const { fee, isWhole } = predictedFee(recorded, TERMS[name] ?? BASIC);
        // The venue reckons in doubles, where a product that is whole can come out a trace below.
        if (own !== fee && isWhole) {
          assertStrictEquals(own, subtract(fee, usd("0.000001")));
          charged.aMicroLess++;
        } else {
          assertStrictEquals(own, fee, `${name} ${recorded.tid}`);
          charged.foretold++;
        }
        if (builderFee > 0n) charged.withBuilderFee++;
        deployments[deploymentOf(recorded.coin)]++;
      }
    }
    assertEquals(charged, {
      foretold: 5_410,
      aMicroLess: 2,
      withBuilderFee: 1_516,
    });
    assertEquals(deployments, { validator: 4_317, builder: 9, growth: 1_086 });
  },
});

Deno.test({
  ...needsRecordedData(
    HYPERLIQUID_DATA,
    "Hyperliquid's fees of another tier or discount are not those that a wallet was charged",
  ),
  async fn() {
    for (const { name, fills } of await readWallets()) {
      const terms = TERMS[name] ?? BASIC;
      const others: readonly AccountTerms[] = [
        { ...terms, tier: terms.tier === 0 ? 1 : 0 },
        {
          ...terms,
          stakingDiscountPercent: terms.stakingDiscountPercent === 5 ? 10 : 5,
        },
        {
          ...terms,
          referralDiscountPercent: terms.referralDiscountPercent === 4 ? 0 : 4,
        },
      ];
      for (const other of others) {
        const isForetold = fills.every((recorded) =>
          predictedFee(recorded, other).fee ===
            subtract(usd(recorded.fee), usd(recorded.builderFee ?? "0"))
        );
        assertStrictEquals(isForetold, false, name);
      }
    }
  },
});

Deno.test({
  ...needsRecordedData(
    HYPERLIQUID_DATA,
    "longs pay funding at a positive rate in all of 100 single payments and 399 of 400 sums, and each is booked exactly",
  ),
  async fn() {
    const { userFunding: { data } } = await readBusyWallet();
    const ledger = new Ledger();
    const counts = { single: 0, sum: 0, singleAgainst: 0, sumAgainst: 0 };
    let received = ZERO_USD;
    for (const { delta } of data) {
      const kind = delta.nSamples === 1 ? "single" : "sum";
      const amount = subtract(ZERO_USD, usd(delta.usdc));
      ledger.post(chargePostings("funding", { contestantId: ACCOUNT, amount }));
      received = subtract(received, amount);
      counts[kind]++;
      if (isFundingAgainstRule({ delta })) {
        counts[`${kind}Against`]++;
      }
    }
    // That sum is of 15 intervals: size and rate are their averages, and changed between them.
    assertEquals(counts, {
      single: 100,
      sum: 400,
      singleAgainst: 0,
      sumAgainst: 1,
    });
    assertStrictEquals(
      ledger.balance({ kind: "contestant_cash", contestantId: ACCOUNT }),
      received,
    );
    assertStrictEquals(ledger.total(), ZERO_USD);
  },
});
