import type { ContestantId, OrderId } from "../../domain/ids.ts";
import type { Order } from "../../domain/order.ts";
import type { TradingPauses } from "../../domain/trading_pauses.ts";
import type { OpenSocket } from "../net/socket.ts";
import type { Payouts } from "../payouts.ts";
import { AccountFeed } from "./account_feed.ts";
import { KalshiExecution } from "./execution.ts";
import {
  KalshiPortfolio,
  type KalshiPortfolioOptions,
} from "./portfolio_rest.ts";
import { watchSettlements } from "./settlement_watch.ts";

/** What live order entry for one account is opened with. */
export interface KalshiAccountOptions extends KalshiPortfolioOptions {
  readonly contestantId: ContestantId;
  readonly orderOf: (orderId: OrderId) => Order | null;
  /** When nothing is sent, as nobody there trades. */
  readonly pauses: TradingPauses;
  readonly openSocket?: OpenSocket;
  /** Hears what markets paid the account. */
  readonly payouts: Payouts;
  /** Hears why what markets paid cannot be read. */
  readonly onFailure: (error: unknown) => void;
}

/** Opens live order entry for one account, and follows the account's own news until `signal` is aborted. */
export function openAccount(
  options: KalshiAccountOptions,
  signal: AbortSignal,
): KalshiExecution {
  const portfolio = new KalshiPortfolio(options);
  const execution = new KalshiExecution({ ...options, portfolio });
  const ask = (orderId: OrderId) => {
    // What cannot be asked now the executor asks itself, later.
    execution.touched(orderId, signal).catch(() => {});
  };
  const feed = new AccountFeed({
    ...options,
    onTouched: ask,
    onGap: () => {
      for (const orderId of execution.workingOrders()) ask(orderId);
    },
  });
  void feed.run(signal);
  void watchSettlements({ ...options, portfolio }, signal);
  return execution;
}
