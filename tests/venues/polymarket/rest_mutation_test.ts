import { assert } from "@std/assert";
import fc from "fast-check";
import type { z } from "zod";
import { contestantId, orderId } from "../../../domain/ids.ts";
import { readListing } from "../../../venues/polymarket/listing.ts";
import { fillOf } from "../../../venues/polymarket/own_order.ts";
import {
  balanceSchema,
  orderAnswerSchema,
  ownOrderSchema,
  ownTradeSchema,
  USER_FRAME_SCHEMAS,
} from "../../../venues/polymarket/schema/clob.ts";
import { gammaMarketSchema } from "../../../venues/polymarket/schema/gamma.ts";
import {
  positionsSchema,
  priceHistorySchema,
  resolutionsSchema,
  tradesSchema,
} from "../../../venues/polymarket/schema/records.ts";
import { mutated } from "./mutation.ts";
import { CONDITION, NOW_MS, ROW, YES } from "./samples.ts";

const RUNS = 10_000;
const HASH = `0x${"a".repeat(64)}`;

/** Names that the linter would not take are kept as text. */
const OWN_ORDER: unknown = JSON.parse(
  `{"id":"${HASH}","market":"${CONDITION}","asset_id":"${YES}","side":"BUY","original_size":"10","size_matched":"4","price":"0.5","status":"LIVE","expiration":"0","created_at":1791241500}`,
);
const OWN_TRADE: unknown = JSON.parse(
  `{"id":"t1","taker_order_id":"${HASH}","market":"${CONDITION}","asset_id":"${YES}","side":"BUY","size":"4","price":"0.5","status":"TRADE_STATUS_CONFIRMED","match_time":"1791241500","maker_orders":[{"order_id":"0xb","matched_amount":"4","price":"0.5","asset_id":"${YES}","side":"SELL"}]}`,
);

/** Every schema of REST and of the user channel, with a sample that it takes. */
const CASES: Readonly<
  Record<string, readonly [schema: z.ZodType, sample: unknown]>
> = {
  "an order of ours": [ownOrderSchema, OWN_ORDER],
  "a trade of ours": [ownTradeSchema, OWN_TRADE],
  "an order event": [
    USER_FRAME_SCHEMAS.order,
    { ...Object(OWN_ORDER), event_type: "order", type: "UPDATE" },
  ],
  "a trade event": [
    USER_FRAME_SCHEMAS.trade,
    { ...Object(OWN_TRADE), event_type: "trade", type: "TRADE" },
  ],
  "an answer to an order": [orderAnswerSchema, {
    success: true,
    errorMsg: "",
    orderID: HASH,
    status: "live",
  }],
  "a balance": [balanceSchema, {
    balance: "1000000",
    allowances: { [HASH]: "5" },
  }],
  "positions": [positionsSchema, {
    data: [{
      condition_id: CONDITION,
      token_id: YES,
      size: 4.5,
      redeemable: false,
    }],
    pagination: { next_cursor: null },
  }],
  "printed trades": [tradesSchema, {
    data: [{
      condition_id: CONDITION,
      token_id: YES,
      side: "BUY",
      price: 0.5,
      size: 3,
      timestamp: 1_791_241_500,
      transaction_hash: "0xc",
    }],
    pagination: null,
  }],
  "resolutions": [resolutionsSchema, {
    data: [{
      condition_id: CONDITION,
      status: "resolved",
      payouts: [0, 1_000_000],
      resolved_at: "2026-10-05T23:00:53Z",
      was_disputed: false,
    }],
  }],
  "a price history": [priceHistorySchema, {
    history: [{ t: 1_791_241_500, p: 0.5 }],
  }],
  "a market": [gammaMarketSchema, ROW],
};

for (const [name, [schema, sample]] of Object.entries(CASES)) {
  Deno.test(`the schema of ${name} takes its sample and survives 10,000 mutations`, () => {
    assert(schema.safeParse(sample).success);
    fc.assert(
      fc.property(mutated([sample]), (value) => {
        schema.safeParse(value);
      }),
      { numRuns: RUNS },
    );
  });
}

Deno.test("10,000 mutated trades of ours never become a fill at a wrong price or of a wrong token", () => {
  const listing = readListing(gammaMarketSchema.parse(ROW), NOW_MS);
  const terms = {
    orderId: orderId("o_1"),
    contestantId: contestantId("c"),
    hash: HASH,
    listing,
    outcome: "yes",
    side: "buy",
    quantity: 10_000_000n,
    expiresAtMs: null,
  } as const;
  let filled = 0;
  fc.assert(
    fc.property(mutated([OWN_TRADE]), (value) => {
      const trade = ownTradeSchema.safeParse(value);
      if (!trade.success) return;
      try {
        const { price, quantity, liquidity } = fillOf(trade.data, terms);
        filled++;
        const said = liquidity === "taker"
          ? { ...trade.data, token: trade.data.asset_id }
          : trade.data.maker_orders
            .map((maker) => ({
              price: maker.price,
              size: maker.matched_amount,
              asset_id: maker.asset_id,
            }))[0];
        assert(said?.asset_id === YES);
        assert(Number(price.price) === Math.round(Number(said.price) * 1e6));
        assert(Number(quantity) === Math.round(Number(said.size) * 1e6));
      } catch (error) {
        const isExpected = error instanceof RangeError ||
          error instanceof SyntaxError;
        if (!isExpected) throw error;
      }
    }),
    { numRuns: RUNS },
  );
  assert(filled > RUNS / 10);
});
