import type { Settings } from "../config.ts";
import { ENDPOINTS, type KalshiEndpoint } from "../venues/kalshi/facts.ts";

/** Returns where Kalshi is by the settings. */
export function kalshiEndpoint(
  { ARENA_KALSHI_URL: url, ARENA_KALSHI_EXCHANGE: exchange }: Settings,
): KalshiEndpoint {
  if (url === null) return ENDPOINTS[exchange];
  return {
    restUrl: url,
    wsUrl: url.replace(/^http/, "ws").replace(/\/v2$/, "/ws/v2"),
  };
}
