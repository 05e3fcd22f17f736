import { JournalCursor } from "../../actors/ports/journal_cursor.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { MemoryJournal } from "../../db/memory_journal.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { ArenaStage } from "../../tools/replay/stage.ts";
import { type PlayedFeed, START_MS } from "./played_feed.ts";
import { LATENCY_MS, type PathFact, pathOptions } from "./setup.ts";

/** The real arena under a simulated clock, on which a feed can be played once. */
export class ArenaPath {
  readonly #stage: ArenaStage;
  readonly #journal: MemoryJournal;
  readonly #failures: readonly string[];

  /** Use `open`, which also lists the markets. */
  constructor(
    stage: ArenaStage,
    journal: MemoryJournal,
    failures: readonly string[],
  ) {
    this.#stage = stage;
    this.#journal = journal;
    this.#failures = failures;
  }

  /** Starts the arena and lists the markets of `feed`. */
  static async open(feed: PlayedFeed): Promise<ArenaPath> {
    const journal = new MemoryJournal(SILENT_LOG);
    const failures: string[] = [];
    const stage = await ArenaStage.open({
      venue: "kalshi",
      journal,
      arena: pathOptions(),
      paperLatencyMs: LATENCY_MS,
      seed: 1,
      startMs: START_MS,
      onFailure: ({ path, error }) =>
        failures.push(`${path}: ${error.message}`),
    });
    await stage.emit(
      feed.markets.map((market) => ({ kind: "market_listed", market })),
    );
    return new ArenaPath(stage, journal, failures);
  }

  /** Plays every step at its time and waits for the last fill. */
  async play({ steps }: PlayedFeed): Promise<void> {
    const stage = this.#stage;
    for (const { atMs, events } of steps) {
      if (!stage.advanceAtOnce(atMs)) await stage.advanceTo(atMs);
      if (!stage.emitAtOnce(events)) await stage.emit([]);
    }
    await stage.advanceTo(stage.clock.nowMs() + LATENCY_MS);
  }

  /** Returns what the journal has of paths, in its order. @throws {Error} If an actor has failed. */
  async facts(): Promise<readonly PathFact[]> {
    if (this.#failures.length > 0) {
      throw new Error(
        `Cannot measure paths as no actor may fail: current value is ${
          this.#failures.join(", ")
        }`,
      );
    }
    const facts: PathFact[] = [];
    await new JournalCursor(this.#journal, ({ entry }) => {
      if (isPathFact(entry)) facts.push(entry);
    }).catchUp();
    return facts;
  }

  close(): Promise<void> {
    return this.#stage.close();
  }
}

function isPathFact(entry: JournalEntry): entry is PathFact {
  return entry.kind === "signal_detected" || entry.kind === "decision_made" ||
    entry.kind === "order_submitted" || entry.kind === "order_filled";
}
