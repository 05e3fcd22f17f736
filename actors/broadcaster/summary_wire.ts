import { eventKey, type EventName } from "../../domain/event_summary.ts";
import type { EntryOf, JournalRow } from "../../domain/journal.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { MarketStanding } from "../../domain/market_register.ts";
import { printUsd } from "../../domain/money.ts";
import { VIEW_LIMITS } from "../../domain/view_limits.ts";
import type { SummaryView } from "../../domain/view_summaries.ts";

/**
 * Returns a summary as it is shown: sources that the text refers to first.
 *
 * @param markets Those that are known: the event's first one names it.
 */
export function summaryView(
  entry: EntryOf<"event_summarized">,
  markets: ReadonlyMap<MarketId, MarketStanding>,
  { sequence, recordedAtMs }: Pick<JournalRow, "sequence" | "recordedAtMs">,
): SummaryView {
  const { summary, venue, eventTicker, cost } = entry;
  const cited = summary.sources.filter(({ isCited }) => isCited);
  const others = summary.sources.filter(({ isCited }) => !isCited);
  return {
    id: eventKey(entry),
    venue,
    eventTicker,
    title: titleOf(entry, markets),
    text: summary.text.slice(0, VIEW_LIMITS.messageLength),
    queries: [...summary.queries],
    sources: [...cited, ...others].slice(0, VIEW_LIMITS.summarySources),
    model: summary.model,
    cost: printUsd(cost),
    writtenAtMs: recordedAtMs,
    offset: sequence,
  };
}

function titleOf(
  name: EventName,
  markets: ReadonlyMap<MarketId, MarketStanding>,
): string {
  for (const { market } of markets.values()) {
    if (eventKey(market) === eventKey(name)) return market.title;
  }
  return name.eventTicker;
}
