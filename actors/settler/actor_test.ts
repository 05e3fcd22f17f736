import { assertEquals } from "@std/assert";
import { usd } from "../../domain/money.ts";
import { yesPrice } from "../../domain/price.ts";
import { SAMPLE_MARKET, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import {
  ENROLLED,
  FILLED,
  FINAL,
  MARKET,
  SUBMITTED,
} from "../../domain/testing/story.ts";
import type { DailyTask } from "../../domain/daily_task.ts";
import type { MarketId } from "../../domain/ids.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import type { ResolutionSource } from "../ports/resolution.ts";
import { startSettler } from "./actor.ts";
import type { SettlerDependencies } from "./dependencies.ts";
import { SETTLER_MAILBOX, type SettlerMessage } from "./protocol.ts";
import { CANCELED, HOLDING, LISTED, openSettler } from "./settler_testing.ts";

Deno.test("settler journals each phase once and in the market's own order, whatever the venue repeats", async () => {
  const { stage, report, phases, journal } = await openSettler(LISTED);
  journal.isHolding = true;
  for (
    const phase of [
      "open",
      "paused",
      "paused",
      "open",
      "paused",
      "open",
      "closed",
      "open",
    ] as const
  ) await report(phase);
  await stage.commit();
  await report("closed");
  await report("final");
  await report("final", { kind: "yes" });
  await report("closed");
  await report("void", { kind: "void" });
  await stage.commit();
  assertEquals(phases(), [
    "paused",
    "open",
    "paused",
    "open",
    "closed",
    "final",
  ]);
  assertEquals(journal.rows.at(-1)?.occurredAtMs, 7);
  await stage.close();
});

Deno.test("settler keeps the phase of a market that is not listed yet until it is", async () => {
  const { stage, report, commit, phases } = await openSettler();
  await report("final", { kind: "no" });
  assertEquals(phases(), []);
  await commit(LISTED);
  assertEquals(phases(), ["final"]);
  await stage.close();
});

for (
  const [name, resolution, payout] of [
    ["the side that won a dollar a contract", { kind: "yes" }, "4"],
    ["the side that lost nothing", { kind: "no" }, "0"],
    ["a scalar result its share", {
      kind: "scalar",
      yesPayout: yesPrice("0.25"),
    }, "1"],
    ["the cost of a void market back", { kind: "void" }, "2.20"],
  ] as const
) {
  Deno.test(`settler pays ${name}`, async () => {
    const { stage, report, payouts, books } = await openSettler(...HOLDING);
    await report(resolution.kind === "void" ? "void" : "final", resolution);
    assertEquals(payouts(), [usd(payout)]);
    assertEquals(books().ledger.total(), 0n);
    assertEquals([...books().positions.all()], []);
    await stage.close();
  });
}

Deno.test("settler waits for an order in the market that is still open, and pays what it filled as well", async () => {
  const { stage, report, commit, payouts } = await openSettler(
    ENROLLED,
    LISTED,
    SUBMITTED,
  );
  await report("final", { kind: "yes" });
  await commit(FILLED);
  assertEquals(payouts(), []);
  await commit(CANCELED);
  assertEquals(payouts(), [usd("4")]);
  await stage.close();
});

Deno.test("settler pays once, also where it restarts while the payment is on its way", async () => {
  const { stage, journal, report, payouts, books } = await openSettler(
    ...HOLDING,
  );
  await report("closed");
  journal.isHolding = true;
  await report("final", { kind: "yes" });
  await stage.commit();
  assertEquals(journal.waiting, 1);
  await stage.crash();
  await stage.commit();
  await stage.crash();
  assertEquals(journal.waiting, 0);
  assertEquals(payouts(), [usd("4")]);
  assertEquals(books().repeats, 0);
  await stage.close();
});

Deno.test("settler pays after a start what was not paid before it", async () => {
  const { stage, payouts } = await openSettler(...HOLDING, FINAL);
  assertEquals(payouts(), [usd("4")]);
  await stage.close();
});

Deno.test("settler marks everybody first, then what changed, and nobody whose positions have no bid", async () => {
  const { stage, journal, quote } = await openSettler(...HOLDING);
  const equities = () =>
    journal.entries("equity_marked").flatMap(({ marks }) =>
      marks.map(({ equity }) => equity)
    );
  await stage.advance(10_000);
  assertEquals(equities(), []);
  await quote("0.50");
  await stage.advance(20_000);
  assertEquals(equities(), [usd("999.73")]);
  await stage.crash();
  await quote("0.50");
  await stage.advance(20_000);
  assertEquals(equities(), [usd("999.73")]);
  await quote("0.60");
  await stage.advance(5_000);
  assertEquals(equities(), [usd("999.73"), usd("1000.13")]);
  await stage.close();
});

Deno.test("settler marks cash alone once a market is paid, whatever late quotes say", async () => {
  const { stage, journal, quote, report } = await openSettler(...HOLDING);
  await report("final", { kind: "yes" });
  await quote("0.99");
  await stage.advance(5_000);
  assertEquals(journal.entries("equity_marked").at(-1)?.marks, [{
    contestantId: SAMPLE_ORDER.contestantId,
    cash: usd("1001.73"),
    positionsAtBid: usd("0"),
    equity: usd("1001.73"),
  }]);
  await stage.close();
});

Deno.test("settler asks the venue about a market whose end nobody reported, and settles on the answer", async () => {
  const { stage, resolution, payouts } = await openSettler(...HOLDING);
  await stage.advance(SAMPLE_MARKET.closesAtMs + 20_000);
  assertEquals(resolution.asked, []);
  await stage.advance(60_000);
  assertEquals(resolution.asked, [MARKET]);
  resolution.answer(new Error("The venue does not answer"));
  await stage.advance(10_000);
  assertEquals(resolution.asked.length, 2);
  resolution.answer({
    marketId: MARKET,
    phase: "final",
    resolution: { kind: "yes" },
  });
  await stage.advance(60_000);
  assertEquals(resolution.asked.length, 2);
  assertEquals(payouts(), [usd("4")]);
  assertEquals(stage.failures, []);
  await stage.close();
});

/** A settler whose clock says 3,000 and whose venue only counts who asks. */
async function openLate(
  journal: HeldJournal,
  options: Partial<SettlerDependencies> = {},
) {
  const stage = new ActorStage<SettlerMessage>(journal);
  stage.test.clock.jumpBy(3_000);
  const asked: MarketId[] = [];
  const resolution: ResolutionSource = {
    venue: "kalshi",
    resolve: (marketId) => {
      asked.push(marketId);
      return Promise.resolve({ marketId, phase: "open", resolution: null });
    },
  };
  await stage.open(SETTLER_MAILBOX, (parts, context) =>
    startSettler({
      ...parts,
      resolution,
      equityIntervalMs: 5_000,
      ...options,
    }, context));
  return { stage, asked };
}

Deno.test("marks come after a restart when they would have come without one", async () => {
  const journal = new HeldJournal();
  journal.write(ENROLLED, { kind: "equity_marked", marks: [] });
  const { stage } = await openLate(journal);
  await stage.advance(1_999);
  assertEquals(journal.entries("equity_marked").length, 1);
  await stage.advance(1);
  assertEquals(journal.entries("equity_marked").length, 2);
  await stage.close();
});

Deno.test("settler asks the venue when the calendar says so, where there is one", async () => {
  const journal = new HeldJournal();
  journal.write({
    kind: "market_listed",
    market: { ...SAMPLE_MARKET, closesAtMs: 0 },
  });
  const { stage, asked } = await openLate(journal, { asksByCalendar: true });
  await stage.advance(60_000);
  assertEquals(asked, []);
  const tell = (task: DailyTask) =>
    stage.tell({ kind: "task_due", due: { task, dueAtMs: 60_000 } });
  await tell("select_events");
  assertEquals(asked, []);
  await tell("check_settlements");
  assertEquals(asked, [MARKET]);
  await stage.close();
});
