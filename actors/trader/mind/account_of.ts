import type { ControlRegister } from "../../../domain/control_register.ts";
import type { ContestantId, MarketId } from "../../../domain/ids.ts";
import { printQuantity, printUsd, ZERO_USD } from "../../../domain/money.ts";
import { printPrice } from "../../../domain/price.ts";
import type { Portfolio } from "../portfolio.ts";
import type { Account } from "../../ports/contestant_account.ts";
import type { PastTrades } from "./past_trades.ts";

/** Where a contestant's account is read from. */
export interface AccountSources {
  readonly contestantId: ContestantId;
  readonly portfolio: Portfolio;
  readonly trades: PastTrades;
  readonly controls: Pick<ControlRegister, "stateOf">;
}

/** Returns a contestant's account as it is now; it does not change with what it was read from. */
export function accountOf(
  { contestantId, portfolio, trades, controls }: AccountSources,
): Account {
  const { standing } = portfolio;
  return {
    cash: printUsd(portfolio.cash),
    startingBalance: printUsd(standing?.startingBalance ?? ZERO_USD),
    realizedPnl: printUsd(standing?.realizedPnl ?? ZERO_USD),
    feesPaid: printUsd(standing?.feesPaid ?? ZERO_USD),
    inferenceCost: printUsd(standing?.inferenceCost ?? ZERO_USD),
    tradingState: controls.stateOf(contestantId),
    positions: portfolio.positions.map((position) => ({
      ticker: tickerOf(position.marketId),
      outcome: position.outcome,
      contracts: printQuantity(position.quantity),
      cost: printUsd(position.cost),
    })),
    workingOrders: portfolio.orders.all.map((order) => ({
      orderId: order.id,
      ticker: tickerOf(order.marketId),
      side: order.side,
      outcome: order.outcome,
      contracts: printQuantity(order.quantity),
      filled: printQuantity(order.filledQuantity),
      limitPrice: printPrice(order.limit.price),
      timeInForce: order.timeInForce,
      expiresAtMs: order.expiresAtMs,
    })),
    trades: trades.newest,
  };
}

function tickerOf(id: MarketId): string {
  return id.slice(id.indexOf(":") + 1);
}
