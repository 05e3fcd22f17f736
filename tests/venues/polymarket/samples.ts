import { marketId } from "../../../domain/ids.ts";

/** A round as Gamma listed it on 2026-10-05, of the fields that are of interest. */
export const ROW = {
  id: "5308512",
  question: "Bitcoin Up or Down - October 5, 7:00PM-7:15PM ET",
  slug: "btc-updown-15m-1791241200",
  version: "v1",
  conditionId:
    "0xcd5f9f505e0c0182746aa65963f72f01e7463259e5ea9f56672c0fe3a37f348a",
  resolutionSource: "https://data.chain.link/streams/btc-usd-twap-60s-streams",
  startDate: "2026-10-04T23:08:46.486981Z",
  eventStartTime: "2026-10-05T23:00:00Z",
  endDate: "2026-10-05T23:15:00Z",
  outcomes: '["Up", "Down"]',
  outcomePrices: '["0.905", "0.095"]',
  active: true,
  closed: false,
  acceptingOrders: true,
  restricted: true,
  enableOrderBook: true,
  clobTokenIds:
    '["25070934348813416902477876984955073880416401960631253331845590271167412497744", "111614563957165270026378011809694313565736745512637881727398424401624030147043"]',
  orderPriceMinTickSize: 0.01,
  orderMinSize: 5,
  makerBaseFee: 1000,
  takerBaseFee: 1000,
  feesEnabled: true,
  feeType: "crypto_fees_v2",
  feeSchedule: { exponent: 1, rate: 0.07, takerOnly: true, rebateRate: 0.2 },
  negRisk: false,
  lastTradePrice: 0.85,
  bestBid: 0.83,
  bestAsk: 0.84,
  umaResolutionStatuses: "[]",
  cryptoMarketConfig: {
    id: "btc-15m-twap-60",
    asset: "btc",
    duration: "15m",
    twapEnabled: true,
    twapLookbackSeconds: 60,
  },
} as const;

/** What a market of protocol V2 has in place of a row's own; Gamma leaves the last byte of its condition out. */
export const PROTOCOL_V2 = {
  version: "v2",
  conditionId:
    "0x017791f201d5a788e0039e511fc1900e5f0000000000000000000000000000",
  positionIds: [
    "663574927012476832975694178961957910328055987427402067619466963999000625152",
    "663574927012476832975694178961957910328055987427402067619466963999000625153",
  ],
} as const;

/** What a market of negative risk has in place of a row's own. */
export const NEGATIVE_RISK = {
  negRisk: true,
  conditionId: `0x${"cd".repeat(32)}`,
  clobTokenIds: JSON.stringify(["5".repeat(77), "6".repeat(77)]),
} as const;

export const MARKET = marketId("polymarket", ROW.slug);
export const CONDITION = ROW.conditionId;
export const YES =
  "25070934348813416902477876984955073880416401960631253331845590271167412497744";
export const NO =
  "111614563957165270026378011809694313565736745512637881727398424401624030147043";
/** In the middle of the round. */
export const NOW_MS = Date.parse("2026-10-05T23:05:00Z");

/** Returns the whole book of a token: two bids below two asks. */
export function bookFrame(token: string, fields: object = {}) {
  const isYes = token === YES;
  const bids = isYes
    ? [{ price: "0.47", size: "30" }, { price: "0.48", size: "20.5" }]
    : [{ price: "0.49", size: "7" }, { price: "0.5", size: "11.5" }];
  const asks = isYes
    ? [{ price: "0.51", size: "7" }, { price: "0.5", size: "11.5" }]
    : [{ price: "0.53", size: "30" }, { price: "0.52", size: "20.5" }];
  return {
    market: CONDITION,
    asset_id: token,
    timestamp: String(NOW_MS),
    hash: "06d03f43b87395bfdcef73ca1e4fee6c2ad896cb",
    bids,
    asks,
    tick_size: "0.01",
    event_type: "book",
    last_trade_price: "",
    ...fields,
  };
}

