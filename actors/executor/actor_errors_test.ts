import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Order } from "../../domain/order.ts";
import {
  BARRED,
  BUSY,
  CANCELED,
  GTC,
  LOST,
  openExecutor,
  ORDER_ID,
  RESTING,
  WHOLE,
} from "./executor_testing.ts";

interface Case {
  readonly error: Error;
  readonly state: "submitting" | "asking" | "canceling";
  /** Calls of the venue within the five seconds after the error: sends, questions, cancels. */
  readonly calls: readonly [number, number, number];
  /** Rows after that, beside those of the order until then. */
  readonly rows: readonly string[];
}

const CASES: readonly Case[] = [
  { error: LOST, state: "submitting", calls: [0, 1, 0], rows: [] },
  { error: LOST, state: "asking", calls: [0, 0, 0], rows: [] },
  { error: LOST, state: "canceling", calls: [0, 0, 1], rows: [] },
  { error: BUSY, state: "submitting", calls: [1, 0, 0], rows: [] },
  { error: BUSY, state: "asking", calls: [0, 0, 0], rows: [] },
  { error: BUSY, state: "canceling", calls: [0, 0, 1], rows: [] },
  {
    error: BARRED,
    state: "submitting",
    calls: [0, 0, 0],
    rows: ["order_rejected"],
  },
  {
    error: BARRED,
    state: "asking",
    calls: [0, 1, 0],
    rows: [],
  },
  {
    error: BARRED,
    state: "canceling",
    calls: [0, 0, 1],
    rows: [],
  },
];

for (const { error, state, calls, rows } of CASES) {
  Deno.test(
    `executor deals with ${error.name} while ${state}: ${
      calls.join(", ")
    } sends, questions and cancels, and [${rows.join(", ")}]`,
    async () => {
      const { stage, execution, submit, cancel, answer, story } =
        await openExecutor();
      await submit(GTC);
      if (state !== "submitting") await answer(RESTING);
      if (state === "canceling") await cancel();
      if (state === "asking") await stage.advance(30_000);
      const before = story().length;
      const { submitted, queried, canceled } = execution;
      const counts = () => [submitted.length, queried.length, canceled.length];
      const [sends = 0, questions = 0, cancels = 0] = counts();
      await answer(error);
      await stage.advance(5_000);
      const [sent = 0, asked = 0, takenBack = 0] = counts();
      assertEquals(
        [sent - sends, asked - questions, takenBack - cancels],
        [...calls],
      );
      assertEquals(story().slice(before), [...rows]);
      assertEquals(stage.failures, []);
      await stage.close();
    },
  );
}

Deno.test("executor sends what the venue turned down three times at most, and keeps its words", async () => {
  const { stage, journal, execution, submit, answer, story } =
    await openExecutor();
  await submit();
  for (const pauseMs of [250, 500]) {
    await answer(BUSY);
    assertEquals(execution.waiting, 0, "it waits before it is sent again");
    await stage.advance(pauseMs);
  }
  assertEquals(execution.submitted, [ORDER_ID, ORDER_ID, ORDER_ID]);
  await answer(BUSY);
  assertEquals(story(), ["order_submitted", "order_rejected"]);
  const reason = journal.entries("order_rejected")[0]?.reason ?? "";
  assertStringIncludes(reason, BUSY.message);
  assertStringIncludes(reason, "3 times");
  await stage.advance(600_000);
  assertEquals([execution.submitted.length, execution.queried.length], [3, 0]);
  await stage.close();
});

Deno.test("executor fills an order once that was turned down before", async () => {
  const { stage, submit, answer, story } = await openExecutor();
  await submit();
  await answer(BUSY);
  await stage.advance(250);
  await answer(WHOLE);
  await stage.advance(60_000);
  assertEquals(story(), ["order_submitted", "order_accepted", "order_filled"]);
  await stage.close();
});

Deno.test("executor never sends again once an answer was lost, also after the venue had turned the order down", async () => {
  const { stage, execution, submit, answer } = await openExecutor();
  await submit();
  await answer(BUSY);
  await stage.advance(250);
  await answer(LOST);
  await stage.advance(5_000);
  assertEquals([execution.submitted.length, execution.queried.length], [2, 1]);
  await stage.close();
});

const OUTLIVED: readonly (readonly [string, Partial<Order>, number])[] = [
  ["an immediate order after five seconds", {}, 5_000],
  [
    "an order that would expire meanwhile",
    { timeInForce: "gtd", expiresAtMs: 120 },
    0,
  ],
];

for (const [name, change, afterMs] of OUTLIVED) {
  Deno.test(`executor does not send ${name} again`, async () => {
    const { stage, execution, submit, answer, story } = await openExecutor();
    await submit(change);
    await stage.advance(afterMs);
    await answer(BUSY);
    await stage.advance(60_000);
    assertEquals(execution.submitted, [ORDER_ID]);
    assertEquals(story(), ["order_submitted", "order_rejected"]);
    await stage.close();
  });
}

Deno.test("executor takes back an order that waits to be sent again without asking the venue", async () => {
  const { stage, execution, submit, cancel, answer, story } =
    await openExecutor();
  await submit(GTC);
  await answer(BUSY);
  await cancel();
  await stage.advance(60_000);
  assertEquals([execution.submitted, execution.canceled], [[ORDER_ID], []]);
  assertEquals(story(), [
    "order_submitted",
    "order_cancel_requested",
    "order_canceled",
  ]);
  await stage.close();
});

Deno.test("executor takes back an order that is turned down while the cancel is under way", async () => {
  const { stage, execution, submit, cancel, answer, story } =
    await openExecutor();
  await submit(GTC);
  await cancel();
  assertEquals(execution.canceled, [ORDER_ID]);
  await answer(BUSY, CANCELED);
  await stage.advance(60_000);
  assertEquals(execution.submitted, [ORDER_ID]);
  assertEquals(story(), [
    "order_submitted",
    "order_cancel_requested",
    "order_canceled",
  ]);
  await stage.close();
});

Deno.test("executor that crashes while an order waits to be sent again asks about it and does not send it", async () => {
  const { stage, execution, submit, answer } = await openExecutor();
  await submit();
  await answer(BUSY);
  await stage.crash();
  await stage.advance(5_000);
  assertEquals([execution.submitted, execution.queried], [[ORDER_ID], [
    ORDER_ID,
  ]]);
  await stage.close();
});
