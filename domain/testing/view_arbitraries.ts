import fc from "fast-check";
import type { ViewChange } from "../view_delta.ts";
import { samplePerpetualChanges } from "./perpetual_view_samples.ts";
import {
  SAMPLE_SETTLEMENT,
  sampleActor,
  sampleContestant,
  sampleDecision,
  sampleEvent,
  sampleFill,
  sampleMarket,
  sampleOrder,
  sampleSession,
  sampleSignal,
  sampleTrade,
} from "./view_samples.ts";

const ids = fc.integer({ min: 0, max: 150 }).map((number) => `id_${number}`);
const whole = fc.nat(100_000);
const equities = whole.map((amount) => `${amount}.00`);

/** Any change of a view, of every kind, with ids that repeat often. */
export const viewChanges: fc.Arbitrary<ViewChange> = fc.oneof(
  fc.record({
    kind: fc.constant("standings_changed" as const),
    contestants: fc.array(
      fc.tuple(ids, equities).map(([id, equity]) =>
        sampleContestant(id, equity)
      ),
      { maxLength: 4 },
    ),
  }),
  fc.record({
    kind: fc.constant("market_changed" as const),
    market: fc.record({
      id: ids,
      phase: fc.constantFrom("open" as const, "final" as const),
      closesAtMs: whole,
      offset: whole,
    }).map((fields) => sampleMarket(fields.id, fields)),
  }),
  fc.record({
    kind: fc.constant("quotes_changed" as const),
    quotes: fc.array(
      ids.map((id) => ({
        id,
        yesBid: "0.40",
        yesAsk: "0.42",
        quotedAtMs: 3_000,
      })),
      { maxLength: 3 },
    ),
  }),
  ids.map((id): ViewChange => ({
    kind: "signal_detected",
    signal: sampleSignal(id),
  })),
  ids.map((signalId): ViewChange => ({
    kind: "signal_scored",
    signalId,
    verdict: "hit",
  })),
  ids.map((id): ViewChange => ({
    kind: "decision_made",
    decision: sampleDecision(id),
  })),
  fc.tuple(ids, fc.constantFrom("accepted" as const, "filled" as const)).map((
    [id, status],
  ): ViewChange => ({
    kind: "order_changed",
    order: sampleOrder(id, status),
  })),
  ids.map((id): ViewChange => ({ kind: "order_filled", fill: sampleFill(id) })),
  fc.constant<ViewChange>({
    kind: "position_settled",
    settlement: SAMPLE_SETTLEMENT,
  }),
  ids.map((id): ViewChange => ({
    kind: "trade_attributed",
    trade: sampleTrade(id),
  })),
  ids.map((tradeId): ViewChange => ({ kind: "trade_retracted", tradeId })),
  ids.chain((id) => fc.constantFrom(...samplePerpetualChanges(id))),
  ids.map((orderId): ViewChange => ({
    kind: "controls_changed",
    controls: {
      trading: { state: "halted", step: null, detail: "Stop.", sinceMs: 1 },
      circuits: [],
      deadLetters: [{ orderId, reason: "Silence.", sinceMs: 2 }],
    },
  })),
  whole.map((offset): ViewChange => ({
    kind: "notice_posted",
    notice: { kind: "capital_moved", sentence: "A gift.", atMs: 1, offset },
  })),
  ids.map((id): ViewChange => ({
    kind: "session_opened",
    session: sampleSession(id),
  })),
  fc.tuple(ids, fc.integer({ min: 1, max: 40 }), fc.nat(3_000)).map((
    [sessionId, sequence, length],
  ): ViewChange => ({
    kind: "session_told",
    news: {
      sessionId,
      status: "decided",
      messages: [{
        sequence,
        kind: "reasoning",
        text: "x".repeat(length),
        atMs: 2,
      }],
      isTruncated: false,
    },
  })),
  ids.map((contestantId): ViewChange => ({
    kind: "model_changed",
    model: {
      contestantId,
      model: "a/model",
      calls: 1,
      faultsInARow: 0,
      lastFault: null,
      invalid: 0,
      failed: 0,
      canariesPlanted: 0,
      canariesFollowed: 0,
      promptTokens: 1,
      cachedTokens: 0,
      completionTokens: 1,
      reasoningTokens: 0,
    },
  })),
  fc.tuple(ids, fc.constantFrom("pending" as const, "settled" as const)).map((
    [id, state],
  ): ViewChange => ({ kind: "event_changed", event: sampleEvent(id, state) })),
  fc.tuple(ids, fc.nat(9)).map(([id, viewers]): ViewChange => ({
    kind: "viewers_changed",
    viewers: [{ id, viewers }],
  })),
  fc.tuple(whole, ids, whole).map((
    [atMs, contestantId, dollars],
  ): ViewChange => ({
    kind: "equity_marked",
    point: { atMs, offset: 1, equity: [{ contestantId, dollars }] },
  })),
  fc.array(ids, { maxLength: 5 }).map((paths): ViewChange => ({
    kind: "actors_listed",
    actors: paths.map((path) => sampleActor(path)),
  })),
  ids.map((path): ViewChange => ({
    kind: "actors_changed",
    actors: [sampleActor(path, { handled: 9 })],
  })),
  whole.map((nowMs): ViewChange => ({
    kind: "clock_ticked",
    nowMs,
    journalSequence: nowMs,
  })),
);
