import type { AttributionChange, TradeEnd } from "./attribution.ts";
import type { ArenaBooks } from "./fold.ts";
import type { OrderId } from "./ids.ts";
import type { EntryOf, JournalRow } from "./journal.ts";
import {
  min,
  type Quantity,
  subtract,
  type UsdMicros,
  ZERO_QUANTITY,
  ZERO_USD,
} from "./money.ts";
import {
  perpetualFillNotional,
  perpetualNotional,
  type PerpetualPosition,
} from "./perpetual.ts";
import type { PerpetualHolding } from "./perpetual_entries.ts";
import { PerpetualTrade, type TradedPart } from "./perpetual_trade.ts";

type Key = Pick<PerpetualPosition, "contestantId" | "marketId">;
type Fill = EntryOf<"perpetual_filled">["fill"];

/**
 * Trades in perpetuals as the journal's rows come: each is a position from nothing held to nothing held. A fill that
 * turns a position over ends one and begins the next; its fee is of the one that ends, as in the books.
 */
export class PerpetualTrades {
  readonly #books: Pick<ArenaBooks, "perpetuals" | "perpetualOrders">;
  readonly #open = new Map<string, PerpetualTrade>();

  /** @param books Books that have every row before it is told here. */
  constructor(books: Pick<ArenaBooks, "perpetuals" | "perpetualOrders">) {
    this.#books = books;
  }

  /** Applies a fill for which the books have just returned `true`. */
  fill(
    { fill }: EntryOf<"perpetual_filled">,
    row: JournalRow,
  ): readonly AttributionChange[] {
    const order = this.#books.perpetualOrders.open.get(fill.orderId);
    const end = order?.cause === "liquidation" ? "liquidation" : "sale";
    const [closing, opening] = this.#partsOf(fill);
    const changes: AttributionChange[] = [];
    if (closing.quantity > 0n) {
      this.#tradeIn(fill, row).fill(closing);
      const isTurned = opening.quantity > 0n;
      changes.push(...this.#closeIf(fill, row, { end, isTurned }));
    }
    if (opening.quantity > 0n) this.#tradeIn(fill, row).fill(opening);
    return changes;
  }

  /** Takes what holding a position cost; returns `false` where no trade is open that it could belong to. */
  chargeFunding(entry: EntryOf<"funding_charged">): boolean {
    const trade = this.#open.get(keyOf(entry));
    trade?.chargeFunding(entry.amount);
    return trade !== undefined;
  }

  /** Applies a correction for which the books have just returned `true`: what it left out counts at its entry. */
  correct(
    entry: EntryOf<"perpetual_corrected">,
    row: JournalRow,
  ): readonly AttributionChange[] {
    const { before, after } = entry;
    const side = after.size < 0n ? "sell" : "buy";
    const trade = this.#tradeIn({ ...entry, side, orderId: null }, row);
    trade.correct(subtract(basisOf(after), basisOf(before)));
    return this.#closeIf(entry, row, { end: "correction", isTurned: false });
  }

  /** Returns what a fill closes and what it opens; either may be nothing. */
  #partsOf(fill: Fill): readonly [TradedPart, TradedPart] {
    const { side, quantity, price, orderId, fee } = fill;
    const after = this.#books.perpetuals.get(fill).size;
    const before = side === "buy" ? after - quantity : after + quantity;
    const against = side === "buy" ? -before : before;
    const closed = against > 0n
      ? min(against as Quantity, quantity)
      : ZERO_QUANTITY;
    const order = this.#books.perpetualOrders.open.get(orderId);
    const market = order?.arrivalPrice ?? price;
    const amount = perpetualFillNotional({ ...fill, quantity: closed });
    const part = (
      of: Quantity,
      money: Pick<TradedPart, "amount" | "fee">,
    ): TradedPart => ({
      side,
      quantity: of,
      marketValue: perpetualNotional(market, of, "floor"),
      ...money,
    });
    const isOpening = closed === 0n;
    return [
      part(closed, { amount, fee: isOpening ? ZERO_USD : fee }),
      part(subtract(quantity, closed), {
        amount: subtract(perpetualFillNotional(fill), amount) as UsdMicros,
        fee: isOpening ? fee : ZERO_USD,
      }),
    ];
  }

  #tradeIn(
    fill: Key & Pick<Fill, "side"> & { readonly orderId: OrderId | null },
    { sequence, occurredAtMs }: JournalRow,
  ): PerpetualTrade {
    const key = keyOf(fill);
    const open = this.#open.get(key);
    if (open !== undefined) return open;
    const { contestantId, marketId, side, orderId } = fill;
    const { open: orders } = this.#books.perpetualOrders;
    const order = orderId === null ? undefined : orders.get(orderId);
    const trade = new PerpetualTrade({
      tradeId: `t_${sequence}`,
      contestantId,
      marketId,
      outcome: side === "buy" ? "long" : "short",
      decisionId: order?.decisionId ?? null,
      openedAtMs: occurredAtMs,
    });
    this.#open.set(key, trade);
    return trade;
  }

  #closeIf(
    key: Key,
    { sequence, occurredAtMs }: JournalRow,
    { end, isTurned }: {
      readonly end: TradeEnd;
      /** Whether the position goes on the other way round. */
      readonly isTurned: boolean;
    },
  ): readonly AttributionChange[] {
    const trade = this.#open.get(keyOf(key));
    const isOver = isTurned || this.#books.perpetuals.get(key).size === 0n;
    if (trade === undefined || !isOver) return [];
    this.#open.delete(keyOf(key));
    const closing = { end, sequence, closedAtMs: occurredAtMs };
    return [{ kind: "attributed", attribution: trade.attribution(closing) }];
  }
}

/** Returns what a position was paid for, below 0 where it was sold. */
function basisOf({ size, entryNotional }: PerpetualHolding): UsdMicros {
  return size < 0n ? subtract(ZERO_USD, entryNotional) : entryNotional;
}

function keyOf({ contestantId, marketId }: Key): string {
  return `${contestantId} ${marketId}`;
}
