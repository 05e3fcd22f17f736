import { assertEquals, assertGreater } from "@std/assert";
import {
  afterEventLoopTurn,
  SeededRandom,
  SimulatedClock,
} from "../runtime/mod.ts";
import type { Alert } from "./alert.ts";
import { Alerts, type AlertsOptions, openAlerts } from "./alerts.ts";

const ALERT: Alert = {
  kind: "venue_degraded",
  subject: "kalshi",
  text: "It is odd.",
};
const TURNS_MAX = 10_000;
const URL = "https://ear/hook";

/** What somebody's webhook does with a request: `null` never answers. */
type Answer = number | "refused" | null;

/** Someone who is told. */
class Ear {
  readonly clock = new SimulatedClock({ startMs: 1_000 });
  readonly stopping = new AbortController();
  readonly heard: (Alert & { readonly at: string })[] = [];
  readonly logged: unknown[] = [];
  requests = 0;
  /** Requests that were given up by whoever made them. */
  aborted = 0;
  answer: (request: number) => Answer = () => 200;

  open(settings?: { readonly ARENA_ALERT_URL?: string }): Alerts {
    return new Alerts(this.options(settings));
  }

  options(
    settings: { readonly ARENA_ALERT_URL?: string } = { ARENA_ALERT_URL: URL },
  ): AlertsOptions {
    return {
      settings,
      log: { warn: (fields: unknown) => void this.logged.push(fields) },
      clock: this.clock,
      random: new SeededRandom(1),
      stopping: this.stopping.signal,
      fetch: (to, { body, signal }) => {
        this.requests += 1;
        const answer = this.answer(this.requests);
        if (answer === null) return this.#never(signal);
        if (answer === "refused") {
          return Promise.reject(new TypeError(`refused for url (${to})`));
        }
        if (answer === 200) this.heard.push(JSON.parse(String(body)));
        return Promise.resolve(new Response("", { status: answer }));
      },
    };
  }

  #never(signal: AbortSignal | null | undefined): Promise<Response> {
    return new Promise((_, reject) =>
      signal?.addEventListener("abort", () => {
        this.aborted += 1;
        reject(signal.reason);
      })
    );
  }

  async until(condition: () => boolean, stepMs = 10): Promise<void> {
    for (let turn = 0; turn < TURNS_MAX && !condition(); turn += 1) {
      await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
      this.clock.advanceBy(stepMs);
    }
    assertEquals(condition(), true);
  }

  texts(): readonly string[] {
    return this.heard.map(({ text }) => text);
  }
}

function numbered(count: number): readonly Alert[] {
  return Array.from({ length: count }, (_, index) => ({
    ...ALERT,
    text: `${index}`,
  }));
}

Deno.test("Alerts posts kind, subject, sentence and time, and again where it is not taken", async () => {
  const ear = new Ear();
  ear.answer = (request) =>
    request === 1 ? 503 : request === 2 ? "refused" : 200;
  ear.open().tell(ALERT);
  await ear.until(() => ear.heard.length > 0);
  assertEquals(ear.heard, [{ ...ALERT, at: "1970-01-01T00:00:01.000Z" }]);
  assertEquals([ear.requests, ear.logged], [3, []]);
  assertGreater(ear.clock.nowMs(), 1_000);
});

Deno.test("Alerts gives an alert up after five times, says so without the address, and goes on with the next", async () => {
  const ear = new Ear();
  ear.answer = (request) => request <= 5 ? "refused" : 200;
  const { tell } = ear.open();
  tell(ALERT);
  tell({ ...ALERT, text: "next" });
  await ear.until(() => ear.heard.length > 0);
  assertEquals([ear.requests, ear.texts()], [6, ["next"]]);
  assertEquals(ear.logged, [{ detail: "refused" }]);
});

Deno.test("Alerts does not wait for ever for a receiver that never answers", async () => {
  const ear = new Ear();
  ear.answer = (request) => request === 1 ? null : 200;
  ear.open().tell(ALERT);
  await ear.until(() => ear.heard.length > 0);
  assertEquals([ear.requests, ear.aborted], [2, 1]);
});

