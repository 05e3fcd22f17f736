import { assertAlmostEquals, assertEquals } from "@std/assert";
import { decisionId } from "./ids.ts";
import type { JournalEntry } from "./journal.ts";
import { quantity, usd } from "./money.ts";
import { yesPrice } from "./price.ts";
import {
  attributionsOf,
  BOUGHT,
  dealt,
  printed,
  settled,
} from "./testing/attribution_story.ts";
import { MARKET, MIRROR } from "./testing/story.ts";

const WON = settled({ kind: "yes" }, { contracts: "10", cost: "6.10" });

Deno.test("AttributionFold follows a purchase to its settlement, to the cent", () => {
  const [trade] = attributionsOf(
    ...dealt(BOUGHT),
    {
      kind: "funding_charged",
      contestantId: MIRROR,
      marketId: MARKET,
      amount: usd("0.02"),
    },
    {
      kind: "inference_charged",
      contestantId: MIRROR,
      decisionId: decisionId("d_in"),
      amount: usd("0.03"),
      model: "m",
    },
    WON,
  );
  // 10 · (0.70 − 0.60), 6.00 − 6.10, 10 − 7.00; 10 − 6.10 − 0.17 − 0.02 − 0.03 in all.
  assertEquals(trade && printed(trade), {
    edge: "1.00",
    execution: "-0.10",
    fees: "-0.17",
    funding: "-0.02",
    inference: "-0.03",
    luck: "3.00",
    net: "3.68",
  });
  assertEquals(trade && { ...trade, parts: null, entry: null }, {
    tradeId: "t_5",
    contestantId: MIRROR,
    marketId: MARKET,
    outcome: "yes",
    decisionId: decisionId("d_in"),
    openedAtMs: 1_000,
    closedAtMs: 1_000,
    end: "settlement",
    sequence: 8,
    bought: quantity("10"),
    paid: usd("6.10"),
    received: usd("10"),
    corrected: usd("0"),
    netPnl: usd("3.68"),
    parts: null,
    entry: null,
  });
  assertEquals(trade?.entry, {
    ownProbability: 0.7,
    marketProbability: 0.6,
    pricePaid: 0.61,
    staked: usd("6"),
    // A quarter of 1,000: (0.7 − 0.6) / (1 − 0.6).
    kellyStake: usd("249.999999"),
    kellyFraction: 6 / 249.999999,
  });
});

Deno.test("AttributionFold counts a loss that the forecast allowed for as bad luck, and the edge as it was", () => {
  const lost = settled({ kind: "no" }, { contracts: "10", cost: "6.10" });
  const [trade] = attributionsOf(...dealt(BOUGHT), lost);
  assertEquals(trade && printed(trade), {
    edge: "1.00",
    execution: "-0.10",
    fees: "-0.17",
    luck: "-7.00",
    net: "-6.27",
  });
});

Deno.test("AttributionFold takes a sale as a bet against what is sold", () => {
  const [trade] = attributionsOf(
    ...dealt(BOUGHT),
    ...dealt({
      ...BOUGHT,
      name: "out",
      side: "sell",
      price: "0.65",
      fee: "0.16",
      own: 0.55,
      mid: 0.66,
    }),
  );
  // In: 1.00 and -0.10. Out: 10 · (0.66 − 0.55) and 6.50 − 6.60. Between: 10 · (0.55 − 0.70).
  assertEquals(trade && printed(trade), {
    edge: "2.10",
    execution: "-0.20",
    fees: "-0.33",
    luck: "-1.50",
    net: "0.07",
  });
  assertEquals(trade?.end, "sale");
});

Deno.test("AttributionFold puts NO on the scale of NO", () => {
  const [trade] = attributionsOf(
    ...dealt({ ...BOUGHT, outcome: "no", own: 0.3, mid: 0.4 }),
    settled({ kind: "scalar", yesPayout: yesPrice("0.25") }, {
      contracts: "10",
      cost: "6.10",
      outcome: "no",
    }),
  );
  assertEquals(trade && printed(trade), {
    edge: "1.00",
    execution: "-0.10",
    fees: "-0.17",
    luck: "0.50",
    net: "1.23",
  });
});

Deno.test("AttributionFold tells what was promised within Kelly's stake from what was promised beyond", () => {
  const bet = (own: number) =>
    attributionsOf(
      ...dealt({ ...BOUGHT, own, contracts: "100", price: "0.60", fee: "0" }),
      settled({ kind: "void" }, { contracts: "100", cost: "60" }),
    )[0];
  // Kelly at 0.61: 2.5 % of 1,000 at 0.60 are 41.666666 contracts.
  const beyond = bet(0.61);
  assertEquals(beyond && printed(beyond), {
    edge: "0.416666",
    sizing: "0.583334",
    luck: "-1.00",
  });
  assertAlmostEquals(beyond?.entry.kellyFraction ?? 0, 2.4, 1e-6);
  const against = bet(0.5);
  assertEquals(against && printed(against), {
    sizing: "-10.00",
    luck: "10.00",
  });
  assertEquals(against?.entry.kellyFraction, null);
});

Deno.test("AttributionFold lets Kelly add only what is not held yet, and goes by the newest equity", () => {
  const deal = {
    ...BOUGHT,
    contracts: "30",
    price: "0.60",
    fee: "0",
    own: 0.61,
  };
  const marked: JournalEntry = {
    kind: "equity_marked",
    marks: [{
      contestantId: MIRROR,
      cash: usd("960"),
      positionsAtBid: usd("0"),
      equity: usd("960"),
    }],
  };
  const [trade] = attributionsOf(
    ...dealt(deal),
    marked,
    ...dealt({ ...deal, name: "more" }),
    settled({ kind: "void" }, { contracts: "60", cost: "36" }),
  );
  // The whole 30 of 41.666666, then 10 of 30, since 2.5 % of 960 are 40.
  assertEquals(trade && printed(trade), {
    edge: "0.40",
    sizing: "0.20",
    luck: "-0.60",
  });
});

Deno.test("AttributionFold goes by the limit where nobody quoted, and promises nothing where nobody decided", () => {
  const [unquoted] = attributionsOf(
    ...dealt({ ...BOUGHT, mid: null }),
    settled({ kind: "void" }, { contracts: "10", cost: "6.10" }),
  );
  assertEquals(unquoted && printed(unquoted), {
    edge: "0.80",
    execution: "0.10",
    fees: "-0.17",
    luck: "-0.90",
    net: "-0.17",
  });
  const [, ...undecided] = dealt(BOUGHT);
  const [trade] = attributionsOf(...undecided, WON);
  assertEquals(trade && printed(trade), {
    execution: "0.10",
    fees: "-0.17",
    luck: "3.80",
    net: "3.73",
  });
  assertEquals(trade?.decisionId, null);
});
