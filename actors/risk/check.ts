import type { DenialCode } from "../../domain/denial.ts";
import type { EntryOf } from "../../domain/journal.ts";
import type { SeasonId } from "../../domain/ids.ts";
import type { Market, VenueId } from "../../domain/market.ts";
import type { Quantity, UsdMicros } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import type { Quote } from "../../domain/quote.ts";
import type { TradingPause } from "../../domain/trading_pauses.ts";
import type { TradingState } from "../../domain/trading_state.ts";
import type { OrderLimits } from "./limits.ts";

/** What the checks look at: everything about one order at one moment. */
export interface RiskView {
  readonly nowMs: number;
  /** When the opinion behind the order was formed, Unix milliseconds. */
  readonly decidedAtMs: number;
  /** When the contestant was last let do more than before, Unix milliseconds; `null` where it never was. */
  readonly liftedAtMs: number | null;
  readonly season: {
    readonly id: SeasonId;
    readonly isOver: boolean;
    /** Whether it is the season that is halted, and not the arena or the contestant alone. */
    readonly isPaused: boolean;
    /** Where it is played; `null` for everywhere. */
    readonly venues: readonly VenueId[] | null;
  };
  readonly tradingState: TradingState;
  /** Why it is so, one sentence. */
  readonly tradingStateDetail: string;
  /** How the circuit breaker of the market's venue stands. */
  readonly circuit: EntryOf<"venue_circuit_changed">["circuit"];
  /** Why the venue's word is not to be relied on, one sentence; `null` where it is. */
  readonly degraded: string | null;
  /** Why the venue does not trade at this time of the week; `null` while it does. */
  readonly pause: TradingPause | null;
  readonly market: Market | null;
  readonly quote: Quote | null;
  /** Contracts on offer within the order's limit now; `null` where the venue shows no book, and for a sale. */
  readonly offeredQuantity: Quantity | null;
  /** Whether what the order replaces is open, like it and the same contestant's; `null` where it replaces none. */
  readonly isReplacedOpen: boolean | null;
  /** Contracts of the order's outcome that are held and in no open sale. */
  readonly freeHolding: Quantity;
  /** Cost of what is held in this market and of open purchases in it. */
  readonly positionCost: UsdMicros;
  /** The same of this contestant in every market. */
  readonly accountExposure: UsdMicros;
  /** The same of everybody in this market. */
  readonly instrumentExposure: UsdMicros;
  /** The same of everybody in every market of this underlying event. */
  readonly underlyingExposure: UsdMicros;
  /** The same of everybody in every market. */
  readonly globalExposure: UsdMicros;
  /** Cash that no open purchase has claimed. */
  readonly freeCash: UsdMicros;
  /** What the venue said that it would let be spent, less what went since; `null` where it said nothing. */
  readonly venueFreeCash: UsdMicros | null;
  /** What the order may cost at most, fee included; 0 for a sale. */
  readonly costMax: UsdMicros;
  readonly ordersInLastSecond: number;
  readonly ordersInLastMinute: number;
  /** Since the newest round began; 0 before the first one. */
  readonly ordersInRound: number;
  /** Positions that ended with a loss since the last that did not. */
  readonly lossesInARow: number;
  /** When the last of them ended, Unix milliseconds; `null` where there is none. */
  readonly lostAtMs: number | null;
  readonly equity: UsdMicros;
  readonly equityPeak: UsdMicros;
  readonly equityAtDayStart: UsdMicros;
}

/** Why an order does not pass, with the values that the sentence needs. */
export interface Denial {
  readonly code: DenialCode;
  readonly detail: string;
}

/** One limit: why `order` does not keep it, or `null` where it does. */
export type Check = (
  order: Order,
  view: RiskView,
  limits: OrderLimits,
) => Denial | null;
