import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type MarketId, marketId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { HoldAction } from "../../domain/settlement_check.ts";
import { SAMPLE_MARKET } from "../../domain/testing/samples.ts";
import { FILLED, MARKET, SUBMITTED } from "../../domain/testing/story.ts";
import { TestProbe } from "../../runtime/mod.ts";
import type { HoldReply } from "./protocol.ts";
import { HOLDING, openCheckingSettler } from "./settler_testing.ts";

const YES = { kind: "yes" } as const;
const NO = { kind: "no" } as const;
const VOID = { kind: "void" } as const;
const HOLDS = { holds: true, surpriseMin: 0.97 };
/** After the close of the sample market. */
const LATE_MS = SAMPLE_MARKET.closesAtMs + 1;
const OTHER = marketId("kalshi", "OTHER");

type Opened = Awaited<ReturnType<typeof openCheckingSettler>>;

/** Decides about a hold as an operator does. */
async function decide(
  { stage }: Opened,
  action: HoldAction,
  id: MarketId = MARKET,
): Promise<HoldReply | undefined> {
  const replyTo = new TestProbe<HoldReply>();
  await stage.tell({
    kind: "decide_hold",
    marketId: id,
    action,
    by: "ada",
    reason: "The venue confirmed it.",
    replyTo,
  });
  return replyTo.messages.at(-1);
}

function checks({ journal }: Opened) {
  return journal.entries("settlement_checked")
    .map(({ resolution, notes, isHeld }) => [
      resolution.kind,
      notes.map(({ doubt }) => doubt).join(" "),
      isHeld,
    ]);
}

/** A settler whose market's last price gave 98 % to YES, and the venue says NO. */
async function openSurprised(holds = true): Promise<Opened> {
  const opened = await openCheckingSettler({ ...HOLDS, holds }, ...HOLDING);
  await opened.quote("0.97", "0.99");
  return opened;
}

Deno.test("settler holds a result that the last price all but ruled out, and pays it by the venue's word once released", async () => {
  const opened = await openSurprised();
  await opened.report("final", NO, LATE_MS);
  assertEquals(checks(opened), [["no", "against_price", true]]);
  assertEquals([opened.phases(), opened.moved()], [["final"], []]);
  // The doubt is there before the result that it is about.
  const kinds = opened.journal.rows.map(({ entry }) => entry.kind);
  assert(
    kinds.indexOf("settlement_checked") < kinds.indexOf("market_phase_changed"),
  );
  assertEquals((await decide(opened, "keep"))?.kind, "hold_decided");
  assertEquals(opened.moved(), []);
  assertEquals((await decide(opened, "release"))?.kind, "hold_decided");
  assertEquals(opened.moved(), ["+0.00"]);
  const [row] = opened.journal.entries("settlement_hold_decided");
  assertEquals([row?.by, row?.reason, row?.resolution], [
    "ada",
    "The venue confirmed it.",
    NO,
  ]);
  assertEquals(opened.books().repeats, 0);
  assertEquals(opened.stage.failures, []);
  await opened.stage.close();
});

Deno.test("settler pays what is as it should be, and what is doubted but only to be noted", async () => {
  const sound = await openSurprised();
  await sound.report("final", YES, LATE_MS);
  assertEquals([checks(sound), sound.moved()], [[], ["+4.00"]]);
  await sound.stage.close();
  const noted = await openSurprised(false);
  await noted.report("final", NO, LATE_MS);
  assertEquals(checks(noted), [["no", "against_price", false]]);
  assertEquals(noted.moved(), ["+0.00"]);
  const reply = await decide(noted, "release");
  assert(reply?.kind === "hold_refused");
  assertStringIncludes(reply.reason, "current value is noted alone");
  await noted.stage.close();
});

Deno.test("settler holds a result of before the close, and a void market that is held", async () => {
  const early = await openCheckingSettler(HOLDS, ...HOLDING);
  await early.report("final", YES, SAMPLE_MARKET.closesAtMs - 1);
  assertEquals([checks(early), early.moved()], [
    [["yes", "before_close", true]],
    [],
  ]);
  await early.stage.close();
  const voided = await openCheckingSettler(HOLDS, ...HOLDING);
  await voided.report("void", VOID, LATE_MS);
  assertEquals([checks(voided), voided.moved()], [
    [["void", "void_after_trading", true]],
    [],
  ]);
  await decide(voided, "release");
  assertEquals(voided.moved(), ["+2.20"]);
  await voided.stage.close();
});

Deno.test("settler notes a doubt when the result is proposed, once, and holds it when it is final", async () => {
  const opened = await openSurprised();
  await opened.report("proposed", NO, LATE_MS);
  await opened.report("final", NO, LATE_MS + 1);
  assertEquals(checks(opened), [["no", "against_price", true]]);
  assertEquals([opened.phases(), opened.moved()], [["proposed", "final"], []]);
  await opened.stage.close();
});

