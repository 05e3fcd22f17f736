import { assertEquals } from "@std/assert";
import { decodeFrame } from "../dflow/decode_frame.ts";
import { SimulatedExchange } from "./exchange.ts";
import { FaultPlan } from "./fault_plan.ts";

const NOW_MS = Date.UTC(2026, 10, 20, 12);

function someFrames(count: number) {
  const exchange = new SimulatedExchange({ seed: 7 });
  const frames = [];
  for (let step = NOW_MS / exchange.stepMs; frames.length < count; step += 1) {
    frames.push(...exchange.framesAt(step));
  }
  return frames.slice(0, count);
}

Deno.test("apply() passes frames untouched while no fault is planned", () => {
  const frames = someFrames(20);
  assertEquals(new FaultPlan().apply(frames, NOW_MS), frames);
});

Deno.test("apply() spoils exactly as many frames as ordered, and each so that it is rejected", () => {
  const plan = new FaultPlan();
  plan.add({ kind: "malformed", frames: 12 }, NOW_MS);
  const sent = plan.apply(someFrames(20), NOW_MS);
  assertEquals(
    sent.map(({ text }) => decodeFrame(text, NOW_MS + 60_000).ok),
    Array.from({ length: 20 }, (_, place) => place >= 12),
  );
});

Deno.test("apply() sends ordered frames twice", () => {
  const frames = someFrames(2);
  const plan = new FaultPlan();
  plan.add({ kind: "duplicate", frames: 1 }, NOW_MS);
  assertEquals(
    plan.apply(frames, NOW_MS),
    [...frames.slice(0, 1), ...frames],
  );
});

Deno.test("apply() lets newer frames overtake late ones", () => {
  const frames = someFrames(3);
  const plan = new FaultPlan();
  plan.add({ kind: "late", frames: 1, delayMs: 500 }, NOW_MS);
  assertEquals(plan.apply(frames, NOW_MS), frames.slice(1));
  assertEquals(plan.apply([], NOW_MS + 499), []);
  assertEquals(
    plan.apply(frames.slice(1, 2), NOW_MS + 500),
    frames.slice(0, 2).reverse(),
  );
});

Deno.test("apply() sends nothing while frozen and forgets what it would have sent", () => {
  const frames = someFrames(3);
  const plan = new FaultPlan();
  plan.add({ kind: "freeze", forMs: 1_000 }, NOW_MS);
  assertEquals(plan.apply(frames, NOW_MS), []);
  assertEquals(plan.apply(frames, NOW_MS + 999), []);
  assertEquals(plan.apply(frames, NOW_MS + 1_000), frames);
});
