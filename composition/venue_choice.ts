import { assertNever } from "../domain/assert_never.ts";
import type { Settings } from "../config.ts";
import type { ViewOrigin } from "../domain/view_reducer.ts";
import type { Venue, VenueDependencies } from "./venue.ts";
import { openBuiltinVenue } from "./venue_builtin.ts";
import { openDflowVenue } from "./venue_dflow.ts";
import { openHyperliquidVenue } from "./venue_hyperliquid.ts";
import { openKalshiVenue } from "./venue_kalshi.ts";
import { openPolymarketVenue } from "./venue_polymarket.ts";

/** How viewers read each venue's name. */
const VENUES = {
  builtin: { id: "dflow", label: "Built-in venue (simulated)" },
  dflow: { id: "dflow", label: "dflow" },
  kalshi: { id: "kalshi", label: "Kalshi" },
  polymarket: { id: "polymarket", label: "Polymarket" },
  hyperliquid: { id: "hyperliquid", label: "Hyperliquid" },
} as const satisfies Record<Settings["ARENA_VENUE"], ViewOrigin["venue"]>;

/** Returns how viewers should read the venue's name. */
export function venueName({ ARENA_VENUE }: Settings): ViewOrigin["venue"] {
  return VENUES[ARENA_VENUE];
}

/** Opens the venue that the settings name. @throws {Error} If it does not start. */
export async function openVenue(
  dependencies: VenueDependencies,
): Promise<Venue> {
  const { ARENA_VENUE: venue } = dependencies.settings;
  switch (venue) {
    case "builtin":
      return await openBuiltinVenue(dependencies);
    case "dflow":
      return openDflowVenue(dependencies);
    case "kalshi":
      return await openKalshiVenue(dependencies);
    case "polymarket":
      return await openPolymarketVenue(dependencies);
    case "hyperliquid":
      return openHyperliquidVenue(dependencies);
    default:
      return assertNever(venue);
  }
}
