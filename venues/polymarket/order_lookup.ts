import { AmbiguousOutcomeError } from "../../actors/ports/execution.ts";
import type { OrderId } from "../../domain/ids.ts";
import { microsOf } from "./decimal_text.ts";
import type { PolymarketExecutionOptions } from "./execution_options.ts";
import { expiryOf } from "./order_body.ts";
import { OwnOrder } from "./own_order.ts";
import type { OwnOrderRow } from "./schema/clob.ts";

/** How long an order that left us may need until the venue's answers name it, in milliseconds. */
export const ARRIVES_WITHIN_MS = 15_000;
/** How far before an order its trades are looked for, in seconds: clocks differ. */
const CLOCK_DIFFERENCE_S = 120;

/** Which order is looked up. */
interface LookedUp {
  readonly orderId: OrderId;
  readonly hash: string;
}

/** What orders are looked up with. */
interface Lookup extends
  Pick<
    PolymarketExecutionOptions,
    "account" | "markets" | "contestantId" | "clock"
  > {
  /** Orders that were heard of, by their hashes; one that is found joins them. */
  readonly orders: Map<string, OwnOrder>;
}

/**
 * Brings an order up to date over REST; returns `null` for one that the venue never had.
 *
 * One that it had and knows no more is over: what was matched of it stays, and is asked for by its trades.
 *
 * @throws {AmbiguousOutcomeError} If the venue took it a moment ago and does not know it yet.
 */
export async function lookUp(
  order: LookedUp,
  lookup: Lookup,
  signal: AbortSignal,
): Promise<OwnOrder | null> {
  const { account, orders, clock } = lookup;
  const row = await account.order(order.hash, signal);
  const own = row === null
    ? orders.get(order.hash)
    : await ownOrderOf(row, order, { ...lookup, signal });
  if (own === undefined) return null;
  if (row === null) {
    if (!own.wasTaken) return null;
    const { createdAtMs } = own.terms;
    if (!own.isOver && clock.nowMs() - createdAtMs < ARRIVES_WITHIN_MS) {
      throw new AmbiguousOutcomeError(
        `Cannot tell what became of order ${order.orderId} as the venue must list what it took: current value is nothing yet`,
      );
    }
  }
  await hearTrades(own, row?.market, { account, signal });
  if (row === null) own.hearEnd();
  else own.hearOrder(row);
  return own;
}

async function ownOrderOf(
  row: OwnOrderRow,
  { orderId, hash }: LookedUp,
  { orders, markets, contestantId, signal }: Lookup & {
    readonly signal: AbortSignal;
  },
): Promise<OwnOrder> {
  const listing = await markets.ofToken(row.asset_id, signal);
  const own = orders.get(hash) ?? new OwnOrder({
    orderId,
    contestantId,
    hash,
    listing,
    outcome: row.asset_id === listing.tokens.yes ? "yes" : "no",
    side: row.side === "BUY" ? "buy" : "sell",
    quantity: BigInt(microsOf(row.original_size)),
    createdAtMs: (row.created_at ?? 0) * 1_000,
    expiresAtMs: expiryOf(row),
  });
  orders.set(hash, own);
  return own;
}

async function hearTrades(
  own: OwnOrder,
  market: string | undefined,
  { account, signal }: Pick<Lookup, "account"> & {
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { hash, createdAtMs, listing } = own.terms;
  const conditionId = market ?? listing.conditionId;
  const afterS = Math.max(
    0,
    Math.floor(createdAtMs / 1_000) - CLOCK_DIFFERENCE_S,
  );
  for (const trade of await account.trades({ afterS, conditionId }, signal)) {
    const isOurs = trade.taker_order_id === hash ||
      trade.maker_orders.some(({ order_id: id }) => id === hash);
    if (isOurs) own.hearTrade(trade);
  }
}
