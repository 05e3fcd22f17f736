import { assertEquals } from "@std/assert";
import { orderId } from "../../domain/ids.ts";
import { quantity, usd } from "../../domain/money.ts";
import { SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { FINAL, MARKET, MIRROR } from "../../domain/testing/story.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import type { VenueAccountReport } from "../ports/execution.ts";
import {
  ACCEPTED,
  AGREEING,
  halt,
  HALTED,
  HOLDING,
  INTERVAL_MS,
  LOST,
  openReconciler,
  openReconcilerAfter,
  SUBMITTED,
} from "./reconciler_testing.ts";

const { id: ORDER_ID } = SAMPLE_ORDER;
const SIX: VenueAccountReport = {
  ...AGREEING,
  positions: AGREEING.positions.map((position) => ({
    ...position,
    quantity: quantity("6"),
  })),
};
const POORER: VenueAccountReport = {
  ...AGREEING,
  balances: [{ contestantId: MIRROR, cash: usd("990") }],
};

Deno.test("reconciler halts the arena over a holding first, and corrects it once nobody can trade", async () => {
  const { stage, journal, risk, agree, commit, passes, books } =
    await openReconcilerAfter(...HOLDING);
  await agree(SIX, 3);
  const detail =
    `mirror holds 4.00 yes of ${MARKET} by the journal and 6.00 by the venue.`;
  assertEquals(risk.messages, [halt(detail)]);
  assertEquals(passes(), [], "the halt is not in the journal");
  await stage.advance(10_000);
  assertEquals(risk.messages.length, 2, "risk may have lost it");
  await commit(HALTED);
  assertEquals(passes(), ["start 1"]);
  assertEquals(journal.entries("position_corrected"), []);
  await stage.advance(10_000);
  await agree(SIX, 3);
  assertEquals(journal.entries("position_corrected"), [{
    kind: "position_corrected",
    contestantId: MIRROR,
    marketId: MARKET,
    outcome: "yes",
    quantityBefore: quantity("4"),
    quantityAfter: quantity("6"),
    costAfter: usd("4.20"),
    reason: "Two reports of the venue agree on it.",
  }]);
  assertEquals(passes(), ["start 1", "periodic 1"]);
  assertEquals(books().ledger.total(), 0n);
  assertEquals(risk.messages.length, 2);
  await stage.close();
});

Deno.test("reconciler halts the contestant alone whose own account differs, and corrects it", async () => {
  const { stage, journal, execution, risk, agree, commit, passes, books } =
    await openReconcilerAfter(...HOLDING);
  execution.ownAccounts = new Set([MIRROR]);
  await agree(SIX, 3);
  const scope = { kind: "contestant", contestantId: MIRROR } as const;
  const detail =
    `mirror holds 4.00 yes of ${MARKET} by the journal and 6.00 by the venue.`;
  assertEquals(risk.messages, [halt(detail, scope)]);
  assertEquals(passes(), [], "the halt is not in the journal");
  await commit({ ...HALTED, scope });
  assertEquals(passes(), ["start 1"]);
  await stage.advance(10_000);
  await agree(SIX, 3);
  assertEquals(journal.entries("position_corrected").length, 1);
  assertEquals([...books().positions.all()][0]?.quantity, quantity("6"));
  assertEquals(risk.messages.length, 1);
  await stage.close();
});

Deno.test("reconciler halts each account that differs, and the arena over what nobody has to itself", async () => {
  const theirs = orderId("o_theirs");
  const nobodys = orderId("o_nobodys");
  const { stage, execution, risk, agree, commit, passes } =
    await openReconcilerAfter(...HOLDING);
  execution.ownAccounts = new Set([MIRROR]);
  await agree({
    ...POORER,
    openOrders: [theirs, nobodys],
    owners: new Map([[theirs, MIRROR]]),
  });
  const scope = { kind: "contestant", contestantId: MIRROR } as const;
  assertEquals(risk.messages, [
    halt(
      `The venue works on order ${theirs}, which is none of ours. Other differences: 1.`,
      scope,
    ),
    halt(`The venue works on order ${nobodys}, which is none of ours.`),
  ]);
  await commit({ ...HALTED, scope });
  assertEquals(passes(), [], "the arena is not halted yet");
  await commit(HALTED);
  assertEquals(passes(), ["start 3"]);
  assertEquals(execution.canceled, [theirs, nobodys]);
  await stage.close();
});

Deno.test("reconciler takes away what the venue does not have, at its share of the cost", async () => {
  const { stage, journal, agree, books } = await openReconcilerAfter(
    ...HOLDING,
    HALTED,
  );
  await agree({
    ...AGREEING,
    positions: AGREEING.positions.map((position) => ({
      ...position,
      quantity: quantity("1"),
    })),
  }, 3);
  assertEquals(
    journal.entries("position_corrected").map(({ costAfter }) => costAfter),
    [usd("0.55")],
  );
  assertEquals([...books().positions.all()][0]?.quantity, quantity("1"));
  await stage.close();
});

Deno.test("reconciler corrects no holding in a market with orders of the contestant", async () => {
  const id = orderId("o_2");
  const { stage, journal, agree, passes } = await openReconcilerAfter(
    ...HOLDING,
    { ...SUBMITTED, order: { ...SAMPLE_ORDER, id, status: "submitted" } },
    { ...ACCEPTED, orderId: id },
    HALTED,
  );
  await agree({ ...SIX, openOrders: [id] }, 3);
  assertEquals(journal.entries("position_corrected"), []);
  assertEquals(passes(), ["start 1"]);
  await stage.close();
});

Deno.test("reconciler takes no holding for lost where the venue does not say twice that its market goes on", async () => {
  const silence = new Error("No answer");
  const final = {
    kind: "phase_reported",
    change: { marketId: MARKET, phase: "final", resolution: FINAL.resolution },
  } as const;
  for (
    const [first, second, told] of [
      ["final", "final", [final, final]],
      ["open", "final", [final]],
      ["open", silence, []],
      [silence, "open", []],
    ] as const
  ) {
    const { stage, journal, settler, risk, answer, say, passes } =
      await openReconcilerAfter(...HOLDING);
    const gone = { ...AGREEING, positions: [] };
    say(first);
    await answer(gone);
    say(second);
    await stage.advance(10_000);
    await answer(gone);
    await stage.advance(10_000);
    await answer(gone);
    assertEquals(passes(), ["start 1"]);
    risk.expectNoMessage();
    assertEquals(journal.entries("position_corrected"), []);
    assertEquals(
      settler.messages.map((message) =>
        message.kind === "phase_reported"
          ? { kind: message.kind, change: message.change }
          : message
      ),
      [...told],
    );
    await stage.close();
  }
});

Deno.test("reconciler counts no word on a market that it asked for in an earlier pass", async () => {
  const { stage, risk, answer, say, passes } = await openReconcilerAfter(
    ...HOLDING,
  );
  const gone = { ...AGREEING, positions: [] };
  const late = Promise.withResolvers<"open">();
  say(late.promise);
  await answer(gone);
  await stage.advance(10_000);
  await answer(LOST);
  say("open");
  late.resolve("open");
  await stage.advance(1_000);
  await answer(gone);
  say(new Error("No answer"));
  await stage.advance(10_000);
  await answer(gone);
  await stage.advance(10_000);
  await answer(gone);
  assertEquals(passes(), ["start 1"]);
  risk.expectNoMessage();
  await stage.close();
});

Deno.test("reconciler leaves cash alone that moved while the halt was on its way", async () => {
  const { stage, journal, agree, commit, passes } = await openReconcilerAfter(
    ...HOLDING,
  );
  await agree(POORER);
  await commit({
    kind: "capital_moved",
    contestantId: MIRROR,
    amount: usd("-7.73"),
    equityBefore: usd("1000"),
    reason: "A withdrawal.",
  }, HALTED);
  assertEquals(passes(), ["start 1"]);
  assertEquals(journal.entries("balance_corrected"), []);
  await stage.close();
});

Deno.test("reconciler corrects cash beyond the drift threshold, halts the arena and leaves the rest alone", async () => {
  const { stage, journal, risk, agree, commit, answer, passes, books } =
    await openReconcilerAfter(...HOLDING);
  await agree(POORER);
  assertEquals(risk.messages, [
    halt(
      "The cash of mirror at the venue differs from the journal's by -$7.73.",
    ),
  ]);
  await commit(HALTED);
  assertEquals(journal.entries("balance_corrected"), [{
    kind: "balance_corrected",
    contestantId: MIRROR,
    amount: usd("-7.73"),
    reason: "Two reports of the venue agree on it.",
  }]);
  assertEquals(books().contestants.get(MIRROR)?.cash, usd("990"));
  await stage.advance(INTERVAL_MS);
  const balances = [{ contestantId: MIRROR, cash: usd("990.50") }];
  await answer({ ...AGREEING, balances });
  assertEquals(passes(), ["start 1", "periodic 1"]);
  assertEquals(journal.entries("balance_corrected").length, 1);
  assertEquals(risk.messages.length, 1);
  await stage.close();
});

Deno.test("reconciler believes no difference that the next report does not have", async () => {
  for (const second of [AGREEING, { ...POORER, ...SIX }]) {
    const { stage, journal, risk, answer, passes } = await openReconcilerAfter(
      ...HOLDING,
    );
    await answer(POORER);
    await stage.advance(10_000);
    await answer(second);
    assertEquals(passes(), ["start 0"]);
    assertEquals(journal.entries("balance_corrected"), []);
    risk.expectNoMessage();
    await stage.close();
  }
});

Deno.test("reconciler takes back what the venue works on and is over for us, once the halt is journaled", async () => {
  const { stage, execution, risk, agree, answer, commit, passes } =
    await openReconcilerAfter(...HOLDING);
  const stray = [ORDER_ID, orderId("o_9")];
  await agree({ ...AGREEING, openOrders: stray });
  assertEquals(risk.messages, [
    halt(
      "The venue works on order o_1, which is over by the journal. Other differences: 1.",
    ),
  ]);
  assertEquals(execution.canceled, []);
  await commit(HALTED);
  assertEquals([execution.canceled, passes()], [stray, ["start 2"]]);
  await stage.advance(10_000);
  await answer(AGREEING);
  assertEquals(passes(), ["start 2", "periodic 0"]);
  assertEquals(stage.failures, []);
  await stage.close();
});

Deno.test("reconciler that crashes with a correction on its way makes it no second time", async () => {
  const journal = new HeldJournal();
  journal.write(...HOLDING, HALTED);
  const { stage, answer, agree, passes, books } = await openReconciler(
    journal,
  );
  journal.isHolding = true;
  await agree(POORER);
  assertEquals(journal.waiting, 2);
  await stage.crash();
  await stage.commit();
  journal.isHolding = false;
  await stage.settle();
  await answer(POORER);
  assertEquals(journal.entries("balance_corrected").length, 1);
  assertEquals(passes(), ["start 1", "start 0"]);
  assertEquals(books().contestants.get(MIRROR)?.cash, usd("990"));
  await stage.close();
});

Deno.test("reconciler corrects nothing while rows are on their way, and looks again soon", async () => {
  const journal = new HeldJournal();
  journal.write(...HOLDING, HALTED);
  const { stage, answer, agree, trigger, passes } = await openReconciler(
    journal,
  );
  await answer(AGREEING);
  journal.isHolding = true;
  await trigger("operator");
  await answer(AGREEING);
  assertEquals(journal.waiting, 1, "the row that the pass ended with");
  await trigger("operator");
  await agree(SIX, 3);
  assertEquals(journal.waiting, 2);
  await stage.commit();
  journal.isHolding = false;
  assertEquals(passes(), ["start 0", "operator 0", "operator 1"]);
  await stage.advance(10_000);
  await agree(SIX, 3);
  assertEquals(journal.entries("position_corrected").length, 1);
  await stage.close();
});

Deno.test("reconciler looks ever more rarely again at what it cannot correct, and soon again at what is new", async () => {
  const { stage, execution, answer, agree, passes } = await openReconcilerAfter(
    ...HOLDING,
    HALTED,
  );
  const report = { ...AGREEING, openOrders: [orderId("o_9")] };
  await agree(report);
  await stage.advance(10_000);
  await agree(report);
  assertEquals([execution.asked.length, passes().length], [4, 2]);
  await stage.advance(19_999);
  assertEquals(execution.asked.length, 4);
  await stage.advance(1);
  await answer(AGREEING);
  assertEquals([execution.asked.length, passes().length], [5, 3]);
  await stage.advance(INTERVAL_MS);
  await agree(report);
  await stage.advance(10_000);
  assertEquals(execution.asked.length, 8);
  await stage.close();
});
