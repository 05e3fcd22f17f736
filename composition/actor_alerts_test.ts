import { assertEquals } from "@std/assert";
import { alertOfFailure } from "./actor_alerts.ts";

const error = new Error("It is broken.");

Deno.test("alertOfFailure() is of supervisors that gave up alone, and not of the root", () => {
  const alerts = [
    { path: "arena/market/feed", incarnation: 3, error },
    { path: "arena/market", incarnation: 0, error },
    { path: "arena", incarnation: 0, error },
  ].map(alertOfFailure);
  assertEquals(alerts, [null, {
    kind: "actors_given_up",
    subject: "arena/market",
    text:
      "The actors of arena/market failed too often and were given up, at last with: It is broken.",
  }, null]);
});
