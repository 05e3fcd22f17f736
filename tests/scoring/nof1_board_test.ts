/**
 * nof1's own analytics and leaderboard of its first season, from its trades.
 *
 * What the trades do not hold: nof1 answers with the newest 100 of each model, so that of Gemini, who traded 174
 * times, 74 are missing; and what was open when the leaderboard was asked for. A leaderboard's row names the result
 * of one trade alone, less up to half a basis point of what that trade moved; its equity is of the row's own time,
 * which for some models is days before.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { z } from "zod";
import {
  startedPerformance,
  timeWeightedReturn,
} from "../../domain/performance.ts";
import { add, usd, type UsdMicros, ZERO_USD } from "../../domain/money.ts";
import { mean, sampleDeviation } from "../../domain/statistics/moments.ts";
import type { ClosedTrade } from "../../tools/statement/nof1_trades.ts";
import { NOF1_FILES, readTrades } from "../ledger/nof1_trades.ts";
import { readRecorded } from "../ledger/recordings.ts";
import { needsRecordedData } from "../market_recordings.ts";

/** nof1 answers with as many trades of a model at most. */
const TRADES_MAX = 100;
const GEMINI = "gemini-2.5-pro";
const STARTING_BALANCE = usd("10000");
/** Sums of doubles that were rounded to the micro-dollar. */
const TOLERANCE = 1e-3;

const ANALYTICS = z.object({
  analytics: z.array(z.object({
    ["model_id"]: z.string(),
    ["fee_pnl_moves_breakdown_table"]: z.object({
      ["overall_pnl_with_fees"]: z.number(),
      ["overall_pnl_without_fees"]: z.number(),
      ["total_fees_paid"]: z.number(),
      ["total_fees_as_pct_of_pnl"]: z.number(),
      ["avg_net_pnl"]: z.number(),
      ["std_net_pnl"]: z.number(),
      ["avg_gross_pnl"]: z.number(),
      ["std_gross_pnl"]: z.number(),
      ["avg_taker_fee"]: z.number(),
      ["biggest_net_gain"]: z.number(),
      ["biggest_net_loss"]: z.number(),
    }),
    ["winners_losers_breakdown_table"]: z.object({
      ["win_rate"]: z.number(),
      ["avg_winners_net_pnl"]: z.number(),
      ["avg_losers_net_pnl"]: z.number(),
    }),
    ["longs_shorts_breakdown_table"]: z.object({
      ["num_long_trades"]: z.number(),
      ["num_short_trades"]: z.number(),
    }),
    ["overall_trades_overview_table"]: z.object({
      ["total_trades"]: z.number(),
    }),
  })),
});

const LEADERBOARD = z.object({
  leaderboard: z.array(z.object({
    id: z.string(),
    ["return_pct"]: z.number(),
    equity: z.number().transform((value) => usd(value.toFixed(6))),
    ["num_trades"]: z.number(),
    ["num_wins"]: z.number(),
    ["win_dollars"]: z.number(),
    ["lose_dollars"]: z.number(),
  })),
});

function dollars(amount: UsdMicros): number {
  return Number(amount) / 1_000_000;
}

function totalOf(amounts: readonly UsdMicros[]): number {
  return dollars(amounts.reduce((sum, amount) => add(sum, amount), ZERO_USD));
}

/** The figures of nof1's analytics, from a model's trades. */
function figuresOf(trades: readonly ClosedTrade[]) {
  const net = trades.map((trade) => dollars(trade.net));
  const gross = trades.map((trade) => dollars(trade.gross));
  const fees = totalOf(trades.map(({ commissions }) => commissions));
  const total = totalOf(trades.map((trade) => trade.net));
  const won = net.filter((value) => value > 0);
  return {
    trades: trades.length,
    longs: trades.filter(({ entry }) => entry.side === "buy").length,
    net: total,
    gross: totalOf(trades.map((trade) => trade.gross)),
    fees,
    // nof1 names no share of a loss.
    feesPercent: total > 0 ? 100 * fees / total : 0,
    meanNet: mean(net),
    deviationNet: sampleDeviation(net),
    meanGross: mean(gross),
    deviationGross: sampleDeviation(gross),
    meanFee: fees / trades.length,
    best: Math.max(...net),
    worst: Math.min(...net),
    winRate: 100 * won.length / trades.length,
    meanWon: mean(won),
    meanLost: mean(net.filter((value) => value <= 0)),
  };
}

