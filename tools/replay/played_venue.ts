import type { VenueId } from "../../domain/market.ts";
import { DflowDecoder } from "../../venues/dflow/dflow_decoder.ts";
import { HyperliquidDecoder } from "../../venues/hyperliquid/hyperliquid_decoder.ts";
import { KalshiDecoder } from "../../venues/kalshi/kalshi_decoder.ts";
import { PolymarketDecoder } from "../../venues/polymarket/polymarket_decoder.ts";
import type { VenueDecoder } from "../../venues/venue_decoder.ts";
import { UsageError } from "../flags.ts";

/** A venue that can be replayed: how its frames read. */
export interface PlayedVenue {
  readonly id: VenueId;
  readonly decoder: VenueDecoder;
}

/** Returns the one venue that the input is of. @throws {UsageError} If it is of none, of several, or of one that is not known. */
export function playedVenue(venues: readonly VenueId[]): PlayedVenue {
  const [id] = venues;
  if (id === undefined) {
    throw new UsageError(
      "Cannot run replay as PATH must hold frames of a venue: name a tape or a recording folder",
    );
  }
  if (venues.length > 1) throw mixedVenues(venues);
  switch (id) {
    case "kalshi":
      return { id, decoder: new KalshiDecoder() };
    case "dflow":
      return { id, decoder: new DflowDecoder() };
    case "polymarket":
      return { id, decoder: new PolymarketDecoder() };
    case "hyperliquid":
      return { id, decoder: new HyperliquidDecoder() };
    default:
      throw new UsageError(
        `Cannot run replay as the input must be of kalshi, dflow, polymarket or hyperliquid: current value is ${id}`,
      );
  }
}

/** Returns the error for input of more than one venue: an arena trades on one. */
export function mixedVenues(venues: readonly VenueId[]): UsageError {
  return new UsageError(
    `Cannot run replay as the input must be of one venue: current value is ${
      venues.join(" and ")
    }; replay them one by one`,
  );
}
