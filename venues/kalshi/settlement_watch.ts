import { type ContestantId, marketId } from "../../domain/ids.ts";
import { usdFromMicros } from "../../domain/money.ts";
import { type Clock, pause } from "../../runtime/clock.ts";
import type { Payouts, VenuePayout } from "../payouts.ts";
import type { KalshiPortfolio } from "./portfolio_rest.ts";
import type { KalshiSettlement } from "./portfolio_schema.ts";

/** What an account's settlements are watched with. */
export interface SettlementWatchOptions {
  readonly portfolio: Pick<KalshiPortfolio, "settlements">;
  readonly contestantId: ContestantId;
  readonly clock: Clock;
  readonly payouts: Payouts;
  /** Hears why they cannot be read, once per reason. */
  readonly onFailure: (error: unknown) => void;
  /** Between two looks, in milliseconds above 0. @default {15000} */
  readonly everyMs?: number;
}

const EVERY_MS = 15_000;
/** How far back a look goes, in milliseconds: an arena that is away for longer has nothing to compare with. */
const LOOK_BACK_MS = 7 * 86_400_000;
const MICROS_PER_CENT = 10_000n;

/** Reads what markets paid an account, and what it was charged in them, until `signal` is aborted. */
export async function watchSettlements(
  options: SettlementWatchOptions,
  signal: AbortSignal,
): Promise<void> {
  const { portfolio, clock, payouts, onFailure, everyMs = EVERY_MS } = options;
  let reason: string | null = null;
  while (!signal.aborted) {
    try {
      const minTs = Math.floor((clock.nowMs() - LOOK_BACK_MS) / 1_000);
      for (const row of await portfolio.settlements({ minTs }, signal)) {
        payouts.report(payoutOf(row, options.contestantId), { isListed: true });
      }
      reason = null;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!signal.aborted && message !== reason) onFailure(error);
      reason = message;
    }
    await pause(clock, everyMs, signal);
  }
}

function payoutOf(
  row: KalshiSettlement,
  contestantId: ContestantId,
): VenuePayout {
  const { ticker, settled_time: paidAtMs, revenue, fee_cost: fees } = row;
  return {
    contestantId,
    marketId: marketId("kalshi", ticker),
    // The venue gives the row no name: a market pays an account once, and anew where its result was amended.
    reference: `kalshi ${contestantId} ${ticker} ${paidAtMs}`,
    amount: usdFromMicros(BigInt(revenue) * MICROS_PER_CENT),
    fees,
    paidAtMs,
  };
}
