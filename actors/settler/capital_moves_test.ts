import { assertEquals } from "@std/assert";
import { contestantId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { usd } from "../../domain/money.ts";
import { SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import {
  ENROLLED,
  FILLED,
  MIRROR,
  SUBMITTED,
} from "../../domain/testing/story.ts";
import { TestProbe } from "../../runtime/mod.ts";
import type { CapitalMove, CapitalReply } from "./protocol.ts";
import { CANCELED, HOLDING, LISTED, openSettler } from "./settler_testing.ts";

const DEPOSIT: CapitalMove = {
  moveId: "m_1",
  contestantId: MIRROR,
  amount: usd("100"),
  reason: "More to work with.",
  by: "operator",
};

const HALTED: JournalEntry = {
  kind: "trading_state_changed",
  scope: { kind: "contestant", contestantId: MIRROR },
  state: "halted",
  step: null,
  cause: "operator",
  detail: "Before a withdrawal.",
  by: "operator",
};

async function openDesk(...written: readonly JournalEntry[]) {
  const opened = await openSettler(...written);
  const probe = new TestProbe<CapitalReply>();
  return {
    ...opened,
    probe,
    move: (changes: Partial<CapitalMove> = {}) =>
      opened.stage.tell({
        kind: "move_capital",
        move: { ...DEPOSIT, ...changes },
        replyTo: probe,
      }),
    amounts: () =>
      opened.journal.entries("capital_moved").map(({ amount }) => amount),
    refusals: () =>
      probe.messages.flatMap((reply) =>
        reply.kind === "capital_refused" ? [reply.reason] : []
      ),
  };
}

Deno.test("settler journals a deposit with what the account was worth just before, and answers once it is there", async () => {
  const { stage, journal, quote, move, probe, books } = await openDesk(
    ...HOLDING,
  );
  await quote("0.50");
  journal.isHolding = true;
  await move();
  assertEquals(probe.messages, []);
  await stage.commit();
  assertEquals(journal.entries("capital_moved"), [{
    kind: "capital_moved",
    contestantId: MIRROR,
    amount: usd("100"),
    equityBefore: usd("999.73"),
    reason: "More to work with. (operator)",
  }]);
  assertEquals(probe.messages, [{
    kind: "capital_moved",
    sequence: 6,
    equityBefore: usd("999.73"),
    cash: usd("1097.73"),
  }]);
  assertEquals(books().ledger.total(), 0n);
  await stage.close();
});

Deno.test("settler lets free cash be withdrawn to the last micro-dollar, and not one more", async () => {
  const { stage, move, amounts, refusals } = await openDesk(ENROLLED, HALTED);
  await move({ amount: usd("-1000.000001") });
  assertEquals(amounts(), []);
  assertEquals(refusals(), [
    'Cannot withdraw 1000.000001 dollars from "mirror" as its free cash must cover it: current value is 1000.00',
  ]);
  await move({ amount: usd("-1000") });
  assertEquals(amounts(), [usd("-1000")]);
  await stage.close();
});

Deno.test("settler keeps a dollar for each contract that an open order may still buy", async () => {
  const { stage, quote, move, amounts, commit } = await openDesk(
    ENROLLED,
    LISTED,
    SUBMITTED,
    FILLED,
    HALTED,
  );
  await quote("0.50");
  const amount = usd("-997.73");
  await move({ amount });
  await move({ moveId: "m_2", amount: usd("-991.730001") });
  assertEquals(amounts(), []);
  await move({ moveId: "m_3", amount: usd("-991.73") });
  assertEquals(amounts(), [usd("-991.73")]);
  await commit(CANCELED);
  await move({ moveId: "m_4", amount: usd("-6") });
  assertEquals(amounts(), [usd("-991.73"), usd("-6")]);
  await stage.close();
});

Deno.test("settler refuses a move of nothing, of nobody's and of an account that cannot be marked", async () => {
  const { stage, move, amounts, refusals } = await openDesk(...HOLDING);
  await move({ amount: usd("0") });
  await move({ contestantId: contestantId("nobody") });
  await move();
  assertEquals(amounts(), []);
  assertEquals(refusals(), [
    'Cannot move capital of "mirror" as the amount must not be 0: current value is 0',
    'Cannot move capital as its contestant must be enrolled: current value is "nobody"',
    `Cannot move capital of "mirror" as all that it holds must have a bid: current value is none for yes of ${SAMPLE_ORDER.marketId}`,
  ]);
  assertEquals(stage.failures, []);
  await stage.close();
});

Deno.test("settler makes a move once, whoever asks again and whatever crashes meanwhile", async () => {
  const { stage, journal, move, amounts, probe } = await openDesk(ENROLLED);
  journal.isHolding = true;
  await move();
  await stage.crash();
  await stage.commit();
  await move();
  await stage.crash();
  await move();
  assertEquals(amounts(), [usd("100")]);
  assertEquals(
    probe.messages.map(({ kind }) => kind),
    ["capital_moved", "capital_moved"],
  );
  await stage.close();
});

Deno.test("settler makes one move of a contestant at a time, so that none counts on cash that is on its way out", async () => {
  const { stage, journal, move, amounts, refusals } = await openDesk(
    ENROLLED,
    HALTED,
  );
  journal.isHolding = true;
  const amount = usd("-600");
  await move({ amount });
  await move({ moveId: "m_2", amount });
  await stage.commit();
  await move({ moveId: "m_3", amount });
  await stage.commit();
  assertEquals(amounts(), [amount]);
  assertEquals(refusals(), [
    'Cannot move capital of "mirror" as no other move may be under way: current value is one',
    'Cannot withdraw 600.00 dollars from "mirror" as its free cash must cover it: current value is 400.00',
  ]);
  await stage.close();
});

Deno.test("settler lets nothing be withdrawn from whoever may trade, and takes deposits all the same", async () => {
  const { stage, move, amounts, refusals, commit } = await openDesk(ENROLLED);
  await move({ amount: usd("-10") });
  await move({ moveId: "m_2" });
  await commit({ ...HALTED, state: "reducing" } as JournalEntry);
  await move({ moveId: "m_3", amount: usd("-10") });
  const rule =
    'Cannot withdraw from "mirror" as it must be halted, so that no order counts on the same cash: current value is';
  assertEquals(refusals(), [`${rule} active`, `${rule} reducing`]);
  await commit(HALTED);
  await move({ moveId: "m_4", amount: usd("-10") });
  assertEquals(amounts(), [usd("100"), usd("-10")]);
  await stage.close();
});
