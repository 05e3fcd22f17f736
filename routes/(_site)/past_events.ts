import type { History } from "../../actors/ports/history.ts";
import { type MarketId, parseMarketId } from "../../domain/ids.ts";
import type { EventView } from "../../domain/view_events.ts";
import { ReadGate } from "../(_api)/read_gate.ts";

/** Returns an event that was ever chosen, as it stands now; `null` for what never was one, or while nobody can look. */
export type ReadPastEvent = (id: string) => Promise<EventView | null>;

/**
 * Returns what looks events up that have left the list of the newest ones.
 *
 * @param history Returns where to look; `null` while the database is not open.
 */
export function pastEvents(history: () => History | null): ReadPastEvent {
  const gate = new ReadGate();
  return async (id) => {
    const source = history();
    const marketId = marketIdOf(id);
    if (source === null || marketId === null) return null;
    const page = await gate.pass(() =>
      source.page({
        kind: "events",
        contestantId: null,
        marketId,
        before: null,
        limit: 1,
      })
    );
    const item = page?.items[0];
    if (item === undefined) return null;
    const { marketTitle: title, marketId: _, lastOffset, ...event } = item;
    const ticker = id.slice(id.indexOf(":") + 1);
    return { ...event, id, ticker, title, viewers: 0, offset: lastOffset };
  };
}

function marketIdOf(text: string): MarketId | null {
  try {
    return parseMarketId(text);
  } catch {
    return null;
  }
}
