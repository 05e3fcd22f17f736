import type { Journal } from "../../actors/ports/journal.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { usd } from "../../domain/money.ts";
import type { Clock } from "../../runtime/clock.ts";
import { PaperExchange } from "../../venues/paper/paper_exchange.ts";
import type { PlayedFeed } from "../path/played_feed.ts";
import { TAKER } from "./taker.ts";

const STARTING_BALANCE = usd("1000000000");

/** Returns the paper exchange once it knows the markets of `feed` and their books. */
export function openPaper(feed: PlayedFeed, clock: Clock): PaperExchange {
  const paper = new PaperExchange({ venue: "kalshi", latencyMs: 0, clock });
  for (const market of feed.markets) {
    paper.onMarketEvent({ kind: "market_listed", market });
  }
  for (const { events } of feed.steps) {
    for (const event of events) paper.onMarketEvent(event);
  }
  return paper;
}

/** Journals the markets of `feed` and the one contestant, at `atMs` in Unix milliseconds. */
export async function writePremises(
  journal: Journal,
  feed: PlayedFeed,
  atMs: number,
): Promise<void> {
  const entries: readonly JournalEntry[] = [
    ...feed.markets.map((market) =>
      ({ kind: "market_listed", market }) as const
    ),
    {
      kind: "contestant_enrolled",
      contestantId: TAKER,
      name: "Taker",
      strategy: "bench",
      startingBalance: STARTING_BALANCE,
    },
  ];
  await Promise.all(entries.map((entry) =>
    journal.append({
      entry,
      causationId: null,
      correlationId: null,
      occurredAtMs: atMs,
      recordedAtMs: atMs,
    })
  ));
}
