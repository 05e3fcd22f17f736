/** Why we refused an order before it reached a venue. Closed: the docs table is generated from it. */
export const DENIAL_CODES = {
  TRADING_HALTED:
    "Trading is halted for this contestant or for the arena, or waits until the venue has accounted for every earlier order.",
  SEASON_PAUSED: "The contestant's season is paused by an operator.",
  SEASON_CONCLUDED: "The contestant's season is over.",
  VENUE_OUTSIDE_SEASON: "The contestant's season is not played on this venue.",
  TRADING_STATE_REDUCING: "Only orders that make a position smaller pass now.",
  VENUE_CIRCUIT_OPEN:
    "The venue failed too often in a row and is left alone for a while.",
  VENUE_DEGRADED:
    "Too much of what the venue says is in a shape that is not known.",
  OUTSIDE_TRADING_HOURS:
    "The venue does not trade at this time of the week, as in its maintenance.",
  INSTRUMENT_NOT_FOUND: "The market is not known to the arena.",
  MARKET_CLOSED: "The market does not take orders now.",
  STALE_QUOTE: "The newest quote is older than the limit, or there is none.",
  STALE_DECISION:
    "The decision behind the order is older than the limit, as after an outage.",
  DECIDED_BEFORE_LIFT:
    "The decision behind the order was made before a halt that is over by now.",
  EXPIRE_TIME_IN_PAST:
    "The order would expire before it leaves, or its expiry does not fit its time in force.",
  PRICE_OUT_OF_BAND:
    "The limit price is off the tick, outside 0 to 1, or too far from the quote.",
  QUANTITY_BELOW_MINIMUM: "The quantity is under the venue's minimum.",
  QUANTITY_EXCEEDS_MAXIMUM:
    "The quantity is over the limit for one order, or over what is held for a sale.",
  POST_ONLY_WOULD_TAKE:
    "The order may only rest, and would trade at once or not at all.",
  REDUCE_ONLY_WOULD_INCREASE:
    "The order may only make a position smaller, and would not.",
  REPLACED_ORDER_CLOSED:
    "The order to be replaced is filled or gone, another's, of another kind, or being replaced already.",
  DEPTH_LIMIT_EXCEEDED:
    "The order is for more of what the book offers within its limit than allowed.",
  NOTIONAL_EXCEEDS_MAX_PER_ORDER:
    "Price times quantity is over the limit for one order.",
  POSITION_LIMIT_EXCEEDED:
    "The position would be worth more than the limit for one market.",
  ACCOUNT_EXPOSURE_EXCEEDED:
    "All that the contestant holds and has open would cost more than the limit.",
  INSTRUMENT_EXPOSURE_EXCEEDED:
    "All contestants together would hold more of one market than the limit.",
  UNDERLYING_EXPOSURE_EXCEEDED:
    "All contestants together would hold more of one underlying event, over all venues, than the limit.",
  GLOBAL_EXPOSURE_EXCEEDED:
    "All contestants together would hold more than the limit.",
  LEVERAGE_EXCEEDED:
    "What the contestant holds and has open would be a larger multiple of its equity than the limit.",
  CUM_NOTIONAL_EXCEEDS_FREE_BALANCE:
    "The order and those in flight cost more than the free cash.",
  RATE_LIMIT_EXCEEDED:
    "The contestant has sent too many orders within the window.",
  ROUND_LIMIT_EXCEEDED: "The contestant has sent too many orders in one round.",
  COOLDOWN_ACTIVE: "The contestant has lost too often in a row and waits.",
  VENUE_BALANCE_INSUFFICIENT:
    "The venue account does not hold, or does not allow, what the order may cost.",
  DAILY_LOSS_EXCEEDED:
    "The contestant has lost more since midnight UTC than the limit, marks included.",
  MAX_DRAWDOWN_EXCEEDED:
    "The contestant has lost more of its peak equity than the limit.",
} as const;

/** One of the reasons for a denial. */
export type DenialCode = keyof typeof DENIAL_CODES;
