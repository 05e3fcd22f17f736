import { assert, assertEquals, assertRejects } from "@std/assert";
import { contestantId, orderId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { yesPrice } from "../../domain/price.ts";
import { SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { SeededRandom, SimulatedClock } from "../../runtime/mod.ts";
import {
  CONDITION,
  MARKET,
  NO,
  NOW_MS,
  ROW,
  YES,
} from "../../tests/venues/polymarket/samples.ts";
import { accountReport } from "./account_report.ts";
import { endpointsAt } from "./facts.ts";
import { KnownMarkets } from "./known_markets.ts";
import { PolymarketResolution } from "./resolution_source.ts";
import { PolymarketRest } from "./rest.ts";
import { ownTradeSchema } from "./schema/clob.ts";

const { signal } = new AbortController();
const WALLET = `0x${"1".repeat(40)}` as const;

/** A venue that answers as it is told to, by the path and query of the question. */
function venueOf(answer: (path: string, query: URLSearchParams) => unknown) {
  const asked: string[] = [];
  const clock = new SimulatedClock({ startMs: NOW_MS });
  const rest = new PolymarketRest({
    endpoint: () => endpointsAt("http://venue"),
    clock,
    random: new SeededRandom(1),
    fetch: (url) => {
      const { pathname, searchParams } = new URL(url);
      asked.push(pathname);
      return Promise.resolve(Response.json(answer(pathname, searchParams)));
    },
  });
  return { rest, clock, asked };
}

const CLOSED = { ...ROW, closed: true, acceptingOrders: false };

Deno.test("PolymarketResolution asks the ledger where the catalogue shows no payout yet, and believes it once it is resolved", async () => {
  const standing = async (
    row: object,
    reported: { status: string; payouts: readonly number[] } | null,
  ) => {
    const { rest, clock } = venueOf((path) =>
      path.endsWith("/resolutions")
        ? {
          data: reported === null
            ? []
            : [{ ...reported, "condition_id": CONDITION }],
        }
        : row
    );
    const { phase, resolution } = await new PolymarketResolution({
      rest,
      clock,
    }).resolve(MARKET, signal);
    return [phase, resolution];
  };
  const resolved = (yes: number, no: number) => ({
    status: "resolved",
    payouts: [yes, no],
  });
  assertEquals(await standing(CLOSED, resolved(1_000_000, 0)), [
    "final",
    { kind: "yes" },
  ]);
  assertEquals(await standing(CLOSED, resolved(0, 1_000_000)), [
    "final",
    { kind: "no" },
  ]);
  assertEquals(await standing(CLOSED, resolved(500_000, 500_000)), [
    "final",
    { kind: "scalar", yesPayout: yesPrice("0.5") },
  ]);
  assertEquals(await standing(CLOSED, null), ["closed", null]);
  const waiting = { ...resolved(1_000_000, 0), status: "proposed" };
  assertEquals(await standing(CLOSED, waiting), ["closed", null]);
  await assertRejects(
    () => standing(CLOSED, resolved(1_000_000, 1_000_000)),
    RangeError,
    "must pay a dollar together",
  );
  // A dispute is one, whatever the ledger says of it.
  const disputed = { ...CLOSED, umaResolutionStatus: "disputed" };
  assertEquals(await standing(disputed, resolved(1_000_000, 0)), [
    "disputed",
    null,
  ]);
});

Deno.test("KnownMarkets looks a market up anew where an order is between the ticks that it knows", async () => {
  let tick = 0.01;
  const { rest, clock, asked } = venueOf(() => ({
    ...ROW,
    orderPriceMinTickSize: tick,
  }));
  const markets = new KnownMarkets({ rest, clock });
  const grid = async (price: string) => {
    const order: Order = {
      ...SAMPLE_ORDER,
      marketId: MARKET,
      limit: { outcome: "yes", price: yesPrice(price) },
    };
    const { market } = await markets.ofOrder(order, signal);
    return market.priceRanges[0]?.step;
  };
  assertEquals(await grid("0.97"), yesPrice("0.01"));
  assertEquals(await grid("0.96"), yesPrice("0.01"));
  assertEquals(asked.length, 1);
  tick = 0.001;
  assertEquals(await grid("0.975"), yesPrice("0.001"));
  assertEquals(asked.length, 2);
});

/** One position per page. */
function positionsPage(query: URLSearchParams) {
  assertEquals(query.get("user"), WALLET);
  const rows = [[YES, 0.05, false], [NO, 2, false], [NO, 9, true]] as const;
  const at = Number(query.get("cursor") ?? 0);
  const sound = query.get("filter_type") === "TOKENS" &&
    query.get("filter_amount") === "0";
  const data = rows.slice(at, at + 1).filter(([, size]) => sound || size > 0.1)
    .map(([token, size, redeemable]) => ({
      "condition_id": CONDITION,
      "token_id": token,
      size,
      redeemable,
    }));
  const next = at + 1 < rows.length ? String(at + 1) : null;
  return { data, pagination: { "next_cursor": next } };
}

Deno.test("positions() reads every page, and what is smaller than a tenth of a share", async () => {
  const { rest } = venueOf((_, query) => positionsPage(query));
  const rows = await rest.positions(WALLET, signal);
  assertEquals(rows.map(({ size }) => size), [0.05, 2, 9]);
});

Deno.test("accountReport() tells confirmed trades of its own orders alone, by the side that each was on, and what waits for nobody", async () => {
  const trade = (id: string, fields: object) =>
    ownTradeSchema.parse({
      ...Object(JSON.parse(
        `{"taker_order_id":"0xtaker","market":"${CONDITION}","asset_id":"${YES}","side":"BUY","size":"5","price":"0.5","status":"CONFIRMED","match_time":"1791241500"}`,
      )),
      id,
      ...fields,
    });
  const maker = (token: string) =>
    JSON.parse(
      `{"maker_orders":[{"order_id":"0xstranger","matched_amount":"2","price":"0.5","asset_id":"${token}"},{"order_id":"0xmaker","matched_amount":"3","price":"0.5","asset_id":"${token}"}]}`,
    );
  const stranger = JSON.parse(`{"taker_order_id":"0xstranger"}`);
  const { rest, clock } = venueOf((path, query) =>
    path.endsWith("/positions") ? positionsPage(query) : { markets: [ROW] }
  );
  const own = new Map([["0xtaker", "o_1"], ["0xmaker", "o_2"]]);
  const report = await accountReport({
    account: {
      openOrders: () => Promise.resolve([]),
      trades: () =>
        Promise.resolve([
          trade("t1", {}),
          trade("t2", { ...stranger, ...maker(YES) }),
          trade("t3", { ...stranger, ...maker(NO) }),
          trade("t4", { status: "MATCHED" }),
          trade("t5", { status: "FAILED" }),
        ]),
      collateral: () => Promise.resolve({ balance: "7000000", allowances: {} }),
    },
    rest,
    markets: new KnownMarkets({ rest, clock }),
    wallet: { signatureType: 0, maker: WALLET },
    contestantId: contestantId("momentum-live"),
    signed: {
      ofReference(reference: string) {
        const id = own.get(reference);
        return id === undefined
          ? null
          : { orderId: orderId(id), reference, validUntil: null };
      },
    },
  } as never, { sinceMs: 0, signal });
  assertEquals(
    report.fills.map(({ orderId, side, outcome, quantity, liquidity }) =>
      `${orderId} ${side} ${quantity} ${outcome} ${liquidity}`
    ),
    [
      "o_1 buy 5000000 yes taker",
      // Whoever sells the taker its own token, or buys the other one beside it.
      "o_2 sell 3000000 yes maker",
      "o_2 buy 3000000 no maker",
    ],
  );
  assertEquals(
    report.positions.map(({ outcome, quantity }) => [outcome, quantity]),
    [["yes", quantity("0.05")], ["no", quantity("2")]],
    "what can be redeemed is paid in our books already",
  );
  assert(report.balances[0]?.cash === 7_000_000n as never);
});
