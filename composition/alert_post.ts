import { Backoff, type Clock, type Random } from "../runtime/mod.ts";
import { pause } from "../runtime/clock.ts";
import type { Fetch } from "../venues/net/http_client.ts";

/** What an alert is posted with. */
export interface AlertPostOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Aborted once nobody need be told any more. */
  readonly signal: AbortSignal;
  readonly fetch: Fetch;
}

const ATTEMPTS_MAX = 5;
const ANSWER_MS = 10_000;
const RETRY = { minMs: 1_000, maxMs: 30_000, jitter: 0.5 };

/**
 * Posts an alert, five times in all where it is not taken.
 *
 * @throws {Error} With the last failure, or once `signal` is aborted.
 */
export async function postAlert(
  options: AlertPostOptions,
  body: string,
): Promise<void> {
  const { clock, random, signal } = options;
  const backoff = new Backoff(RETRY, random);
  for (let attempt = 1;; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await post(options, body);
    } catch (error) {
      if (attempt === ATTEMPTS_MAX) throw error;
      await pause(clock, backoff.nextMs(), signal);
    }
  }
}

async function post(
  { url, clock, signal, fetch: request }: AlertPostOptions,
  body: string,
): Promise<void> {
  const late = new AbortController();
  const cancelTimer = clock.setTimer(() => late.abort(), ANSWER_MS);
  try {
    const answer = await request(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      signal: AbortSignal.any([late.signal, signal]),
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
