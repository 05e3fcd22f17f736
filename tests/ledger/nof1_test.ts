/**
 * Closed trades of nof1's Alpha Arena through our ledger: gross profit, commissions and net of each.
 *
 * nof1 names one price for an order that was filled at several, so its net, which is the venue's, is not
 * always its gross less its commissions. Each difference has a rule.
 *
 * @module
 */
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { type UsdMicros, ZERO_USD } from "../../domain/money.ts";
import {
  booked,
  isNear,
  netClassOf,
  notional,
} from "../../tools/statement/nof1_nets.ts";
import type { ClosedTrade } from "../../tools/statement/nof1_trades.ts";
import { needsRecordedData } from "../market_recordings.ts";
import { NOF1_FILES, readTrades } from "./nof1_trades.ts";

const [LATER, EARLIER] = NOF1_FILES;

function countClasses(
  trades: readonly ClosedTrade[],
  change: (trade: ClosedTrade) => ClosedTrade = (trade) => trade,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const trade of trades) {
    const netClass = netClassOf(change(trade), trades);
    counts[netClass] = (counts[netClass] ?? 0) + 1;
  }
  return counts;
}

for (
  const { path, count, classes, classesOff } of [
    {
      path: LATER,
      count: 253,
      classes: {
        "one price": 140,
        "several prices": 104,
        "two lots": 6,
        "rested in part": 3,
      },
      // Where a commission tells no price the rule is only a bound: 3 basis points.
      classesOff: {
        unexplained: 247,
        "rested in part": 5,
        "several prices": 1,
      },
    },
    {
      path: EARLIER,
      count: 230,
      classes: {
        "one price": 129,
        "several prices": 97,
        "two lots": 2,
        "rested in part": 2,
      },
      classesOff: {
        unexplained: 225,
        "rested in part": 4,
        "several prices": 1,
      },
    },
  ]
) {
  Deno.test({
    ...needsRecordedData(
      path,
      `the ledger reproduces gross, commissions and net of each of ${count} nof1 trades`,
    ),
    async fn() {
      const trades = await readTrades(path);
      assertEquals(trades.length, count);
      for (const trade of trades) {
        const byPrices = booked(trade);
        assertStrictEquals(byPrices.ledgerSum, ZERO_USD, trade.id);
        assertStrictEquals(byPrices.gross, trade.gross, trade.id);
        assert(isNear(byPrices.commissions, trade.commissions), trade.id);
        const byVenue = booked(trade, trade.closedProfit);
        assert(isNear(byVenue.net, trade.net), trade.id);
      }
    },
  });

  Deno.test({
    ...needsRecordedData(
      path,
      `the net of each of ${count} nof1 trades is what the ledger makes of its prices, or has a rule`,
    ),
    async fn() {
      const trades = await readTrades(path);
      assertEquals(countClasses(trades), classes);
      // A ten-thousandth of what was traded more, and hardly one has a rule.
      const off = countClasses(trades, (trade) => ({
        ...trade,
        net: trade.net + notional(trade) / 10_000n as UsdMicros,
      }));
      assertEquals(off, classesOff);
    },
  });
}
