import type {
  VenueAccountReport,
  VenuePosition,
} from "../../actors/ports/execution.ts";
import type { Fill } from "../../domain/fill.ts";
import type { OrderId } from "../../domain/ids.ts";
import { quantityFromMicros, usdFromMicros } from "../../domain/money.ts";
import { isSettling } from "../../domain/settlement.ts";
import { allowanceOf } from "./allowance.ts";
import type { PolymarketExecutionOptions } from "./execution_options.ts";
import { fillOf } from "./own_order.ts";
import type { OwnTradeRow } from "./schema/clob.ts";
import { microsOfSize } from "./share_size.ts";

/** Which report is wanted. */
interface ReportQuestion {
  /** Unix milliseconds. */
  readonly sinceMs: number;
  readonly signal: AbortSignal;
}

/**
 * Returns everything that Polymarket says of one wallet, as far as it is of orders that were signed here.
 *
 * Positions of markets that are resolved are left out: they wait to be redeemed, and our books have paid them out.
 */
export async function accountReport(
  options: PolymarketExecutionOptions,
  { sinceMs, signal }: ReportQuestion,
): Promise<VenueAccountReport> {
  const { account, wallet, contestantId, signed } = options;
  const open = await account.openOrders(signal);
  const trades = await account.trades(
    { afterS: Math.floor(sinceMs / 1_000) },
    signal,
  );
  const collateral = await account.collateral(wallet.signatureType, signal);
  const balance = BigInt(collateral.balance);
  const allowed = allowanceOf(collateral);
  const cash = allowed === null || allowed > balance ? balance : allowed;
  const fills: Fill[] = [];
  for (const trade of trades) {
    fills.push(...await fillsOf(trade, options, signal));
  }
  return {
    openOrders: open.flatMap(({ id }) => signed.ofReference(id)?.orderId ?? []),
    fills: fills.sort((left, right) => left.occurredAtMs - right.occurredAtMs),
    positions: await positionsOf(options, signal),
    balances: [{ contestantId, cash: usdFromMicros(cash) }],
  };
}

async function fillsOf(
  trade: OwnTradeRow,
  { signed, contestantId, markets }: PolymarketExecutionOptions,
  signal: AbortSignal,
): Promise<readonly Fill[]> {
  if (trade.status !== "CONFIRMED") return [];
  const parts: {
    hash: string;
    orderId: OrderId;
    token: string;
    isBuy: boolean;
  }[] = [];
  const add = (hash: string, token: string, isBuy: boolean) => {
    const orderId = signed.ofReference(hash)?.orderId;
    if (orderId !== undefined) parts.push({ hash, orderId, token, isBuy });
  };
  add(trade.taker_order_id, trade.asset_id, trade.side === "BUY");
  for (const maker of trade.maker_orders) {
    // A maker of the same token is on the other side of the taker; of the other token on the same.
    const isBuy = maker.side === undefined
      ? (maker.asset_id === trade.asset_id) === (trade.side === "SELL")
      : maker.side === "BUY";
    add(maker.order_id, maker.asset_id, isBuy);
  }
  const fills: Fill[] = [];
  for (const { hash, orderId, token, isBuy } of parts) {
    const listing = await markets.ofToken(token, signal);
    fills.push(fillOf(trade, {
      orderId,
      contestantId,
      hash,
      listing,
      outcome: token === listing.tokens.yes ? "yes" : "no",
      side: isBuy ? "buy" : "sell",
    }));
  }
  return fills;
}

async function positionsOf(
  { rest, wallet, contestantId, markets }: PolymarketExecutionOptions,
  signal: AbortSignal,
): Promise<readonly VenuePosition[]> {
  const rows = await rest.positions(wallet.maker, signal);
  const positions: VenuePosition[] = [];
  for (const row of rows) {
    const micros = microsOfSize(row.size);
    if (micros === 0n || row.redeemable === true) continue;
    const listing = await markets.ofToken(row.token_id, signal);
    if (isSettling(listing.market.phase)) continue;
    positions.push({
      contestantId,
      marketId: listing.market.id,
      outcome: row.token_id === listing.tokens.yes ? "yes" : "no",
      quantity: quantityFromMicros(micros),
    });
  }
  return positions;
}
