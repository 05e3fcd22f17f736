import type { ArenaBooks } from "../../domain/fold.ts";
import {
  flatPerpetual,
  type PerpetualPosition,
} from "../../domain/perpetual.ts";
import type { Difference } from "./differences.ts";

type Key = Pick<PerpetualPosition, "contestantId" | "marketId">;

/**
 * Compares what the venue says of perpetuals with the journal. Nothing is said of who is not enrolled, and of a market
 * in which an order of the contestant is not over.
 *
 * @param held What everybody holds by the venue; left out where it says nothing of perpetuals.
 */
export function comparePerpetuals(
  { contestants, perpetuals, perpetualOrders }: Pick<
    ArenaBooks,
    "contestants" | "perpetuals" | "perpetualOrders"
  >,
  held: readonly PerpetualPosition[] | undefined,
): { readonly differences: readonly Difference[]; readonly checked: number } {
  if (held === undefined) return { differences: [], checked: 0 };
  const byVenue = new Map(held.map((position) => [keyOf(position), position]));
  const places = new Map<string, Key>(byVenue);
  for (const position of perpetuals.all()) {
    places.set(keyOf(position), position);
  }
  const open = new Set([...perpetualOrders.open.values()].map(keyOf));
  const differences: Difference[] = [];
  let checked = 0;
  for (const [key, place] of places) {
    if (!contestants.has(place.contestantId) || open.has(key)) continue;
    checked++;
    const journal = perpetuals.get(place);
    const venue = byVenue.get(key) ?? flatPerpetual(place);
    if (journal.size === venue.size) continue;
    differences.push({ kind: "perpetual_differs", journal, venue });
  }
  return { differences, checked };
}

function keyOf({ contestantId, marketId }: Key): string {
  return `${contestantId} ${marketId}`;
}
