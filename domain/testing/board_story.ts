/**
 * A season's forecasts as journal entries. Only tests and benchmarks import it.
 *
 * @module
 */
import type { Decision } from "../decision.ts";
import { contestantId, decisionId, marketId } from "../ids.ts";
import {
  type EntryOf,
  GENESIS_HEAD,
  type JournalEntry,
  type JournalRow,
} from "../journal.ts";
import type { Resolution } from "../market.ts";
import { usd } from "../money.ts";
import { SAMPLE_MARKET } from "./samples.ts";

const ROUND_MS = 900_000;

/** Returns the id of the market of a number; three markets in a row are one event. */
export function marketOf(number: number) {
  return marketId("kalshi", `KXRAIN-${Math.floor(number / 3)}-${number % 3}`);
}

export function enrolled(name: string): EntryOf<"contestant_enrolled"> {
  return {
    kind: "contestant_enrolled",
    contestantId: contestantId(name),
    name,
    strategy: "rule-based",
    startingBalance: usd("1000"),
  };
}

export function listed(number: number): EntryOf<"market_listed"> {
  const ticker = `KXRAIN-${Math.floor(number / 3)}-${number % 3}`;
  return {
    kind: "market_listed",
    market: {
      ...SAMPLE_MARKET,
      id: marketOf(number),
      ticker,
      eventTicker: `KXRAIN-${Math.floor(number / 3)}`,
      opensAtMs: number * ROUND_MS,
      closesAtMs: (number + 1) * ROUND_MS,
    },
  };
}

/** What somebody forecasts of a market. */
export interface Forecast {
  readonly who: string;
  readonly market: number;
  /** Which of the market's wake-ups, from 0: a minute each. */
  readonly wake: number;
  readonly probability: number;
  readonly marketProbability: number | null;
}

export function decided(forecast: Forecast): EntryOf<"decision_made"> {
  const { who, market, wake, probability, marketProbability } = forecast;
  const decision: Decision = {
    id: decisionId(`d-${who}-${market}-${wake}`),
    contestantId: contestantId(who),
    marketId: marketOf(market),
    probabilityYes: probability,
    confidence: 0.5,
    reason: "as a test wants it",
    action: { kind: "hold" },
    causationId: `r-${market}-${wake}`,
    marketProbability,
    decidedAtMs: market * ROUND_MS + wake * 60_000,
  };
  return { kind: "decision_made", decision };
}

export function phased(
  number: number,
  phase: EntryOf<"market_phase_changed">["phase"],
  resolution: Resolution["kind"] | null,
): EntryOf<"market_phase_changed"> {
  return {
    kind: "market_phase_changed",
    marketId: marketOf(number),
    phase,
    resolution: resolution === "yes" || resolution === "no" ||
        resolution === "void"
      ? { kind: resolution }
      : null,
  };
}

/** Returns entries as rows whose hashes nobody checks, so that a million of them are made fast. */
export function unchained(
  entries: readonly JournalEntry[],
  atMs: (index: number) => number = (index) => index,
): readonly JournalRow[] {
  return entries.map((entry, index) => ({
    entry,
    causationId: null,
    correlationId: null,
    occurredAtMs: atMs(index),
    recordedAtMs: atMs(index),
    sequence: index + 1,
    previousHash: GENESIS_HEAD.hash,
    hash: GENESIS_HEAD.hash,
  }));
}
