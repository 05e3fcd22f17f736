import type { OpenEvent } from "./open_events.ts";

/** Markets of one event that are named: an event can have hundreds. */
const MARKETS_MAX = 12;
const TITLE_LENGTH_MAX = 300;

/** Returns what the web is asked about an event, in its venue's words. Nothing in it depends on who trades it. */
export function eventQuestion(event: OpenEvent, nowMs: number): string {
  const markets = [...event.markets.values()];
  const named = markets.slice(0, MARKETS_MAX).map((market) => {
    const { title, strike, closesAtMs } = market;
    const target = strike === null ? "" : ` (strike ${strike})`;
    return `- ${title.slice(0, TITLE_LENGTH_MAX)}${target}, trading ends ${
      isoMinute(closesAtMs)
    }`;
  });
  const left = markets.length - named.length;
  return [
    `It is ${isoMinute(nowMs)}. Event ${event.eventTicker} on ${event.venue}:`,
    ...named,
    ...(left > 0 ? [`- and ${left} more markets of the same event`] : []),
  ].join("\n");
}

function isoMinute(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16)}Z`;
}
