/**
 * `deno task statement` on what venues and other arenas have really printed: no figure that is not ours or explained.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { bookFiles } from "../../tools/statement/book_files.ts";
import { totalsOf } from "../../tools/statement/statement_text.ts";
import { needsRecordedData, RECORDED_DATA } from "../market_recordings.ts";

const FILES = [
  {
    path: "hyperliquid-userfills/api_test_results.json.gz",
    totals: { rows: 2_500, explained: 894, net: "461.332619" },
  },
  {
    path: "hyperliquid-fills-books/exchange_leader_fills.json.gz",
    totals: { rows: 3_210, explained: 887, net: "4258.382708" },
  },
  {
    path: "hyperliquid-fills-books/exchange_follower_fills.json",
    totals: { rows: 202, explained: 50, net: "-2.163854" },
  },
  {
    path: "nof1-alpha-arena/scodive-2025-10-28T070456Z/trades.json.gz",
    totals: { rows: 253, explained: 113, net: "8417.952313" },
  },
  {
    path: "kalshi-settlements-fees/kalshi_settlements.csv",
    totals: { rows: 116, explained: 17, net: "-48.37" },
  },
] as const;

for (const { path, totals } of FILES) {
  Deno.test({
    ...needsRecordedData(
      path,
      `statement explains every figure of ${path}`,
    ),
    async fn() {
      const statement = await bookFiles([`${RECORDED_DATA}/${path}`]);
      const { rows, explained, net, unexplained, ledger } = totalsOf(statement);
      assertEquals({ rows, explained, net }, totals);
      assertEquals([unexplained, ledger], [0, "0"]);
    },
  });
}