type Analytics = z.infer<typeof ANALYTICS>["analytics"][number];

function publishedFigures(analytics: Analytics): ReturnType<typeof figuresOf> {
  const money = analytics.fee_pnl_moves_breakdown_table;
  const won = analytics.winners_losers_breakdown_table;
  return {
    trades: analytics.overall_trades_overview_table.total_trades,
    longs: analytics.longs_shorts_breakdown_table.num_long_trades,
    net: money.overall_pnl_with_fees,
    gross: money.overall_pnl_without_fees,
    fees: money.total_fees_paid,
    feesPercent: money.total_fees_as_pct_of_pnl,
    meanNet: money.avg_net_pnl,
    deviationNet: money.std_net_pnl,
    meanGross: money.avg_gross_pnl,
    deviationGross: money.std_gross_pnl,
    meanFee: money.avg_taker_fee,
    best: money.biggest_net_gain,
    worst: money.biggest_net_loss,
    winRate: won.win_rate,
    meanWon: won.avg_winners_net_pnl,
    meanLost: won.avg_losers_net_pnl,
  };
}

for (
  const [path, total] of [[NOF1_FILES[0], 253], [NOF1_FILES[1], 230]] as const
) {
  const folder = path.slice(0, path.lastIndexOf("/"));

  Deno.test({
    ...needsRecordedData(
      path,
      `nof1's sixteen figures of each model follow from ${total} trades, where it shows them all`,
    ),
    async fn() {
      const trades = await readTrades(path);
      assertEquals(trades.length, total);
      const { analytics } = ANALYTICS.parse(
        JSON.parse(await readRecorded(`${folder}/analytics.json`)),
      );
      assertEquals(analytics.length, 6);
      for (const published of analytics) {
        const own = trades.filter(({ model }) => model === published.model_id);
        const theirs = publishedFigures(published);
        if (published.model_id === GEMINI) {
          assertEquals(own.length, TRADES_MAX);
          assert(theirs.trades > TRADES_MAX);
          continue;
        }
        for (const [name, value] of Object.entries(figuresOf(own))) {
          const figure: number | null = Reflect.get(theirs, name);
          assertAlmostEquals(
            value ?? NaN,
            figure ?? NaN,
            TOLERANCE,
            `${name} of ${published.model_id}`,
          );
        }
      }
    },
  });

  Deno.test({
    ...needsRecordedData(
      path,
      `nof1's leaderboard with ${total} trades: returns follow from equity, and each row names one trade`,
    ),
    async fn() {
      const trades = await readTrades(path);
      const { leaderboard } = LEADERBOARD.parse(
        JSON.parse(await readRecorded(`${folder}/leaderboard.json`)),
      );
      for (const row of leaderboard) {
        const percent = 100 *
          timeWeightedReturn(startedPerformance(STARTING_BALANCE), row.equity);
        assertAlmostEquals(percent, row.return_pct, 0.005 + 1e-9, row.id);
        assertEquals(row.num_trades, 1);
        assertEquals(row.num_wins, row.win_dollars > 0 ? 1 : 0);
        const named = row.win_dollars + row.lose_dollars;
        const isOne = trades.some((trade) =>
          trade.model === row.id &&
          Math.abs(named - dollars(trade.net)) <= halfBasisPointOf(trade)
        );
        assert(isOne, `${row.id} names ${named}`);
      }
    },
  });
}

/** Of what a trade bought and sold. */
function halfBasisPointOf({ entry, exit, quantity }: ClosedTrade): number {
  const moved = (entry.price + exit.price) * quantity / 1_000_000n;
  const micros = moved < 0n ? -moved : moved;
  return Number(micros) / 1_000_000 * 0.5 / 10_000;
}
