import type { Log } from "./log.ts";
import type { Fetch } from "../venues/net/http_client.ts";
import { wordsOf } from "../venues/net/request_failure.ts";
import { pause } from "../runtime/clock.ts";
import { Backoff, type Clock, type Random } from "../runtime/mod.ts";

/** Something that somebody should look at now, or that is over. */
export interface Alert {
  readonly kind: "venue_degraded" | "venue_recovered";
  /** One sentence, for people. */
  readonly text: string;
}

/** What alerts are sent with. */
export interface AlertOptions {
  readonly settings: { readonly ARENA_ALERT_URL: string | null };
  readonly log: Pick<Log, "warn">;
  readonly clock: Clock;
  readonly random: Random;
  /** Aborted once nobody need be told any more. */
  readonly stopping: AbortSignal;
  /** @default {globalThis.fetch} */
  readonly fetch?: Fetch;
}

const ATTEMPTS_MAX = 5;
const ANSWER_MS_MAX = 10_000;
const RETRY = { minMs: 1_000, maxMs: 30_000, jitter: 0.5 };

/**
 * Returns what tells an operator by a POST of JSON to `ARENA_ALERT_URL`; nobody is told where that is not set.
 *
 * - Whoever tells never waits and never fails.
 * - An alert that is not taken is sent again, five times in all, and then logged as lost.
 * - `at` is when it was told: two alerts may arrive in another order.
 */
export function openAlerts(options: AlertOptions): (alert: Alert) => void {
  const { settings: { ARENA_ALERT_URL: url }, clock } = options;
  if (url === null) return () => {};
  return (alert) => {
    const at = new Date(clock.nowMs()).toISOString();
    void send(options, url, JSON.stringify({ ...alert, at }));
  };
}

async function send(
  options: AlertOptions,
  url: string,
  body: string,
): Promise<void> {
  const { clock, random, log, stopping } = options;
  const backoff = new Backoff(RETRY, random);
  for (let attempt = 1; !stopping.aborted; attempt += 1) {
    try {
      return await post(options, url, body);
    } catch (error) {
      if (attempt === ATTEMPTS_MAX) {
        const detail = wordsOf(error);
        return log.warn({ detail }, "an alert could not be delivered");
      }
      await pause(clock, backoff.nextMs(), stopping);
    }
  }
}

async function post(
  { clock, fetch: request = fetch }: AlertOptions,
  url: string,
  body: string,
): Promise<void> {
  const late = new AbortController();
  const cancelTimer = clock.setTimer(() => late.abort(), ANSWER_MS_MAX);
  try {
    const answer = await request(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      signal: late.signal,
    });
    await answer.body?.cancel();
    if (answer.ok) return;
    throw new Error(
      `Cannot send an alert as the answer must have status 200: current value is ${answer.status}`,
    );
  } finally {
    cancelTimer();
  }
}
