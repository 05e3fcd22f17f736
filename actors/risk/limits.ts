import type { UsdMicros } from "../../domain/money.ts";

/** What risk holds every order to. */
export interface RiskLimits {
  /** Oldest quote that an order may be priced off, in milliseconds. */
  readonly quoteAgeMsMax: number;
  readonly orderNotionalMax: UsdMicros;
  /** Largest position by cost in one market, both outcomes together. */
  readonly positionCostMax: UsdMicros;
  /** Orders of one contestant that may pass within any minute; denied ones do not count. */
  readonly ordersPerMinuteMax: number;
  /** Share of peak equity that may be lost, in millionths. */
  readonly drawdownMaxMicros: bigint;
}
