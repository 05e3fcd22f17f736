import type { VenueId } from "../../domain/market.ts";
import { NO_PAUSES, TradingPauses } from "../../domain/trading_pauses.ts";
import { DflowDecoder } from "../../venues/dflow/dflow_decoder.ts";
import { HYPERLIQUID_FACTS } from "../../venues/hyperliquid/facts.ts";
import { HyperliquidDecoder } from "../../venues/hyperliquid/hyperliquid_decoder.ts";
import { KALSHI_FACTS } from "../../venues/kalshi/facts.ts";
import { KalshiDecoder } from "../../venues/kalshi/kalshi_decoder.ts";
import { POLYMARKET_FACTS } from "../../venues/polymarket/facts.ts";
import { PolymarketDecoder } from "../../venues/polymarket/polymarket_decoder.ts";
import type { VenueDecoder } from "../../venues/venue_decoder.ts";
import type { VenueFacts } from "../../venues/venue_facts.ts";
import { UsageError } from "../flags.ts";

/** A venue that can be replayed: how its frames read, and when it did not trade. */
export interface PlayedVenue {
  readonly id: VenueId;
  readonly decoder: VenueDecoder;
  readonly pauses: TradingPauses;
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
      return played(KALSHI_FACTS, new KalshiDecoder());
    case "dflow":
      // A tape does not tell dflow from the built-in venue, which speaks as it does and never pauses.
      return { id, decoder: new DflowDecoder(), pauses: NO_PAUSES };
    case "polymarket":
      return played(POLYMARKET_FACTS, new PolymarketDecoder());
    case "hyperliquid":
      return played(HYPERLIQUID_FACTS, new HyperliquidDecoder());
    default:
      throw new UsageError(
        `Cannot run replay as the input must be of kalshi, dflow, polymarket or hyperliquid: current value is ${id}`,
      );
  }
}

function played(facts: VenueFacts, decoder: VenueDecoder): PlayedVenue {
  const { venue: id, maintenance } = facts;
  return { id, decoder, pauses: new TradingPauses(maintenance) };
}

/** Returns the error for input of more than one venue: an arena trades on one. */
export function mixedVenues(venues: readonly VenueId[]): UsageError {
  return new UsageError(
    `Cannot run replay as the input must be of one venue: current value is ${
      venues.join(" and ")
    }; replay them one by one`,
  );
}
