import type { JournalEntry, JournalRow } from "../../domain/journal.ts";
import { GENESIS_HASH } from "../../domain/journal.ts";
import {
  decided,
  enrolled,
  listed,
  phased,
} from "../../domain/testing/board_story.ts";
import { SeededRandom } from "../../runtime/mod.ts";

/** Eight models and five controls. */
const CONTESTANTS = 13;
/** How often each of them forecasts a market. */
const WAKES = 8;

/** Forecasts of one market. */
export const MARKET_DECISIONS = CONTESTANTS * WAKES;

const NAMES = Array.from({ length: CONTESTANTS }, (_, at) => `c${at}`);

/** Rows of an endless season: a market is listed, forecast by everybody and resolved before the next one. */
export class Season {
  readonly #random = new SeededRandom("boards");
  #sequence = 0;
  #markets = 0;

  /** Returns the rows that everything begins with. */
  opening(): readonly JournalRow[] {
    return NAMES.map(enrolled).map((entry) => this.#row(entry));
  }

  /** Returns the rows of the next market up to its result, and the row that resolves it. */
  market(): {
    readonly forecasts: readonly JournalRow[];
    readonly result: JournalRow;
  } {
    const market = this.#markets++;
    const truth = this.#random.next();
    const forecasts = [this.#row(listed(market))];
    for (let wake = 0; wake < WAKES; wake++) {
      for (const [at, who] of NAMES.entries()) {
        const off = (this.#random.next() - 0.5) * (at + 1) / CONTESTANTS;
        const probability = Math.min(1, Math.max(0, truth + off));
        const marketProbability = truth;
        forecasts.push(
          this.#row(
            decided({ who, market, wake, probability, marketProbability }),
          ),
        );
      }
    }
    const kind = this.#random.next() < truth ? "yes" : "no";
    return { forecasts, result: this.#row(phased(market, "final", kind)) };
  }

  #row(entry: JournalEntry): JournalRow {
    return {
      entry,
      causationId: null,
      correlationId: null,
      occurredAtMs: this.#markets,
      recordedAtMs: this.#markets,
      sequence: ++this.#sequence,
      previousHash: GENESIS_HASH,
      hash: GENESIS_HASH,
    };
  }
}
