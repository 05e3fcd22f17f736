import { assertEquals, assertStringIncludes } from "@std/assert";
import { marketId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { Market } from "../../domain/market.ts";
import { usd } from "../../domain/money.ts";
import { SAMPLE_MARKET } from "../../domain/testing/samples.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import type { EventSummaries, SummaryOutcome } from "../ports/event_summary.ts";
import { startSummarizer, type SummarizerOptions } from "./actor.ts";
import { SUMMARIZER_MAILBOX, type SummarizerMessage } from "./protocol.ts";

const HOUR_MS = 3_600_000;

const WRITTEN: SummaryOutcome = {
  kind: "summarized",
  summary: {
    text: "It is up.[1]",
    queries: ["bitcoin"],
    sources: [],
    model: "perplexity/sonar",
  },
  cost: { amount: usd("0.01"), source: "provider" },
};

const FAILED: SummaryOutcome = {
  kind: "failed",
  fault: {
    kind: "overloaded",
    detail: "busy",
    retryAfterMs: null,
    httpStatus: 503,
  },
  cost: { amount: usd("0"), source: "catalog" },
};

/** A web that answers when it is told to. */
class HeldWeb implements EventSummaries {
  readonly costMax = usd("0.02");
  readonly questions: string[] = [];
  readonly signals: AbortSignal[] = [];
  #waiting: ((outcome: SummaryOutcome) => void)[] = [];

  summarize(question: string, signal: AbortSignal): Promise<SummaryOutcome> {
    this.questions.push(question);
    this.signals.push(signal);
    const { promise, resolve } = Promise.withResolvers<SummaryOutcome>();
    this.#waiting.push(resolve);
    return promise;
  }

  answer(outcome: SummaryOutcome): void {
    for (const resolve of this.#waiting.splice(0)) resolve(outcome);
  }
}

function market(event: string, change: Partial<Market> = {}): Market {
  return {
    ...SAMPLE_MARKET,
    id: marketId("kalshi", `${event}-1`),
    ticker: `${event}-1`,
    eventTicker: event,
    title: `Will ${event} happen?`,
    closesAtMs: 24 * HOUR_MS,
    ...change,
  };
}

function listed(...markets: readonly Market[]): readonly JournalEntry[] {
  return markets.map((one) => ({ kind: "market_listed", market: one }));
}

async function open(
  entries: readonly JournalEntry[],
  { onlyEvents = false, ...options }: Partial<SummarizerOptions> & {
    readonly onlyEvents?: boolean;
  } = {},
) {
  const journal = new HeldJournal();
  journal.write(...entries);
  const web = new HeldWeb();
  const stage = new ActorStage<SummarizerMessage>(journal);
  await stage.open(
    SUMMARIZER_MAILBOX,
    (parts, context) =>
      startSummarizer({
        ...parts,
        summaries: web,
        onlyEvents,
        options: {
          leadMs: HOUR_MS,
          refreshMs: 6 * HOUR_MS,
          dailyBudget: usd("1"),
          ...options,
        },
      }, context),
  );
  const round = () => stage.tell({ kind: "round_started", causationId: "r_1" });
  const answer = async (outcome: SummaryOutcome) => {
    web.answer(outcome);
    await stage.settle();
  };
  return { stage, journal, web, round, answer };
}

Deno.test("summarizer asks about an event once, with all its markets, and journals what the web says", async () => {
  const { stage, journal, web, round, answer } = await open(listed(
    market("RAIN"),
    market("RAIN", { id: marketId("kalshi", "RAIN-2"), title: "Over 2 in?" }),
  ));
  await round();
  await round();
  assertEquals(web.questions.length, 1);
  assertStringIncludes(web.questions[0] ?? "", "Event RAIN on kalshi");
  assertStringIncludes(web.questions[0] ?? "", "- Will RAIN happen?");
  assertStringIncludes(web.questions[0] ?? "", "- Over 2 in?");
  await answer(WRITTEN);
  await round();
  assertEquals(web.questions.length, 1);
  assertEquals(journal.entries("event_summarized"), [{
    kind: "event_summarized",
    venue: "kalshi",
    eventTicker: "RAIN",
    cost: usd("0.01"),
    costSource: "provider",
    summary: WRITTEN.kind === "summarized" ? WRITTEN.summary : WRITTEN,
  }]);
  await stage.close();
});

Deno.test("summarizer passes over what ends too soon, and asks the soonest first, two at a time", async () => {
  const { stage, web, round, answer } = await open(listed(
    market("LATE", { closesAtMs: 30 * HOUR_MS }),
    market("SOON", { closesAtMs: HOUR_MS - 1 }),
    market("NEXT", { closesAtMs: 2 * HOUR_MS }),
    market("MIDDLE", { closesAtMs: 3 * HOUR_MS }),
  ));
  await round();
  const asked = () =>
    web.questions.map((question) => /Event (\w+)/.exec(question)?.[1]);
  assertEquals(asked(), ["NEXT", "MIDDLE"]);
  await round();
  assertEquals(web.questions.length, 2);
  await answer(WRITTEN);
  await round();
  assertEquals(asked(), ["NEXT", "MIDDLE", "LATE"]);
  await stage.close();
});

Deno.test("summarizer writes anew after a while, and waits longer after each failure", async () => {
  const { stage, web, round, answer } = await open(listed(market("RAIN")));
  const asked = async (afterMs: number) => {
    await stage.advance(afterMs);
    await round();
    return web.questions.length;
  };
  await round();
  await answer(FAILED);
  assertEquals(await asked(299_999), 1);
  assertEquals(await asked(1), 2);
  await answer(FAILED);
  assertEquals(await asked(599_999), 2);
  assertEquals(await asked(1), 3);
  await answer(WRITTEN);
  assertEquals(await asked(6 * HOUR_MS - 1), 3);
  assertEquals(await asked(1), 4);
  await stage.close();
});

Deno.test("summarizer stays within the day's budget, also after a restart", async () => {
  const { stage, web, round, answer } = await open(
    listed(market("RAIN"), market("SNOW"), market("WIND")),
    { dailyBudget: usd("0.025") },
  );
  await round();
  assertEquals(web.questions.length, 1);
  await answer(WRITTEN);
  await stage.crash();
  // 1 cent is spent and 1.5 are left, but the next one might cost 2.
  await round();
  assertEquals(web.questions.length, 1);
  await stage.advance(24 * HOUR_MS - HOUR_MS - 2);
  await round();
  assertEquals(web.questions.length, 1);
  await stage.close();
});

Deno.test("summarizer writes down that it asks before it asks", async () => {
  const { stage, journal, web, round } = await open(listed(market("RAIN")));
  journal.isHolding = true;
  await round();
  assertEquals(web.questions.length, 0);
  journal.isHolding = false;
  await stage.commit();
  assertEquals(web.questions.length, 1);
  assertEquals(journal.entries("event_summary_asked"), [{
    kind: "event_summary_asked",
    venue: "kalshi",
    eventTicker: "RAIN",
    reserved: usd("0.02"),
  }]);
  await stage.close();
});

Deno.test("summarizer charges what a crash cut off with what it may have cost, once, and asks anew after a while", async () => {
  const { stage, journal, web, round } = await open(
    listed(market("RAIN"), market("SNOW")),
    { dailyBudget: usd("0.06") },
  );
  const failures = () => journal.entries("event_summary_failed");
  await round();
  assertEquals(web.questions.length, 2);
  await stage.crash();
  assertEquals(
    failures().map(({ cost, costSource, fault }) => [cost, costSource, fault]),
    [
      [usd("0.02"), "estimate", "aborted"],
      [usd("0.02"), "estimate", "aborted"],
    ],
  );
  await stage.crash();
  assertEquals(failures().length, 2);
  await stage.advance(299_000);
  await round();
  assertEquals(web.questions.length, 2);
  // What was cut off has used up the budget of two, and leaves one.
  await stage.advance(1_000);
  await round();
  assertEquals(web.questions.length, 3);
  await stage.close();
});

Deno.test("summarizer charges nothing twice where it crashes between what the web said and its row", async () => {
  const { stage, journal, web, round, answer } = await open(
    listed(market("RAIN")),
  );
  await round();
  journal.isHolding = true;
  await answer(WRITTEN);
  await stage.crash();
  journal.isHolding = false;
  await stage.commit();
  await stage.crash();
  // The next incarnation begins once the row that was on its way is there, and finds nothing cut off.
  assertEquals(web.questions.length, 1);
  assertEquals(journal.entries("event_summarized").length, 1);
  assertEquals(journal.entries("event_summary_failed").length, 0);
  await stage.close();
});

Deno.test("summarizer forgets an event that is over, and lets go of what it asked when it crashes", async () => {
  const { stage, journal, web, round } = await open(listed(market("RAIN")));
  await round();
  await stage.crash();
  assertEquals(web.signals[0]?.aborted, true);
  journal.commitForeign({
    kind: "market_phase_changed",
    marketId: marketId("kalshi", "RAIN-1"),
    phase: "final",
    resolution: { kind: "yes" },
  });
  await round();
  assertEquals(web.questions.length, 1);
  await stage.close();
});

Deno.test("summarizer asks about chosen events alone where events are chosen, and as soon as each is", async () => {
  const { stage, journal, web, round } = await open(
    listed(market("A"), market("B")),
    { onlyEvents: true },
  );
  await round();
  assertEquals(web.questions.length, 0);
  journal.commitForeign({
    kind: "event_selected",
    marketId: marketId("kalshi", "B-1"),
    category: "weather",
    selection: "noon",
    by: "arena",
    reason: "It is time.",
  });
  await stage.settle();
  assertEquals(web.questions.length, 1);
  assertStringIncludes(web.questions[0] ?? "", "Event B on kalshi");
  await stage.close();
});