Deno.test("settler checks another result anew, and one that was released is not held again", async () => {
  const opened = await openSurprised();
  await opened.report("final", NO, LATE_MS);
  await opened.report("final", YES, LATE_MS + 1);
  assertEquals(opened.moved(), ["+4.00"]);
  await opened.report("final", NO, LATE_MS + 2);
  // What was paid on a result that no longer stands is taken back in any case; nothing is paid in its place.
  assertEquals(opened.moved(), ["+4.00", "-4.00"]);
  await decide(opened, "release");
  await opened.report("disputed", null, LATE_MS + 3);
  await opened.report("final", NO, LATE_MS + 4);
  assertEquals(opened.moved(), ["+4.00", "-4.00", "+0.00", "-0.00", "+0.00"]);
  assertEquals(opened.books().ledger.total(), 0n);
  assertEquals(opened.stage.failures, []);
  await opened.stage.close();
});

Deno.test("settler comes to the same whichever row it crashes at, held and released", async () => {
  for (let crashedAt = 1; crashedAt <= 4; crashedAt++) {
    const opened = await openSurprised();
    opened.journal.isHolding = true;
    let row = 0;
    const commitAll = async () => {
      while (opened.journal.waiting > 0) {
        if (++row === crashedAt) await opened.stage.crash();
        await opened.stage.commit();
      }
    };
    await opened.report("final", NO, LATE_MS);
    await commitAll();
    assertEquals(opened.moved(), [], `held after a crash at ${crashedAt}`);
    // The venue says it again, as a feed that reconnects does.
    await opened.report("final", NO, LATE_MS);
    await commitAll();
    assertEquals(opened.moved(), []);
    await decide(opened, "release");
    await commitAll();
    assertEquals(opened.moved(), ["+0.00"], `after a crash at ${crashedAt}`);
    assertEquals(checks(opened).length, 1);
    await opened.stage.close();
  }
});

Deno.test("settler holds by what the market said when somebody last decided, where it has heard no price since a start", async () => {
  const decision: JournalEntry = {
    kind: "decision_made",
    decision: {
      id: "d_0123456789abcdef0123456789abcdef",
      contestantId: "mirror",
      marketId: MARKET,
      decidedAtMs: 5,
      probabilityYes: 0.5,
      confidence: 0.5,
      marketProbability: 0.98,
      reason: "As the market says.",
      action: { kind: "hold" },
    } as never,
  };
  const opened = await openCheckingSettler(HOLDS, ...HOLDING, decision);
  await opened.report("final", NO, LATE_MS);
  assertEquals([checks(opened), opened.moved()], [
    [["no", "against_price", true]],
    [],
  ]);
  await opened.stage.close();
});

Deno.test("settler marks what is held by its last quote, also after a restart", async () => {
  const opened = await openSurprised();
  await opened.stage.advance(5_000);
  await opened.report("final", NO, LATE_MS);
  await opened.stage.crash();
  const marked = () =>
    opened.journal.entries("equity_marked").at(-1)?.marks.at(0)?.positionsAtBid;
  assertEquals(marked(), 3_880_000n);
  await opened.commit({
    kind: "capital_moved",
    contestantId: opened.books().contestants.keys().next().value as never,
    amount: 1_000_000n as never,
    equityBefore: 1n as never,
    reason: "A deposit. (ada)",
  });
  const before = opened.journal.entries("equity_marked").length;
  await opened.stage.advance(5_000);
  assertEquals(opened.journal.entries("equity_marked").length, before + 1);
  assertEquals(marked(), 3_880_000n);
  await opened.stage.close();
});

Deno.test("settler pays other markets while one is held", async () => {
  if (SUBMITTED.kind !== "order_submitted") throw new Error("no order");
  if (FILLED.kind !== "order_filled") throw new Error("no fill");
  const orderId = "o_other" as typeof SUBMITTED.order.id;
  const opened = await openCheckingSettler(
    HOLDS,
    ...HOLDING,
    { kind: "market_listed", market: { ...SAMPLE_MARKET, id: OTHER } },
    {
      ...SUBMITTED,
      order: { ...SUBMITTED.order, id: orderId, marketId: OTHER },
    },
    {
      ...FILLED,
      fill: {
        ...FILLED.fill,
        id: "f_other" as typeof FILLED.fill.id,
        orderId,
        marketId: OTHER,
      },
    },
    { kind: "order_canceled", orderId, reason: "The rest." },
  );
  await opened.quote("0.97", "0.99");
  await opened.report("final", NO, LATE_MS);
  await opened.stage.tell({
    kind: "phase_reported",
    change: { marketId: OTHER, phase: "final", resolution: YES },
    occurredAtMs: LATE_MS,
  });
  assertEquals(opened.moved(), ["+4.00"]);
  const reply = await decide(opened, "release", OTHER);
  assert(reply?.kind === "hold_refused");
  assertStringIncludes(reply.reason, "current value is no doubt");
  await opened.stage.close();
});
