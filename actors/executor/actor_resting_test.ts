import { assertEquals } from "@std/assert";
import { fillId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import { SAMPLE_FILL } from "../../domain/testing/samples.ts";
import {
  CANCELED,
  GTC,
  LOST,
  openExecutor,
  ORDER_ID,
  RESTING,
  WHOLE,
} from "./executor_testing.ts";

const RESTED = ["order_submitted", "order_accepted"];
const REST = { ...SAMPLE_FILL, id: fillId("f_2"), quantity: quantity("6") };

Deno.test("executor books what the venue says of a resting order by itself, and asks about it only now and then", async () => {
  const { stage, execution, submit, answer, push, story } =
    await openExecutor();
  await submit(GTC);
  await answer(RESTING);
  await stage.advance(20_000);
  assertEquals(execution.queried.length, 0);
  await push({ status: "accepted", fills: [SAMPLE_FILL] });
  assertEquals(story(), [...RESTED, "order_filled"]);
  await stage.advance(30_000);
  assertEquals(execution.queried.length, 1);
  await answer({ status: "accepted", fills: [SAMPLE_FILL] });
  await stage.advance(20_000);
  assertEquals(execution.queried.length, 1);
  await push({ status: "filled", fills: [SAMPLE_FILL, REST] });
  assertEquals(story(), [...RESTED, "order_filled", "order_filled"]);
  await stage.advance(600_000);
  assertEquals(execution.queried.length, 1);
  await stage.close();
});

Deno.test("executor finds by its rare questions what the venue never said", async () => {
  const { stage, execution, submit, answer, story } = await openExecutor();
  await submit(GTC);
  await answer(RESTING);
  await stage.advance(30_000);
  await answer(LOST);
  await stage.advance(20_000);
  assertEquals(execution.queried.length, 1, "a lost answer is no hurry");
  await stage.advance(10_000);
  await answer(WHOLE);
  assertEquals(story(), [...RESTED, "order_filled"]);
  await stage.close();
});

Deno.test("executor asks on about an immediate order that is only acknowledged", async () => {
  const { stage, execution, submit, answer } = await openExecutor();
  await submit();
  await answer(RESTING);
  await stage.advance(500);
  assertEquals(execution.queried.length, 1);
  await stage.close();
});

Deno.test("executor asks about an order past its expiry until the venue says that it is over", async () => {
  const { stage, execution, submit, answer, story } = await openExecutor();
  await submit({ timeInForce: "gtd", expiresAtMs: 10_000 });
  await answer(RESTING);
  await stage.advance(9_999);
  assertEquals(execution.queried.length, 0);
  await stage.advance(1);
  assertEquals(execution.queried.length, 1);
  await answer(RESTING);
  assertEquals(story(), RESTED);
  await stage.advance(500);
  assertEquals(execution.queried.length, 2);
  await answer({ status: "expired", fills: [] });
  assertEquals(story(), [...RESTED, "order_expired"]);
  await stage.close();
});

Deno.test("executor hears the venue once per incarnation, and no more once it has stopped", async () => {
  const { stage, execution, submit, answer, push, story } =
    await openExecutor();
  await submit(GTC);
  await answer(RESTING);
  await stage.crash();
  assertEquals(execution.listeners, 1);
  await push(WHOLE);
  assertEquals(story(), [...RESTED, "order_filled"]);
  await stage.close();
  assertEquals(execution.listeners, 0);
});

Deno.test("executor books a fill that comes after the cancel, and no other end after that one", async () => {
  const { stage, submit, answer, cancel, push, story } = await openExecutor();
  await submit(GTC);
  await answer(RESTING);
  await cancel();
  await answer(CANCELED);
  const late = { status: "canceled", fills: [SAMPLE_FILL] } as const;
  await push(late);
  await push(late);
  await push({ status: "expired", fills: [] });
  assertEquals(story(), [
    ...RESTED,
    "order_cancel_requested",
    "order_canceled",
    "order_filled",
  ]);
  await stage.close();
});

Deno.test("executor does not take the venue's silence about an order for its absence", async () => {
  const { stage, execution, submit, push, answer, story } =
    await openExecutor();
  await submit(GTC);
  await answer(RESTING);
  await stage.advance(11_000);
  await push({ status: "unknown" });
  assertEquals(story(), RESTED);
  assertEquals(execution.queried, [ORDER_ID]);
  await stage.close();
});

Deno.test("executor asks about an order that the venue has not answered in 30 seconds, and takes the late answer too", async () => {
  const { stage, execution, submit, answer, story } = await openExecutor();
  await submit();
  await stage.advance(30_000);
  await stage.advance(500);
  assertEquals([execution.submitted.length, execution.queried.length], [1, 1]);
  await stage.advance(30_000);
  await stage.advance(1_000);
  assertEquals(execution.queried.length, 2, "questions have a deadline too");
  await answer(WHOLE, WHOLE, WHOLE);
  assertEquals(story(), [...RESTED, "order_filled"]);
  await stage.close();
});