/** Returns a change of one level in the form in which the socket prints it, for both tokens. */
export function changeText(
  change: {
    readonly price: string;
    readonly other: string;
    readonly size: string;
    readonly side: "BUY" | "SELL";
    readonly best: readonly [bid: string, ask: string];
    readonly otherBest: readonly [bid: string, ask: string];
  },
  atMs = NOW_MS + 1,
): string {
  const { price, other, size, side, best, otherBest } = change;
  const otherSide = side === "BUY" ? "SELL" : "BUY";
  return `{"market":"${CONDITION}", "price_changes":[{"asset_id":"${YES}", "price":"${price}", "size":"${size}", "side":"${side}", "hash":"f3cc31114e050a10b3d72e6f8a2233f63b19489c", "best_bid":"${
    best[0]
  }", "best_ask":"${
    best[1]
  }"}, {"asset_id":"${NO}", "price":"${other}", "size":"${size}", "side":"${otherSide}", "hash":"5b99cee842965e5bb2de0578587d08344b365c5f", "best_bid":"${
    otherBest[0]
  }", "best_ask":"${
    otherBest[1]
  }"}], "timestamp":"${atMs}", "event_type":"price_change"}`;
}

/** A bid of 4 at 0.49, which becomes the best. */
export const BETTER_BID = {
  price: "0.49",
  other: "0.51",
  size: "4",
  side: "BUY",
  best: ["0.49", "0.5"],
  otherBest: ["0.5", "0.51"],
} as const;

export const TRADE_FRAME = {
  event_type: "last_trade_price",
  market: CONDITION,
  asset_id: NO,
  price: "0.51",
  size: "12.5",
  side: "BUY",
  fee_rate_bps: "0",
  timestamp: String(NOW_MS + 2),
  transaction_hash: "0xabc",
} as const;

export const TICK_FRAME = {
  event_type: "tick_size_change",
  market: CONDITION,
  asset_id: YES,
  old_tick_size: "0.01",
  new_tick_size: "0.001",
  timestamp: String(NOW_MS + 3),
} as const;

export const RESOLVED_FRAME = {
  event_type: "market_resolved",
  id: "5308512",
  market: CONDITION,
  assets_ids: [YES, NO],
  winning_asset_id: NO,
  winning_outcome: "Down",
  timestamp: String(NOW_MS + 700_000),
} as const;

export const BEST_FRAME = {
  event_type: "best_bid_ask",
  market: CONDITION,
  asset_id: YES,
  best_bid: "0.48",
  best_ask: "0.5",
  spread: "0.02",
  timestamp: String(NOW_MS),
} as const;

export const NEW_MARKET_FRAME = {
  event_type: "new_market",
  id: "2103900",
  question: "BNB Up or Down",
  market: "0x6da6e84ba630c51a282fd4b34005fa5997ce89c95381e6d96061dfb6afad1f8e",
  slug: "bnb-updown-5m-1777452900",
  assets_ids: ["1", "2"],
  outcomes: ["Up", "Down"],
  timestamp: "1777366979485",
} as const;

/** Frames of PolyBolt's staging edge of 2026-09-08, and of the older socket. */
export const REFERENCE_FRAMES = [
  {
    v: 1,
    channel: "price.crypto.twap",
    seq: 3,
    ts: 1788886177000,
    payload: {
      symbol: "btcusd",
      source: "chainlink",
      timestamp: 1788886177000,
      value: 78803.7152610941,
      full_accuracy_value: "78803.715261094101516288",
      window_seconds: 60,
    },
  },
  {
    v: 1,
    channel: "price.crypto",
    seq: 2,
    ts: 1788886175000,
    snapshot: true,
    payload: {
      symbol: "btcusd",
      source: "chainlink",
      data: [{
        timestamp: 1788886057000,
        value: 78788.52564290879,
        full_accuracy_value: "78788.525642908795142144",
      }],
    },
  },
  {
    connection_id: "c",
    topic: "crypto_prices_chainlink",
    type: "update",
    timestamp: 1777432363904,
    payload: {
      symbol: "btc/usd",
      timestamp: 1777432363000,
      value: 76600.016,
      full_accuracy_value: "76600016000000000000000",
    },
  },
  {
    topic: "crypto_prices",
    type: "subscribe",
    timestamp: 1777432363050,
    payload: {
      symbol: "btc/usd",
      data: [{ timestamp: 1777432304000, value: 76588.33 }],
    },
  },
] as const;
