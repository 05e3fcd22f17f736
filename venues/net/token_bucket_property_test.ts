import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  afterEventLoopTurn,
  SeededRandom,
  SimulatedClock,
} from "../../runtime/mod.ts";
import { TokenBucket } from "./token_bucket.ts";

const { signal } = new AbortController();
/** Of a float: a millionth of a token. */
const HAIR = 1e-6;

/** What happens at one moment. */
type Act =
  | {
    readonly kind: "ask";
    readonly cost: number;
    readonly isUrgent: boolean;
    readonly isGivenUp: boolean;
  }
  | { readonly kind: "refused"; readonly retryAfterMs: number | null }
  | { readonly kind: "served" };

interface Asked {
  readonly number: number;
  readonly cost: number;
  readonly isUrgent: boolean;
  readonly askedAtMs: number;
}

interface Left extends Asked {
  readonly leftAtMs: number;
}

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant("ask" as const),
      cost: fc.integer({ min: 0, max: 10 }),
      isUrgent: fc.boolean(),
      isGivenUp: fc.oneof(
        { weight: 5, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("refused" as const),
      retryAfterMs: fc.option(fc.integer({ min: 0, max: 90_000 })),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "served" as const }) },
);

/** Bursts at one moment, and pauses of up to some seconds. */
const anyPlan = fc.array(
  fc.tuple(
    fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3_000 })),
    anyAct,
  ),
  { minLength: 1, maxLength: 40 },
);

const anyRate = fc.record({
  refillPerSecond: fc.double({ min: 0.4, max: 90, noNaN: true }),
  capacity: fc.integer({ min: 10, max: 60 }),
});

function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => afterEventLoopTurn(resolve));
}

/** Plays a plan, and goes on until whoever waits has left. */
async function play(
  rate: { readonly refillPerSecond: number; readonly capacity: number },
  plan: readonly (readonly [afterMs: number, act: Act])[],
) {
  const clock = new SimulatedClock();
  const bucket = new TokenBucket({
    ...rate,
    clock,
    random: new SeededRandom(1),
  });
  const asked: Asked[] = [];
  const left: Left[] = [];
  const givenUp = new Set<number>();
  const holds: { readonly fromMs: number; readonly untilMs: number }[] = [];
  const nowMs = () => clock.monotonicMs();
  const advanceTo = async (untilMs: number) => {
    for (;;) {
      await eventLoopTurn();
      const dueMs = clock.nextTimerAtMs();
      if (dueMs === null || dueMs > untilMs) break;
      clock.advanceTo(dueMs);
    }
    if (untilMs !== Infinity) clock.advanceTo(Math.max(untilMs, clock.nowMs()));
  };
  const ask = (
    { cost, isUrgent, isGivenUp }: Extract<Act, { kind: "ask" }>,
  ) => {
    const request = {
      number: asked.length,
      cost,
      isUrgent,
      askedAtMs: nowMs(),
    };
    const given = new AbortController();
    asked.push(request);
    bucket.take(cost, isGivenUp ? given.signal : signal, isUrgent).then(
      () => void left.push({ ...request, leftAtMs: nowMs() }),
      () => void givenUp.add(request.number),
    );
    if (isGivenUp) clock.setTimer(() => given.abort(new Error("enough")), 700);
  };
  for (const [afterMs, act] of plan) {
    await advanceTo(clock.nowMs() + afterMs);
    if (act.kind === "ask") ask(act);
    else if (act.kind === "served") bucket.served();
    else {
      bucket.refused(nowMs(), act.retryAfterMs);
      const untilMs = nowMs() + bucket.heldMs;
      assert(untilMs >= nowMs() + (act.retryAfterMs ?? 0), "held as asked");
      holds.push({ fromMs: nowMs(), untilMs });
    }
  }
  await advanceTo(Infinity);
  return { asked, left, givenUp, holds };
}

Deno.test("take() lets no window of any length have more than burst and refill, lets nothing go in a pause, and all in the end", async () => {
  await fc.assert(
    fc.asyncProperty(anyRate, anyPlan, async (rate, plan) => {
      const { asked, left, givenUp, holds } = await play(rate, plan);
      const { refillPerSecond, capacity } = rate;
      for (const [first, { leftAtMs: fromMs }] of left.entries()) {
        let taken = 0;
        for (const { cost, leftAtMs } of left.slice(first)) {
          taken += cost;
          const allowed = capacity +
            (leftAtMs - fromMs) / 1_000 * refillPerSecond;
          assert(taken <= allowed + HAIR, `${taken} of ${allowed}`);
        }
      }
      for (const { fromMs, untilMs } of holds) {
        const inside = left.filter(({ askedAtMs, leftAtMs }) =>
          askedAtMs > fromMs && leftAtMs < untilMs
        );
        assertEquals(inside, []);
      }
      assertEquals(left.length + givenUp.size, asked.length);
    }),
    { numRuns: 150 },
  );
});

Deno.test("take() lets the urgent go first, and otherwise keeps to the order in which they came", async () => {
  await fc.assert(
    fc.asyncProperty(anyRate, anyPlan, async (rate, plan) => {
      const { left } = await play(rate, plan);
      for (const isUrgent of [true, false]) {
        const line = left.filter((one) => one.isUrgent === isUrgent);
        const numbers = line.map(({ number }) => number);
        assertEquals(numbers, numbers.toSorted((one, two) => one - two));
      }
      for (const [index, usual] of left.entries()) {
        if (usual.isUrgent) continue;
        const passedBy = left.slice(index + 1).find((other) =>
          other.isUrgent && other.askedAtMs < usual.leftAtMs &&
          other.leftAtMs > usual.leftAtMs
        );
        assertEquals(passedBy, undefined, `before ${usual.number}`);
      }
    }),
    { numRuns: 150 },
  );
});
