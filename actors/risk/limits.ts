import type { Quantity, UsdMicros } from "../../domain/money.ts";

/** What risk holds every order to. Shares and multiples are in millionths. */
export interface OrderLimits {
  /** Oldest quote that an order may be priced off, in milliseconds. */
  readonly quoteAgeMsMax: number;
  /** Oldest decision that an order may come from, in milliseconds. */
  readonly decisionAgeMsMax: number;
  /** How far past the quote a limit may reach: above the ask for a purchase, below the bid for a sale. */
  readonly priceBandMax: UsdMicros;
  /** Contracts of one order. */
  readonly orderQuantityMax: Quantity;
  /** Contracts of one purchase, as a share of those on offer within its limit. */
  readonly depthShareMaxMicros: bigint;
  readonly orderNotionalMax: UsdMicros;
  /** Largest position by cost of one contestant in one market, both outcomes together. */
  readonly positionCostMax: UsdMicros;
  /** What one contestant may hold and have open, by cost. */
  readonly accountExposureMax: UsdMicros;
  /** What all contestants together may hold and have open in one market, by cost. */
  readonly instrumentExposureMax: UsdMicros;
  /** The same in all markets of one underlying event, over all venues. */
  readonly underlyingExposureMax: UsdMicros;
  /** The same in all markets. */
  readonly globalExposureMax: UsdMicros;
  /** What one contestant may hold and have open, as a multiple of its equity. */
  readonly leverageMaxMicros: bigint;
  /** Orders of one contestant that may pass within any second; denied ones do not count. */
  readonly ordersPerSecondMax: number;
  /** The same within any minute. */
  readonly ordersPerMinuteMax: number;
  /** The same between the starts of two rounds. */
  readonly ordersPerRoundMax: number;
  /** Losing positions in a row after which a contestant waits, 1 or more. */
  readonly cooldownLosses: number;
  /** How long it then waits since the last of them, in milliseconds. */
  readonly cooldownMs: number;
  /** Share of the equity at midnight UTC that may be lost until the next one. */
  readonly dailyLossMaxMicros: bigint;
  /** Share of peak equity that may be lost. */
  readonly drawdownMaxMicros: bigint;
}

/** What risk allows its orders and itself. */
export interface RiskLimits extends OrderLimits {
  /** How long a kill switch waits for the last cancel before it says what is still open, in milliseconds. */
  readonly killDeadlineMs: number;
  /** Rounds of sales of one wind-down, 1 or more. */
  readonly windDownRoundsMax: number;
  /** Between two of them, in milliseconds. */
  readonly windDownIntervalMs: number;
}
