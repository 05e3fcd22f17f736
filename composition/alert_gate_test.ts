import { assertEquals } from "@std/assert";
import type { Alert } from "./alert.ts";
import { AlertGate } from "./alert_gate.ts";

const DEGRADED: Alert = {
  kind: "venue_degraded",
  subject: "kalshi",
  text: "It is odd.",
};
const RECOVERED: Alert = { ...DEGRADED, kind: "venue_recovered" };
const MINUTE_MS = 60_000;

Deno.test("AlertGate lets the same alert of a subject through once in ten minutes", () => {
  const gate = new AlertGate();
  assertEquals(gate.judge(DEGRADED, 0), "sent");
  assertEquals(gate.judge(DEGRADED, 10 * MINUTE_MS - 1), "repeated");
  assertEquals(gate.judge(DEGRADED, 10 * MINUTE_MS), "sent");
});

Deno.test("AlertGate lets another subject, another text and what came after something else through", () => {
  const gate = new AlertGate();
  const verdicts = [
    DEGRADED,
    { ...DEGRADED, subject: "dflow" },
    { ...DEGRADED, text: "It is odder." },
    RECOVERED,
    DEGRADED,
    DEGRADED,
  ].map((alert, index) => gate.judge(alert, index));
  assertEquals(verdicts, [
    "sent",
    "sent",
    "sent",
    "sent",
    "sent",
    "repeated",
  ]);
});

Deno.test("AlertGate lets 20 alerts of a minute through, whatever they say, and more once those are older", () => {
  const gate = new AlertGate();
  const judge = (text: string, nowMs: number) =>
    gate.judge({ ...DEGRADED, text }, nowMs);
  for (let index = 0; index < 20; index += 1) {
    assertEquals(judge(`${index}`, index), "sent");
  }
  assertEquals(judge("one more", 100), "too_many");
  assertEquals(judge("one more", MINUTE_MS - 1), "too_many");
  assertEquals(judge("one more", MINUTE_MS), "sent");
});

Deno.test("AlertGate tells again what was left out before", () => {
  const gate = new AlertGate({ perMinute: 1 });
  assertEquals(gate.judge(DEGRADED, 0), "sent");
  assertEquals(gate.judge(RECOVERED, 1), "too_many");
  assertEquals(gate.judge(RECOVERED, MINUTE_MS), "sent");
});
