import {
  contestantId,
  fillId,
  type MarketId,
  orderId,
} from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { quantity, usd, type UsdMicros } from "../../domain/money.ts";
import { perpetualPrice } from "../../domain/perpetual.ts";
import { RULE_BASED } from "../../strategies/strategy.ts";
import { BEFORE_HOUR_MS, COIN, TRADER } from "./perpetual_scene.ts";

const AT_MS = BEFORE_HOUR_MS - 60_000;

function enrolled(id: string): JournalEntry {
  return {
    kind: "contestant_enrolled",
    contestantId: contestantId(id),
    name: id,
    strategy: RULE_BASED,
    startingBalance: usd("10000"),
  };
}

/** Returns an order for four coins that is filled at `price` for no fee. */
function traded(
  { name, owner, market, side, price }: {
    readonly name: string;
    readonly owner: string;
    readonly market: MarketId;
    readonly side: "buy" | "sell";
    readonly price: string;
  },
): readonly JournalEntry[] {
  const terms = {
    contestantId: contestantId(owner),
    marketId: market,
    side,
    quantity: quantity("4"),
  } as const;
  const id = orderId(`o_${name}`);
  return [
    {
      kind: "perpetual_order_submitted",
      order: {
        ...terms,
        id,
        decisionId: null,
        cause: "decision",
        limit: perpetualPrice(price),
        reduceOnly: false,
        arrivalPrice: perpetualPrice(price),
        createdAtMs: AT_MS,
      },
    },
    {
      kind: "perpetual_filled",
      fill: {
        ...terms,
        id: fillId(`f_${name}`),
        orderId: id,
        price: perpetualPrice(price),
        fee: usd("0"),
        liquidity: "taker",
        occurredAtMs: AT_MS,
      },
    },
    {
      kind: "perpetual_order_closed",
      orderId: id,
      end: "filled",
      reason: "",
    },
  ];
}

/** Returns the rows of somebody who has bought four coins for 400 dollars. */
export function heldBefore(
  { contestantId: owner, marketId: market }: {
    readonly contestantId: string;
    readonly marketId: MarketId;
  },
): readonly JournalEntry[] {
  return [
    enrolled(owner),
    ...traded({ name: "held", owner, market, side: "buy", price: "100" }),
  ];
}

/** Returns the rows of a trader that has lost money: by holding, or so many positions in a row for nothing but a dime. */
export function lostBefore(
  { funding, positions = 0 }: {
    readonly funding?: UsdMicros;
    readonly positions?: number;
  },
): readonly JournalEntry[] {
  const rows: JournalEntry[] = [enrolled(TRADER)];
  for (let lost = 0; lost < positions; lost++) {
    const place = { owner: TRADER, market: COIN } as const;
    rows.push(
      ...traded({ ...place, name: `in_${lost}`, side: "buy", price: "100" }),
      ...traded({ ...place, name: `out_${lost}`, side: "sell", price: "99.9" }),
    );
  }
  if (funding !== undefined) {
    rows.push({
      kind: "funding_charged",
      contestantId: TRADER,
      marketId: COIN,
      amount: funding,
    });
  }
  return rows;
}
