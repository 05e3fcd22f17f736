import type { Market } from "./market.ts";

/** Kalshi's series of rounds, which dflow lists under the same tickers: KXBTC15M-26MAY131730-30. */
const KALSHI_ROUND = /^KX([A-Z]+)\d+M-/;
/** Polymarket's rounds of minutes and hours: btc-updown-15m-1771684200. */
const POLYMARKET_ROUND = /^([a-z]+)-updown-\d+[mh]-\d+$/;
/** Polymarket's hourly rounds: bitcoin-up-or-down-february-28-2pm-et. */
const POLYMARKET_HOUR = /^([a-z]+)-up-or-down-/;

/** What Polymarket's hourly rounds call an asset that others know by its symbol. */
const SYMBOLS: Readonly<Record<string, string>> = {
  bitcoin: "BTC",
  ethereum: "ETH",
  solana: "SOL",
  dogecoin: "DOGE",
};

/**
 * Returns the name of what a market is about in the end, the same on every venue: positions in markets of one
 * name win and lose together.
 *
 * A round that asks whether a crypto asset goes up or down is named by asset and close, such as
 * `BTC@1771685100000`; whatever else is named by its venue's event, or by its own ticker where it has none.
 */
export function underlyingEventOf(
  { ticker, eventTicker, closesAtMs }: Pick<
    Market,
    "ticker" | "eventTicker" | "closesAtMs"
  >,
): string {
  const asset = roundAssetOf({ ticker, eventTicker });
  if (asset !== null) return `${asset}@${closesAtMs}`;
  return eventTicker === "" ? ticker : eventTicker;
}

/** Returns the symbol of the crypto asset that a market asks about, `null` where it is no round of one. */
export function roundAssetOf(
  { ticker, eventTicker }: Pick<Market, "ticker" | "eventTicker">,
): string | null {
  return assetOf(ticker) ?? assetOf(eventTicker);
}

function assetOf(name: string): string | null {
  const match = KALSHI_ROUND.exec(name) ?? POLYMARKET_ROUND.exec(name) ??
    POLYMARKET_HOUR.exec(name);
  const asset = match?.[1];
  return asset === undefined ? null : SYMBOLS[asset] ?? asset.toUpperCase();
}
