import { assertEquals, assertThrows } from "@std/assert";
import { contestantId, orderId } from "../../domain/ids.ts";
import {
  CONDITION,
  NO,
  NOW_MS,
  ROW,
  YES,
} from "../../tests/venues/polymarket/samples.ts";
import { readListing } from "./listing.ts";
import { OwnOrder } from "./own_order.ts";
import {
  type OwnOrderRow,
  ownOrderSchema,
  type OwnTradeRow,
  ownTradeSchema,
} from "./schema/clob.ts";
import { gammaMarketSchema } from "./schema/gamma.ts";

const HASH = `0x${"a".repeat(64)}`;
const OTHER = `0x${"b".repeat(64)}`;
const LISTING = readListing(gammaMarketSchema.parse(ROW), NOW_MS);

/** An order to buy 10 YES. */
function order(expiresAtMs: number | null = null): OwnOrder {
  return new OwnOrder({
    orderId: orderId("o_1"),
    contestantId: contestantId("momentum-live"),
    hash: HASH,
    listing: LISTING,
    outcome: "yes",
    side: "buy",
    quantity: 10_000_000n,
    createdAtMs: NOW_MS,
    expiresAtMs,
  });
}

function orderRow(
  matched: string,
  status: string,
  orderType = "GTC",
): OwnOrderRow {
  const row: unknown = JSON.parse(
    `{"order_type":"${orderType}","id":"${HASH}","market":"${CONDITION}","asset_id":"${YES}","side":"BUY","original_size":"10","size_matched":"${matched}","price":"0.5","status":"${status}"}`,
  );
  return ownOrderSchema.parse(row);
}

/** A trade of 4 as a taker, unless it says otherwise. */
function trade(fields: object = {}): OwnTradeRow {
  const row: unknown = JSON.parse(
    `{"id":"t1","taker_order_id":"${HASH}","market":"${CONDITION}","asset_id":"${YES}","side":"BUY","size":"4","price":"0.5","status":"TRADE_STATUS_CONFIRMED","match_time":"1791241500"}`,
  );
  return ownTradeSchema.parse({ ...Object(row), ...fields });
}

function maker(fields: object = {}): OwnTradeRow {
  const parts: unknown = JSON.parse(
    `{"taker_order_id":"${OTHER}","asset_id":"${NO}","size":"9","price":"0.52","maker_orders":[{"order_id":"0xc","matched_amount":"6","price":"0.47","asset_id":"${YES}","side":"BUY"},{"order_id":"${HASH}","matched_amount":"3","price":"0.48","asset_id":"${YES}","side":"BUY"}]}`,
  );
  return trade({ ...Object(parts), ...fields });
}

function told(own: OwnOrder, nowMs = NOW_MS): readonly string[] {
  const { status, fills } = own.report(nowMs);
  return [
    status,
    ...fills.map(({ quantity, price, liquidity, fee }) =>
      `${quantity} at ${price.price} ${liquidity} ${fee}`
    ),
  ];
}

Deno.test("OwnOrder is not over before every part that was matched is confirmed or failed, also where it was taken back", () => {
  const own = order();
  own.hearOrder(orderRow("4", "CANCELED"));
  assertEquals(told(own), ["accepted"]);
  for (const status of ["MATCHED", "MINED", "RETRYING"]) {
    own.hearTrade(trade({ status }));
    assertEquals(told(own), ["accepted"]);
  }
  own.hearTrade(trade());
  // 0.07 · 4 · 0.25.
  assertEquals(told(own), ["canceled", "4000000 at 500000 taker 70000"]);
});

Deno.test("OwnOrder goes on where a part of it was matched, unless it was to fill at once", () => {
  const part = ["4000000 at 500000 taker 70000"];
  for (
    const [orderType, status] of [
      ["GTC", "accepted"],
      ["GTD", "accepted"],
      ["FAK", "canceled"],
      ["FOK", "canceled"],
    ] as const
  ) {
    const own = order();
    own.hearTrade(trade());
    own.hearOrder(orderRow("4", "MATCHED", orderType));
    assertEquals(told(own), [status, ...part], orderType);
  }
  const whole = order();
  whole.hearOrder(orderRow("10", "MATCHED"));
  assertEquals([whole.isOver, ...told(whole)], [true, "accepted"]);
});

Deno.test("OwnOrder fills a maker with its own part, at its own price and without a fee", () => {
  const own = order();
  own.hearTrade(maker());
  assertEquals(told(own), ["accepted", "3000000 at 480000 maker 0"]);
});

Deno.test("OwnOrder takes nothing back for what it hears late or twice", () => {
  const own = order();
  own.hearTrade(trade());
  own.hearOrder(orderRow("7", "LIVE"));
  for (const status of ["MATCHED", "CONFIRMED", "FAILED"]) {
    own.hearTrade(trade({ status }));
  }
  own.hearEnd();
  // Three more were matched, whatever an older word says.
  own.hearOrder(orderRow("4", "LIVE"));
  assertEquals(told(own), ["accepted", "4000000 at 500000 taker 70000"]);
  own.hearTrade(maker({ id: "t2" }));
  assertEquals(told(own)[0], "canceled");
  assertEquals(told(own).length, 3);
});

Deno.test("OwnOrder tells an end at its time from one before it, and a whole order from either", () => {
  const endsAtMs = NOW_MS + 60_000;
  const own = order(endsAtMs);
  own.hearOrder(orderRow("0", "CANCELED"));
  assertEquals(told(own, endsAtMs - 1), ["canceled"]);
  assertEquals(told(own, endsAtMs), ["expired"]);
  const whole = order(endsAtMs);
  whole.hearTrade(trade({ size: "10" }));
  assertEquals(told(whole, endsAtMs)[0], "filled");
});

Deno.test("OwnOrder refuses a trade that names another order, or another token than its own", () => {
  const own = order();
  const strange = JSON.parse(`{"taker_order_id":"${OTHER}"}`);
  assertThrows(() => own.hearTrade(trade(strange)), RangeError, "its order");
  const token = JSON.parse(`{"asset_id":"${NO}"}`);
  assertThrows(() => own.hearTrade(trade(token)), RangeError, "its token");
  assertEquals(told(own), ["accepted"]);
});
