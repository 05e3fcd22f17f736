import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  afterEventLoopTurn,
  SeededRandom,
  SimulatedClock,
} from "../../runtime/mod.ts";
import { BucketOverflowError, TokenBucket } from "./token_bucket.ts";

const { signal } = new AbortController();

function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => afterEventLoopTurn(resolve));
}

/** A bucket of 2 tokens, one of which comes back each 100 ms, and when requests left it. */
function stage(waitingMax = 1_000) {
  const clock = new SimulatedClock();
  const bucket = new TokenBucket({
    refillPerSecond: 10,
    capacity: 2,
    clock,
    random: new SeededRandom(1),
    waitingMax,
  });
  const leftAtMs: number[] = [];
  const take = (cost = 1, given = signal) =>
    bucket.take(cost, given).then(() =>
      void leftAtMs.push(clock.monotonicMs())
    );
  const advance = async (ms: number, stepMs = 10) => {
    for (let step = 0; step < ms; step += stepMs) {
      clock.advanceBy(stepMs);
      await eventLoopTurn();
    }
  };
  return { clock, bucket, take, leftAtMs, advance };
}

Deno.test("take() lets a burst of the capacity go and then one request per refill, in order", async () => {
  const { take, leftAtMs, advance } = stage();
  for (let request = 0; request < 5; request += 1) take();
  await eventLoopTurn();
  assertEquals(leftAtMs, [0, 0]);
  await advance(300);
  assertEquals(leftAtMs, [0, 0, 100, 200, 300]);
});

Deno.test("take() holds cheap requests behind a dear one that came first", async () => {
  const { take, leftAtMs, advance } = stage();
  take(2);
  take(2);
  take(0);
  await eventLoopTurn();
  await advance(150);
  assertEquals(leftAtMs, [0]);
  await advance(50);
  assertEquals(leftAtMs, [0, 200, 200]);
});

Deno.test("take() gives a place up when the caller does, and refuses what never fits and what is too much", async () => {
  const { bucket, take, leftAtMs, advance } = stage(2);
  await take(2);
  const given = new AbortController();
  const waiting = assertRejects(() => take(2, given.signal), Error, "enough");
  take();
  await assertRejects(() => take(), BucketOverflowError, "current value is 2");
  given.abort(new Error("enough"));
  await waiting;
  await advance(100);
  assertEquals(leftAtMs, [0, 100]);
  await assertRejects(() => bucket.take(3, signal), RangeError, "0 to 2");
});

Deno.test("take() lets what is urgent go before all that is not, which is what nobody called urgent", async () => {
  const { bucket, take, advance } = stage();
  const left: string[] = [];
  await take(2);
  void bucket.take(1, signal).then(() => left.push("usual"));
  void bucket.take(1, signal, true).then(() => left.push("urgent"));
  await advance(200);
  assertEquals(left, ["urgent", "usual"]);
});

Deno.test("refused() stops everything for as long as the venue says", async () => {
  const { clock, bucket, take, leftAtMs, advance } = stage();
  await take();
  bucket.refused(clock.monotonicMs(), 5_000);
  take();
  await advance(5_090);
  assertEquals(leftAtMs, [0]);
  await advance(10);
  assertEquals(leftAtMs, [0, 5_100]);
});

Deno.test("refused() doubles its pause once per storm and starts over when served", () => {
  const { clock, bucket } = stage();
  const pauses: number[] = [];
  for (let storm = 0; storm < 8; storm += 1) {
    const sentAtMs = clock.monotonicMs();
    clock.advanceBy(1);
    bucket.refused(sentAtMs, null);
    const { heldMs } = bucket;
    // Three more that had left before: the same storm.
    for (let late = 0; late < 3; late += 1) bucket.refused(sentAtMs, null);
    assertEquals(bucket.heldMs, heldMs);
    pauses.push(heldMs);
    clock.advanceBy(heldMs);
  }
  pauses.forEach((pauseMs, storm) => {
    const fullMs = Math.min(60_000, 1_000 * 2 ** storm);
    assert(pauseMs <= fullMs && pauseMs >= fullMs * 0.75, `${pauseMs}`);
  });
  bucket.served();
  bucket.refused(clock.monotonicMs(), null);
  assert(bucket.heldMs <= 1_000);
});

Deno.test("refused() survives a storm of 429: few requests leave, and traffic is back at once after it", async () => {
  const { clock, bucket, leftAtMs, advance } = stage();
  const stormEndsMs = 60_000;
  let refused = 0;
  const ask = async () => {
    for (;;) {
      await bucket.take(1, signal);
      const sentAtMs = clock.monotonicMs();
      if (sentAtMs >= stormEndsMs) {
        bucket.served();
        return leftAtMs.push(sentAtMs);
      }
      refused += 1;
      bucket.refused(sentAtMs, null);
    }
  };
  for (let caller = 0; caller < 20; caller += 1) void ask();
  await advance(stormEndsMs, 50);
  assert(refused <= 10, `${refused} requests left during the storm`);
  await advance(70_000, 50);
  assertEquals(leftAtMs.length, 20);
});