Deno.test("Alerts sends one after the other, in the order in which they were told", async () => {
  const ear = new Ear();
  ear.answer = (request) => request % 3 === 1 ? 500 : 200;
  const { tell } = ear.open();
  numbered(6).forEach(tell);
  await ear.until(() => ear.heard.length === 6);
  assertEquals(ear.texts(), ["0", "1", "2", "3", "4", "5"]);
});

Deno.test("Alerts tells nobody where nobody is named", async () => {
  const ear = new Ear();
  const alerts = ear.open({});
  alerts.tell(ALERT);
  await alerts.end(60_000);
  assertEquals([ear.requests, ear.clock.nowMs()], [0, 1_000]);
});

Deno.test("Alerts says once what is the same, and how much was left out of what is too much", async () => {
  const ear = new Ear();
  const { tell } = ear.open();
  tell(ALERT);
  tell(ALERT);
  numbered(29).forEach(tell);
  await ear.until(() => ear.heard.length > 20);
  assertEquals(ear.texts().slice(0, 2), ["It is odd.", "0"]);
  assertEquals(ear.heard.length, 21);
  assertEquals(
    ear.texts().at(-1),
    "10 more alerts were left out: the log has them.",
  );
  assertEquals(ear.logged, [{ kind: "venue_degraded" }]);
  assertGreater(ear.clock.nowMs(), 60_000);
});

Deno.test("Alerts keeps 50 for a receiver that does not answer and no more, the word on what was left out neither", async () => {
  const ear = new Ear();
  ear.answer = () => null;
  const { tell } = ear.open();
  for (const [index, alert] of numbered(60).entries()) {
    tell(alert);
    // Slow enough for the gate: a receiver that is gone for long.
    if (index % 20 === 19) ear.clock.advanceBy(60_000);
  }
  // A minute after the first was left out there is still no room.
  await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
  numbered(70).slice(60).forEach(tell);
  ear.answer = () => 200;
  await ear.until(() => ear.heard.length > 50, 1_000);
  assertEquals(ear.texts(), [
    ...numbered(50).map(({ text }) => text),
    "20 more alerts were left out: the log has them.",
  ]);
});

Deno.test("Alerts cuts what is long, and takes keys out", async () => {
  const ear = new Ear();
  const { tell } = ear.open();
  tell({ ...ALERT, text: `${URL} is it${"!".repeat(10_000)}` });
  await ear.until(() => ear.heard.length > 0);
  assertEquals(ear.texts(), [`*** is it${"!".repeat(491)}…`]);
});

Deno.test("end() waits for what was told, but not for a receiver that never answers, and takes nothing after it", async () => {
  const ear = new Ear();
  const alerts = ear.open();
  alerts.tell(ALERT);
  let hasEnded = false;
  alerts.end(5_000).then(() => hasEnded = true);
  await ear.until(() => hasEnded);
  assertEquals(ear.heard.length, 1);
  alerts.tell({ ...ALERT, text: "late" });
  assertEquals(ear.requests, 1);

  const deaf = new Ear();
  deaf.answer = () => null;
  const unheard = deaf.open();
  unheard.tell(ALERT);
  let isOver = false;
  unheard.end(5_000).then(() => isOver = true);
  await deaf.until(() => isOver);
  assertGreater(7_000, deaf.clock.nowMs());
  assertEquals([deaf.requests, deaf.aborted], [1, 1]);
});

Deno.test("end() waits for nobody once a stop was asked for", async () => {
  const ear = new Ear();
  ear.answer = () => null;
  const alerts = ear.open();
  alerts.tell(ALERT);
  ear.stopping.abort();
  await alerts.end(60_000);
  assertEquals(ear.clock.nowMs(), 1_000);
});

Deno.test("openAlerts() has whoever closes all that is open wait for what was told last", async () => {
  const ear = new Ear();
  ear.answer = (request) => request <= 2 ? 503 : 200;
  const openings = new AsyncDisposableStack();
  const tell = openAlerts({ ...ear.options(), openings });
  tell(ALERT);
  let isClosed = false;
  openings.disposeAsync().then(() => isClosed = true);
  await ear.until(() => isClosed);
  assertEquals(ear.texts(), [ALERT.text]);
});
