import { assertEquals } from "@std/assert";
import { TestProbe } from "../../runtime/mod.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import type { Round } from "../ports/topics.ts";
import { startScheduler } from "./actor.ts";
import { SCHEDULER_MAILBOX, type SchedulerMessage } from "./protocol.ts";

async function openScheduler(startMs: number) {
  const stage = new ActorStage<SchedulerMessage>();
  stage.test.clock.jumpBy(startMs);
  const rounds = new TestProbe<Round>();
  stage.bus.subscribe("round_started", rounds, (round) => round);
  await stage.open(
    SCHEDULER_MAILBOX,
    ({ bus }, context) =>
      startScheduler({ bus, roundIntervalMs: 15_000 }, context),
  );
  const ids = () => rounds.messages.map(({ id }) => id as string);
  return { stage, rounds, ids };
}

Deno.test("scheduler starts rounds at whole multiples of the interval, named by them", async () => {
  const { stage, rounds } = await openScheduler(7_000);
  await stage.advance(40_000);
  assertEquals(
    rounds.messages.map(({ id, startedAtMs }) => [id as string, startedAtMs]),
    [["r_15000", 15_000], ["r_30000", 30_000], ["r_45000", 45_000]],
  );
  await stage.close();
});

Deno.test("scheduler starts one round where a timer fires a little early, not two", async () => {
  const { stage, ids } = await openScheduler(0);
  stage.test.clock.jumpBy(-3);
  await stage.advance(15_010);
  assertEquals(ids(), ["r_15000"]);
  await stage.advance(15_000);
  assertEquals(ids(), ["r_15000", "r_30000"]);
  await stage.close();
});

Deno.test("scheduler skips the rounds of a pause instead of catching up", async () => {
  const { stage, ids } = await openScheduler(0);
  stage.test.clock.jumpBy(61_000);
  await stage.advance(15_000);
  assertEquals(ids(), ["r_75000"]);
  await stage.close();
});

Deno.test("scheduler starts no round twice when the clock is set back", async () => {
  const { stage, ids } = await openScheduler(0);
  await stage.advance(30_000);
  stage.test.clock.jumpBy(-20_000);
  await stage.advance(40_000);
  assertEquals(ids(), ["r_15000", "r_30000", "r_45000"]);
  await stage.close();
});
