import type { Check } from "./check.ts";
import { checkAccountExposure } from "./checks/account_exposure.ts";
import { checkCooldown } from "./checks/cooldown.ts";
import { checkDailyLoss } from "./checks/daily_loss.ts";
import { checkDecisionAge } from "./checks/decision_age.ts";
import { checkDecisionBeforeLift } from "./checks/decision_before_lift.ts";
import { checkDrawdown } from "./checks/drawdown.ts";
import { checkExpiry } from "./checks/expiry.ts";
import { checkFreeCash } from "./checks/free_cash.ts";
import { checkFreeHolding } from "./checks/free_holding.ts";
import { checkGlobalExposure } from "./checks/global_exposure.ts";
import { checkInstrument } from "./checks/instrument.ts";
import { checkInstrumentExposure } from "./checks/instrument_exposure.ts";
import { checkLeverage } from "./checks/leverage.ts";
import { checkMarketOpen } from "./checks/market_open.ts";
import { checkOfferedDepth } from "./checks/offered_depth.ts";
import { checkOrderNotional } from "./checks/order_notional.ts";
import { checkOrdersPerMinute } from "./checks/orders_per_minute.ts";
import { checkOrdersPerRound } from "./checks/orders_per_round.ts";
import { checkOrdersPerSecond } from "./checks/orders_per_second.ts";
import { checkPositionCost } from "./checks/position_cost.ts";
import { checkPostOnly } from "./checks/post_only.ts";
import { checkPriceBand } from "./checks/price_band.ts";
import { checkPriceGrid } from "./checks/price_grid.ts";
import { checkQuantityMax } from "./checks/quantity_max.ts";
import { checkQuantityMin } from "./checks/quantity_min.ts";
import { checkQuoteAge } from "./checks/quote_age.ts";
import { checkReduceOnly } from "./checks/reduce_only.ts";
import { checkReplacedOrder } from "./checks/replaced_order.ts";
import { checkSeason } from "./checks/season.ts";
import { checkTradingHalted } from "./checks/trading_halted.ts";
import { checkTradingHours } from "./checks/trading_hours.ts";
import { checkTradingReducing } from "./checks/trading_reducing.ts";
import { checkUnderlyingExposure } from "./checks/underlying_exposure.ts";
import { checkVenueBalance } from "./checks/venue_balance.ts";
import { checkVenueDegraded } from "./checks/venue_degraded.ts";
import { checkVenueCircuit } from "./checks/venue_circuit.ts";

/**
 * In the order in which they are made; the first that does not hold is the denial. First whether anything may
 * trade, then what the order says of itself, then what it would lead to, then who asks.
 */
export const CHECKS: readonly Check[] = [
  checkSeason,
  checkTradingHalted,
  checkTradingReducing,
  checkDecisionBeforeLift,
  checkDecisionAge,
  checkInstrument,
  checkVenueCircuit,
  checkVenueDegraded,
  checkTradingHours,
  checkMarketOpen,
  checkQuoteAge,
  checkExpiry,
  checkPriceGrid,
  checkPriceBand,
  checkQuantityMin,
  checkQuantityMax,
  checkReplacedOrder,
  checkReduceOnly,
  checkFreeHolding,
  checkPostOnly,
  checkOfferedDepth,
  checkOrderNotional,
  checkPositionCost,
  checkAccountExposure,
  checkInstrumentExposure,
  checkUnderlyingExposure,
  checkGlobalExposure,
  checkLeverage,
  checkFreeCash,
  checkVenueBalance,
  checkOrdersPerSecond,
  checkOrdersPerMinute,
  checkOrdersPerRound,
  checkCooldown,
  checkDailyLoss,
  checkDrawdown,
];
