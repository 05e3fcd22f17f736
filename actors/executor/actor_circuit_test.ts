import { assertEquals } from "@std/assert";
import { contestantId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { usd } from "../../domain/money.ts";
import { ENROLLED, MIRROR } from "../../domain/testing/story.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import { AmbiguousOutcomeError } from "../ports/execution.ts";
import {
  BARRED,
  GTC,
  LOST,
  openExecutor,
  other,
  PlayedExecution,
  RESTING,
  THROTTLED,
  WHOLE,
} from "./executor_testing.ts";

/** Longer than a circuit rests the first time. */
const RESTED_MS = 15_000;
const OPEN: JournalEntry = {
  kind: "venue_circuit_changed",
  venue: "kalshi",
  circuit: "open",
  detail: "It failed.",
};

const OTHER = contestantId("other");

/** Beside the one of every story. */
const OTHER_ENROLLED: JournalEntry = {
  kind: "contestant_enrolled",
  contestantId: OTHER,
  name: "Other",
  strategy: "other",
  startingBalance: usd("1000"),
};

function twoEnrolled(): HeldJournal {
  const journal = new HeldJournal();
  journal.write(ENROLLED, OTHER_ENROLLED);
  return journal;
}

/** A venue at which one contestant has an account, beside a simulator for the others. */
class MixedExecution extends PlayedExecution {
  override readonly ownAccounts = new Set([MIRROR]);
}

function circuits(journal: HeldJournal): readonly string[] {
  return journal.entries("venue_circuit_changed").map(({ circuit }) => circuit);
}

function denials(journal: HeldJournal): readonly string[] {
  return journal.entries("order_denied").map(({ code }) => code);
}

Deno.test("executor opens the circuit after five failures in a row, whatever calls they were", async () => {
  const { stage, journal, execution, submit, answer } = await openExecutor();
  await submit();
  await answer(LOST);
  for (let asked = 1; asked <= 3; asked++) {
    await stage.advance(10_000);
    await answer(LOST);
  }
  await submit(other(1));
  assertEquals(circuits(journal), [], "four are not five");
  await answer(LOST);
  assertEquals(circuits(journal), ["open"]);
  await submit(other(2));
  assertEquals(denials(journal), ["VENUE_CIRCUIT_OPEN"]);
  assertEquals(execution.submitted.length, 2);
  await stage.close();
});

Deno.test("executor starts counting failures anew with every answer", async () => {
  const { stage, journal, submit, answer } = await openExecutor();
  for (let order = 1; order <= 4; order++) {
    await submit({ ...GTC, ...other(order) });
    await answer(LOST);
  }
  await submit({ ...GTC, ...other(5) });
  await answer(WHOLE);
  for (let order = 6; order <= 9; order++) {
    await submit({ ...GTC, ...other(order) });
    await answer(LOST);
  }
  assertEquals(circuits(journal), []);
  await stage.close();
});

Deno.test("executor lets cancels and questions through an open circuit", async () => {
  const opened = await openExecutor();
  const { stage, journal, execution, submit, cancel, answer, story } = opened;
  await submit(GTC);
  await answer(RESTING);
  await opened.breakCircuit();
  assertEquals(circuits(journal), ["open"]);
  await cancel();
  await answer({ status: "canceled", fills: [] });
  assertEquals(execution.canceled.length, 1);
  assertEquals(story().at(-1), "order_canceled");
  assertEquals(circuits(journal), ["open"], "its rest is not cut short");
  await stage.close();
});

Deno.test("executor tries a circuit with one order after its rest, and closes it when the venue answers", async () => {
  const { stage, journal, execution, submit, answer, breakCircuit } =
    await openExecutor();
  await breakCircuit();
  await stage.advance(RESTED_MS);
  assertEquals(circuits(journal), ["open", "half_open"]);
  const before = execution.submitted.length;
  await submit(other(1));
  await submit(other(2));
  assertEquals(execution.submitted.length, before + 1);
  assertEquals(denials(journal), ["VENUE_CIRCUIT_OPEN"]);
  await answer({ status: "rejected", reason: "No." });
  assertEquals(circuits(journal), ["open", "half_open", "closed"]);
  await submit(other(3));
  await submit(other(4));
  assertEquals(execution.submitted.length, before + 3);
  await stage.close();
});

Deno.test("executor lets the next order try a circuit where the first was taken back before it left", async () => {
  const { stage, journal, execution, submit, cancel, breakCircuit } =
    await openExecutor();
  await breakCircuit();
  await stage.advance(RESTED_MS);
  const before = execution.submitted.length;
  journal.isHolding = true;
  await submit();
  await cancel();
  await stage.commit();
  journal.isHolding = false;
  await stage.commit();
  await submit(other(1));
  assertEquals(execution.submitted.slice(before), [other(1).id]);
  await stage.close();
});

Deno.test("executor leaves a venue alone for longer each time that trying it fails, and halts the arena after three openings", async () => {
  const { stage, journal, risk, submit, answer, breakCircuit } =
    await openExecutor();
  await breakCircuit();
  await stage.advance(RESTED_MS);
  await submit(other(1));
  await answer(LOST);
  assertEquals(circuits(journal), ["open", "half_open", "open"]);
  await stage.advance(RESTED_MS);
  assertEquals(circuits(journal).length, 3, "the second rest is longer");
  await stage.advance(RESTED_MS);
  assertEquals(risk.messages, []);
  await submit(other(2));
  await answer(LOST);
  assertEquals(
    risk.messages.map(({ scope, state, cause, by }) => ({
      scope,
      state,
      cause,
      by,
    })),
    [{
      scope: { kind: "arena" },
      state: "halted",
      cause: "venue_errors",
      by: "arena",
    }],
  );
  await stage.close();
});

Deno.test("executor halts the contestant whose account the venue refuses, and nobody else", async () => {
  const { stage, journal, execution, risk, submit, answer } =
    await openExecutor(twoEnrolled());
  await submit(GTC);
  await answer(BARRED);
  const halt = {
    kind: "set_trading_state",
    scope: { kind: "contestant", contestantId: MIRROR },
    state: "halted",
    step: null,
    cause: "account_refused",
    detail: BARRED.message,
    by: "arena",
  } as const;
  assertEquals(risk.messages, [halt]);
  assertEquals(journal.entries("order_rejected").length, 1);
  await submit({ ...GTC, ...other(1), contestantId: OTHER });
  assertEquals(execution.submitted.length, 2, "nobody else waits for it");
  await answer(WHOLE);
  // A question that meets the refusal only says that it has no answer.
  for (let order = 2; order <= 7; order++) {
    await submit({ ...GTC, ...other(order) });
    await answer(new AmbiguousOutcomeError("Cannot tell", { cause: BARRED }));
  }
  assertEquals(circuits(journal), []);
  assertEquals(risk.messages.length, 7);
  assertEquals(risk.messages.at(-1), halt);
  await stage.close();
});

Deno.test("executor counts no failure of the venue where it asks one account for fewer requests", async () => {
  const { stage, journal, execution, submit, answer } = await openExecutor(
    twoEnrolled(),
  );
  for (let order = 1; order <= 6; order++) {
    await submit(other(order));
    await answer(THROTTLED);
  }
  for (let order = 7; order <= 12; order++) {
    await submit({ ...GTC, ...other(order) });
    await answer(new AmbiguousOutcomeError("Unknown", { cause: THROTTLED }));
  }
  assertEquals(circuits(journal), []);
  await submit({ ...GTC, ...other(13), contestantId: OTHER });
  await answer(WHOLE);
  assertEquals(execution.submitted.at(-1), other(13).id, "nobody else waits");
  await stage.close();
});

for (
  const [what, error] of [["refused", BARRED], [
    "throttled",
    THROTTLED,
  ]] as const
) {
  Deno.test(`executor lets another order try the circuit where the account of the first was ${what}`, async () => {
    const { stage, journal, execution, submit, answer, breakCircuit } =
      await openExecutor();
    await breakCircuit();
    await stage.advance(RESTED_MS);
    const before = execution.submitted.length;
    await submit(other(1));
    await answer(error);
    await submit(other(2));
    assertEquals(execution.submitted.length, before + 2);
    await answer(WHOLE);
    assertEquals(circuits(journal), ["open", "half_open", "closed"]);
    await stage.close();
  });
}

Deno.test("executor hears nothing of the venue in what a simulator says beside it", async () => {
  const { stage, journal, submit, answer } = await openExecutor(
    twoEnrolled(),
    { execution: new MixedExecution() },
  );
  for (let order = 1; order <= 4; order++) {
    await submit({ ...GTC, ...other(order), contestantId: MIRROR });
    await answer(LOST);
    await submit({ ...GTC, ...other(order + 10), contestantId: OTHER });
    await answer(WHOLE);
  }
  assertEquals(circuits(journal), []);
  await submit({ ...GTC, ...other(5), contestantId: MIRROR });
  await answer(LOST);
  assertEquals(circuits(journal), ["open"], "five in a row at the venue");
  await stage.close();
});

Deno.test("executor denies simulated orders until an order at the venue has closed the circuit", async () => {
  const { stage, journal, execution, submit, answer, breakCircuit } =
    await openExecutor(twoEnrolled(), { execution: new MixedExecution() });
  await breakCircuit();
  await stage.advance(RESTED_MS);
  const before = execution.submitted.length;
  await submit({ ...other(1), contestantId: OTHER });
  assertEquals(denials(journal), ["VENUE_CIRCUIT_OPEN"]);
  await submit(other(2));
  await answer(WHOLE);
  await submit({ ...other(3), contestantId: OTHER });
  assertEquals(execution.submitted.length, before + 2);
  await stage.close();
});

Deno.test("executor goes on from the circuit that the journal tells of", async () => {
  const journal = new HeldJournal();
  journal.write(ENROLLED, OPEN);
  const { stage, execution, risk, submit, answer } = await openExecutor(
    journal,
  );
  await submit();
  assertEquals(denials(journal), ["VENUE_CIRCUIT_OPEN"]);
  await stage.advance(RESTED_MS);
  await submit(other(1));
  assertEquals(execution.submitted.length, 1);
  await answer(WHOLE);
  assertEquals(circuits(journal), ["open", "half_open", "closed"]);
  assertEquals(risk.messages, []);
  await stage.close();
});

Deno.test("executor that crashes before it could halt the arena does so when it starts, until somebody has", async () => {
  const journal = new HeldJournal();
  journal.write(ENROLLED, OPEN, OPEN, OPEN);
  const first = await openExecutor(journal);
  assertEquals(first.risk.messages.length, 1);
  await first.stage.close();
  journal.write({
    kind: "trading_state_changed",
    scope: { kind: "arena" },
    state: "active",
    step: null,
    cause: "operator",
    detail: "It is well again.",
    by: "ann",
  });
  const second = await openExecutor(journal);
  assertEquals(second.risk.messages, []);
  await second.stage.close();
});

Deno.test("executor denies what the journal halted after risk had let it through", async () => {
  const { stage, journal, execution, submit } = await openExecutor();
  journal.commitForeign({
    kind: "trading_state_changed",
    scope: { kind: "arena" },
    state: "halted",
    step: null,
    cause: "operator",
    detail: "",
    by: "ann",
  });
  await submit();
  assertEquals(denials(journal), ["TRADING_HALTED"]);
  assertEquals(execution.submitted, []);
  await stage.close();
});
