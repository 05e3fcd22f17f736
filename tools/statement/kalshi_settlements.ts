import { z } from "zod";
import { feeScheduleAt } from "../../domain/fee_schedules.ts";
import { feeOf, NO_FEES } from "../../domain/fees.ts";
import type { Outcome } from "../../domain/market.ts";
import {
  type Quantity,
  quantity,
  quantityFromMicros,
  usd,
  type UsdMicros,
} from "../../domain/money.ts";
import { yesPriceFromMicros } from "../../domain/price.ts";
import { exactText } from "./exact_text.ts";
import { StatementError } from "./statement.ts";

/** In micro-dollars. */
const CENT = 10_000n;

/** One row of an account's settlements: a holding that was paid out. */
export interface KalshiSettlement {
  /** Of the file, from 1. */
  readonly line: number;
  readonly ticker: string;
  readonly side: Outcome;
  /** `yes`, `no`, or what the venue calls a market without a winner. */
  readonly result: string;
  readonly enteredAtMs: number;
  /** Whole contracts. */
  readonly contracts: bigint;
  readonly cost: UsdMicros;
  readonly revenue: UsdMicros;
  readonly fee: UsdMicros;
  readonly net: UsdMicros;
}

const ROW = z.object({
  ticker: z.string().min(1),
  ["entry_time"]: z.iso.datetime({ offset: true }),
  ["market_result"]: z.string(),
  ["our_side"]: z.enum(["yes", "no"]),
  contracts: z.string().regex(/^[1-9]\d*$/, "must be whole contracts"),
  ["total_cost_usd"]: exactText(usd),
  ["revenue_usd"]: exactText(usd),
  ["fee_usd"]: exactText(usd),
  ["net_pnl_usd"]: exactText(usd),
});

/** Columns that a file of settlements must have. */
export const KALSHI_COLUMNS: readonly string[] = Object.keys(ROW.shape);

/**
 * Returns the settlements of a CSV file without quotes, its first line naming the columns.
 *
 * @param place The file, for errors.
 * @throws {StatementError} If a row is none; the message names its line.
 */
export function readKalshiSettlements(
  text: string,
  place: string,
): readonly KalshiSettlement[] {
  const [header = "", ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(",");
  return lines.map((line, index) => {
    const cells = line.split(",");
    const row = ROW.safeParse(
      Object.fromEntries(names.map((name, column) => [name, cells[column]])),
    );
    if (!row.success) {
      const [issue] = row.error.issues;
      throw new StatementError(
        `Cannot book ${place} as line ${index + 2} must be a settlement: ${
          issue?.path.join(".")
        } is wrong: ${issue?.message}`,
      );
    }
    const { data } = row;
    return {
      line: index + 2,
      ticker: data.ticker,
      side: data.our_side,
      result: data.market_result,
      enteredAtMs: Date.parse(data.entry_time),
      contracts: quantity(data.contracts) / 1_000_000n,
      cost: usd(data.total_cost_usd),
      revenue: usd(data.revenue_usd),
      fee: usd(data.fee_usd),
      net: usd(data.net_pnl_usd),
    };
  });
}

/**
 * Returns what a taker pays for `taken` of the contracts.
 *
 * Prices are whole cents: where the cost is between two, some contracts cost the one and some the other.
 */
export function takerFee(
  { contracts, cost, enteredAtMs }: KalshiSettlement,
  taken: bigint,
) {
  const schedule = feeScheduleAt({
    venue: "kalshi",
    feeType: "quadratic",
    feeMultiplierMicros: 1_000_000n,
    membership: "customer",
  }, enteredAtMs);
  const low = cost / contracts / CENT * CENT;
  const dearer = (cost - low * contracts) / CENT;
  const [atHigh, atLow] = taken < dearer
    ? [taken, 0n]
    : [dearer, taken - dearer];
  let before = NO_FEES;
  for (const [price, count] of [[low + CENT, atHigh], [low, atLow]] as const) {
    if (count === 0n) continue;
    before = feeOf(schedule, {
      price: { outcome: "yes", price: yesPriceFromMicros(price) },
      quantity: wholeContracts(count),
      liquidity: "taker",
      before,
    }).after;
  }
  return before.charged;
}

function wholeContracts(count: bigint): Quantity {
  return quantityFromMicros(count * 1_000_000n);
}

/** Returns every number of contracts of which a taker would be charged exactly `fee`, the others resting for free. */
export function takenFor(
  settlement: KalshiSettlement,
  fee: UsdMicros,
): readonly bigint[] {
  const found: bigint[] = [];
  for (let taken = 0n; taken <= settlement.contracts; taken++) {
    if (takerFee(settlement, taken) === fee) found.push(taken);
  }
  return found;
}

/** Closed: a fee that no rule explains is named `unexplained`. */
export type FeeClass = "taken" | "rested" | "taken in part" | "unexplained";

/** Splits are tried in whole contracts: a fee between two of them stays unexplained. */
export function classOf(settlement: KalshiSettlement): FeeClass {
  const { contracts, fee } = settlement;
  if (fee === takerFee(settlement, contracts)) return "taken";
  if (fee === 0n) return "rested";
  return takenFor(settlement, fee).length === 1
    ? "taken in part"
    : "unexplained";
}
