/** Why we refused an order before it reached a venue. Closed: the docs table is generated from it. */
export const DENIAL_CODES = {
  TRADING_HALTED:
    "Trading waits until the venue has accounted for every earlier order.",
  INSTRUMENT_NOT_FOUND: "The market is not known to the arena.",
  MARKET_CLOSED: "The market does not take orders now.",
  STALE_QUOTE: "The newest quote is older than the limit, or there is none.",
  PRICE_OUT_OF_BAND:
    "The limit price is off the tick, outside 0 to 1, or too far from the quote.",
  QUANTITY_BELOW_MINIMUM: "The quantity is under the venue's minimum.",
  QUANTITY_EXCEEDS_MAXIMUM:
    "The quantity is over the limit for one order, or over what is held for a sale.",
  NOTIONAL_EXCEEDS_MAX_PER_ORDER:
    "Price times quantity is over the limit for one order.",
  POSITION_LIMIT_EXCEEDED:
    "The position would be worth more than the limit for one market.",
  CUM_NOTIONAL_EXCEEDS_FREE_BALANCE:
    "The order and those in flight cost more than the free cash.",
  RATE_LIMIT_EXCEEDED:
    "The contestant has sent too many orders within the window.",
  MAX_DRAWDOWN_EXCEEDED:
    "The contestant has lost more of its peak equity than the limit.",
} as const;

/** One of the reasons for a denial. */
export type DenialCode = keyof typeof DENIAL_CODES;
