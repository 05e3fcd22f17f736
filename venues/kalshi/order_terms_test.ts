import { assertEquals } from "@std/assert";
import { marketId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { noPrice, yesPrice } from "../../domain/price.ts";
import { SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { newOrderOf } from "./order_terms.ts";

function sent(terms: Partial<Order>) {
  const { client_order_id: _, ...body } = newOrderOf({
    ...SAMPLE_ORDER,
    marketId: marketId("kalshi", "KXBTC15M-26JUN250030-30"),
    side: "buy",
    outcome: "yes",
    quantity: quantity("7.5"),
    limit: { outcome: "yes", price: yesPrice("0.5625") },
    timeInForce: "gtc",
    expiresAtMs: null,
    postOnly: false,
    ...terms,
  });
  return body;
}

const RESTING = {
  ticker: "KXBTC15M-26JUN250030-30",
  side: "bid",
  count: "7.50",
  price: "0.5625",
  time_in_force: "good_till_canceled",
  self_trade_prevention_type: "taker_at_cross",
  post_only: false,
  reduce_only: false,
} as const;

Deno.test("newOrderOf() says when an order ends, in whole seconds that never come before it", () => {
  assertEquals(sent({}), RESTING);
  const dated = { timeInForce: "gtd", expiresAtMs: 1_782_360_000_001 } as const;
  assertEquals(sent(dated), { ...RESTING, expiration_time: 1_782_360_001 });
  assertEquals(sent({ ...dated, postOnly: true }), {
    ...RESTING,
    expiration_time: 1_782_360_001,
    post_only: true,
  });
});

Deno.test("newOrderOf() lets an immediate sale close what is held and open nothing", () => {
  const cases = [
    ["ioc", "sell", "immediate_or_cancel", true],
    ["fok", "sell", "fill_or_kill", true],
    ["ioc", "buy", "immediate_or_cancel", false],
    ["fok", "buy", "fill_or_kill", false],
    // The venue takes it of orders alone that fill at once.
    ["gtc", "sell", "good_till_canceled", false],
  ] as const;
  for (const [timeInForce, side, words, reduces] of cases) {
    assertEquals(sent({ timeInForce, side }), {
      ...RESTING,
      side: side === "buy" ? "bid" : "ask",
      time_in_force: words,
      reduce_only: reduces,
    });
  }
});

Deno.test("newOrderOf() sells NO as a bid at one minus its price", () => {
  const terms = {
    side: "sell",
    outcome: "no",
    limit: { outcome: "no", price: noPrice("0.3") },
  } as const;
  assertEquals(sent(terms), { ...RESTING, side: "bid", price: "0.7000" });
});
