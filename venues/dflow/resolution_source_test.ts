import { assertEquals, assertRejects } from "@std/assert";
import { marketId } from "../../domain/ids.ts";
import {
  afterEventLoopTurn,
  SeededRandom,
  SimulatedClock,
} from "../../runtime/mod.ts";
import { wideBucket } from "../net/net_testing.ts";
import { DflowResolution } from "./resolution_source.ts";

const RAIN = marketId("dflow", "RAIN");
const MARKET = {
  ticker: "RAIN",
  eventTicker: "WEATHER",
  title: "Will there be rain?",
  openTime: 1_764_720_000,
  closeTime: 1_764_781_200,
  status: "finalized",
  result: "no",
};
const { signal } = new AbortController();

function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => afterEventLoopTurn(resolve));
}

function resolutionOf(
  answer: (url: string, init?: RequestInit) => Response | Promise<Response>,
) {
  const clock = new SimulatedClock({ startMs: 1_764_800_000_000 });
  const resolution = new DflowResolution({
    endpoint: () => ({
      restUrl: "http://venue/api/v1",
      wsUrl: "ws://venue/api/v1/ws",
    }),
    clock,
    random: new SeededRandom(1),
    bucket: wideBucket(clock),
    fetch: (input, init) => Promise.resolve(answer(String(input), init)),
  });
  return { resolution, clock };
}

Deno.test("resolve() reports phase and result, of a bare market and of one in an envelope", async () => {
  for (const answer of [MARKET, { market: MARKET }]) {
    const { resolution } = resolutionOf((url) => {
      assertEquals(url, "http://venue/api/v1/market/RAIN");
      return Response.json(answer);
    });
    assertEquals(await resolution.resolve(RAIN, signal), {
      marketId: RAIN,
      phase: "final",
      resolution: { kind: "no" },
    });
  }
});

Deno.test("resolve() fails rather than guess when the answer is none, another market or no JSON", async () => {
  const cases = [
    [new Response("gone", { status: 404 }), "current value is 404"],
    [new Response("<html>"), "must be JSON"],
    [
      Response.json({ ...MARKET, ticker: "SNOW" }),
      "current value is dflow:SNOW",
    ],
    [Response.json({ ...MARKET, result: "" }), "must have a result"],
  ] as const;
  for (const [answer, part] of cases) {
    const { resolution } = resolutionOf(() => answer);
    await assertRejects(() => resolution.resolve(RAIN, signal), Error, part);
  }
});

Deno.test("resolve() refuses a market of another venue without asking", async () => {
  const { resolution } = resolutionOf(() => Response.error());
  await assertRejects(
    () => resolution.resolve(marketId("kalshi", "RAIN"), signal),
    RangeError,
    'must start with "dflow:"',
  );
});

Deno.test("resolve() gives up on a venue that does not answer in time", async () => {
  const { resolution, clock } = resolutionOf((_url, init) => {
    const { promise, reject } = Promise.withResolvers<Response>();
    init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    return promise;
  });
  const answer = assertRejects(
    () => resolution.resolve(RAIN, signal),
    Error,
    "must answer within 10000 ms",
  );
  // It asks three times, with a pause after each time but the last.
  for (let step = 0; step < 5; step += 1) {
    await eventLoopTurn();
    clock.advanceBy(10_000);
  }
  await answer;
});
