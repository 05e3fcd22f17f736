import { assert, assertEquals } from "@std/assert";
import { printLine } from "../../../tools/flags.ts";
import { DflowStage } from "./dflow_stage.ts";

/** As many answers as nobody asks for. */
const ALL = Number.MAX_SAFE_INTEGER;

/** Waits until the venue's quotes are shown again, and returns how long that took in milliseconds. */
async function recovery(stage: DflowStage): Promise<number> {
  const sinceMs = stage.clock.nowMs();
  await stage.until(() => stage.isRight(), "the venue's quotes must be back");
  return stage.clock.nowMs() - sinceMs;
}

Deno.test("DflowMarketData survives ten minutes without the venue, shows nothing that nobody confirms, and lists nothing twice", async () => {
  await using stage = await DflowStage.open();
  const { fake, events } = stage;
  const before = fake.trading().map(({ ticker }) => ticker);
  fake.isDown = true;
  fake.drop();
  await stage.advance(45_000);
  assertEquals(stage.shown(), []);
  await stage.advance(555_000, 500);
  assertEquals(stage.shown(), []);
  fake.isDown = false;
  const tookMs = await recovery(stage);
  assert(tookMs <= 240_000, `${tookMs} ms`);
  await stage.until(
    () =>
      before.every((ticker) =>
        events.some((event) =>
          event.kind === "market_phase_changed" && event.phase === "final" &&
          event.marketId === `dflow:${ticker}`
        )
      ),
    "what ended meanwhile must be followed to its end",
  );
  const listed = events.flatMap((event) =>
    event.kind === "market_listed" ? [event.market.id] : []
  );
  assertEquals(listed.length, new Set(listed).size);
  printLine(`10 minutes of outage: every quote right again after ${tookMs} ms`);
});

Deno.test("DflowMarketData gives up a frozen socket, and REST keeps what it shows from growing old", async () => {
  await using stage = await DflowStage.open();
  stage.fake.freeze(90_000);
  const frozenAtMs = stage.clock.nowMs();
  await stage.until(() => stage.isStatus("disconnected"), "it must notice");
  const noticedMs = stage.clock.nowMs() - frozenAtMs;
  assert(noticedMs <= 45_000, `${noticedMs} ms`);
  await stage.advance(90_000 - noticedMs);
  const tookMs = await recovery(stage);
  assert(tookMs <= 240_000, `${tookMs} ms`);
  printLine(
    `frozen socket: noticed after ${noticedMs} ms, every quote right again ${tookMs} ms after it thawed`,
  );
});

Deno.test("DflowMarketData is right again with the next frame after some were lost: the protocol numbers none", async () => {
  await using stage = await DflowStage.open();
  stage.fake.freeze(5_000);
  await stage.advance(5_000);
  const tookMs = await recovery(stage);
  // Every market sends a price a second, and a book every two.
  assert(tookMs <= 60_000, `${tookMs} ms`);
  printLine(`lost frames: every quote right again after ${tookMs} ms`);
});

for (const status of [429, 500] as const) {
  Deno.test(`DflowMarketData survives a storm of ${status}: few requests leave, and it is back after it`, async () => {
    await using stage = await DflowStage.open();
    const { fake } = stage;
    const before = fake.requests.length;
    if (status === 429) fake.tooMany = ALL;
    else fake.failures = ALL;
    fake.drop();
    await stage.advance(60_000);
    const asked = fake.requests.length - before;
    assert(asked <= 120, `${asked} requests in a minute`);
    assertEquals(stage.shown(), []);
    fake.tooMany = 0;
    fake.failures = 0;
    const tookMs = await recovery(stage);
    assert(tookMs <= 240_000, `${tookMs} ms`);
    printLine(
      `storm of ${status}: ${asked} requests in a minute, every quote right again after ${tookMs} ms`,
    );
  });
}

Deno.test("DflowMarketData asks nothing for as long as Retry-After says, and is right again after the storm", async () => {
  await using stage = await DflowStage.open();
  const { fake } = stage;
  const asked = () =>
    fake.requests.filter((request) => !request.endsWith("/ws")).length;
  fake.retryAfterS = 60;
  fake.tooMany = ALL;
  fake.drop();
  await stage.until(() => fake.tooMany < ALL, "it must be refused");
  await stage.advance(10_000);
  const before = asked();
  await stage.advance(45_000);
  assertEquals(asked(), before);
  assertEquals(stage.shown(), []);
  await stage.advance(545_000, 500);
  assert(asked() - before <= 15, `${asked() - before} requests`);
  fake.tooMany = 0;
  const tookMs = await recovery(stage);
  assert(tookMs <= 240_000, `${tookMs} ms`);
  printLine(
    `10 minutes of 429 with Retry-After: every quote right again after ${tookMs} ms`,
  );
});
