import { assertEquals, assertGreater } from "@std/assert";
import {
  afterEventLoopTurn,
  SeededRandom,
  SimulatedClock,
} from "../runtime/mod.ts";
import { type Alert, openAlerts } from "./alerts.ts";

const ALERT: Alert = { kind: "venue_degraded", text: "It is odd." };
const TURNS_MAX = 10_000;

/** Someone who is told, and refuses the first `refusals` times. */
class Ear {
  readonly clock = new SimulatedClock({ startMs: 1_000 });
  readonly heard: unknown[] = [];
  readonly lost: unknown[] = [];
  requests = 0;
  readonly #refusals: number;

  constructor(refusals: number) {
    this.#refusals = refusals;
  }

  open(url: string | null = "https://ear/hook") {
    return openAlerts({
      settings: { ARENA_ALERT_URL: url },
      log: { warn: (fields: unknown) => void this.lost.push(fields) },
      clock: this.clock,
      random: new SeededRandom(1),
      stopping: new AbortController().signal,
      fetch: (to, { body }) => {
        this.requests += 1;
        if (this.requests <= this.#refusals) {
          return Promise.resolve(new Response("busy", { status: 503 }));
        }
        this.heard.push({ to, ...JSON.parse(String(body)) });
        return Promise.resolve(new Response());
      },
    });
  }

  async until(condition: () => boolean): Promise<void> {
    for (let turn = 0; turn < TURNS_MAX && !condition(); turn += 1) {
      await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
      this.clock.advanceBy(10);
    }
    assertEquals(condition(), true);
  }
}

Deno.test("openAlerts() posts kind, sentence and time, and again where it is not taken", async () => {
  const ear = new Ear(2);
  ear.open()(ALERT);
  await ear.until(() => ear.heard.length > 0);
  assertEquals(ear.heard, [{
    to: "https://ear/hook",
    ...ALERT,
    at: "1970-01-01T00:00:01.000Z",
  }]);
  assertEquals([ear.requests, ear.lost.length], [3, 0]);
  assertGreater(ear.clock.nowMs(), 1_000);
});

Deno.test("openAlerts() gives an alert up after five times, and says so", async () => {
  const ear = new Ear(5);
  ear.open()(ALERT);
  await ear.until(() => ear.lost.length > 0);
  assertEquals([ear.requests, ear.heard], [5, []]);
});

Deno.test("openAlerts() tells nobody where nobody is named", () => {
  const ear = new Ear(0);
  ear.open(null)(ALERT);
  ear.clock.advanceBy(60_000);
  assertEquals(ear.requests, 0);
});
