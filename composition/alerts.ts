import type { Settings } from "../config.ts";
import { pause } from "../runtime/clock.ts";
import type { Clock, Random } from "../runtime/mod.ts";
import type { Fetch } from "../venues/net/http_client.ts";
import { wordsOf } from "../venues/net/request_failure.ts";
import type { Alert } from "./alert.ts";
import { AlertGate } from "./alert_gate.ts";
import { postAlert } from "./alert_post.ts";
import { concealerOf } from "./conceal.ts";
import type { Log } from "./log.ts";

/** What alerts are sent with. */
export interface AlertsOptions {
  readonly settings: Partial<Settings>;
  readonly log: Pick<Log, "warn">;
  readonly clock: Clock;
  readonly random: Random;
  /** Aborted once nobody need be told any more. */
  readonly stopping: AbortSignal;
  /** @default {globalThis.fetch} */
  readonly fetch?: Fetch;
}

/** Alerts that wait for their receiver, the one on its way included. */
const WAITING_MAX = 50;
const TEXT_CHARACTERS_MAX = 500;
/** What was left out is told this much later, all at once. */
const LEFT_OUT_MS = 60_000;
/** How long a process that ends by itself waits for its last alerts. */
const END_MS = 5_000;

/**
 * Tells an operator by a POST of JSON to `ARENA_ALERT_URL`; nobody is told where that is not set.
 *
 * - Whoever tells never waits and never fails.
 * - One after the other, in the order in which they were told. One that is not taken is sent again, five times in
 *   all, and then logged as lost.
 * - What was said already is no news: see `AlertGate`. What is too much, for a minute or for a receiver that does not
 *   answer, is left out; how much that was is told a minute later.
 * - Texts are cut to 500 characters, and hold no key.
 */
export class Alerts {
  readonly #options: AlertsOptions;
  readonly #gate = new AlertGate();
  readonly #conceal: (text: string) => string;
  readonly #waiting: string[] = [];
  readonly #ended = new AbortController();
  readonly #signal: AbortSignal;
  #sending: Promise<void> | null = null;
  #leftOut = 0;

  constructor(options: AlertsOptions) {
    this.#options = options;
    this.#conceal = concealerOf(options.settings);
    this.#signal = AbortSignal.any([options.stopping, this.#ended.signal]);
  }

  /** Sends an alert, unless it is no news or too much. */
  readonly tell = (alert: Alert): void => {
    const { settings: { ARENA_ALERT_URL: url = null }, clock } = this.#options;
    if (url === null || this.#signal.aborted) return;
    // What there is no room for is not told, and no news the less for it.
    const verdict = this.#hasRoom
      ? this.#gate.judge(alert, clock.monotonicMs())
      : "too_many";
    if (verdict === "sent") this.#send(url, alert);
    if (verdict === "too_many") this.#leaveOut(url, alert);
  };

  /** Waits until what was told is sent or lost, for `deadlineMs` at most; from then on nobody is told anything. */
  async end(deadlineMs: number): Promise<void> {
    const { clock } = this.#options;
    const late = new AbortController();
    const signal = AbortSignal.any([late.signal, this.#signal]);
    const deadline = pause(clock, deadlineMs, signal);
    await Promise.race([this.#sending, deadline]);
    late.abort();
    this.#ended.abort();
  }

  #send(url: string, { kind, subject, text }: Alert): void {
    const { clock } = this.#options;
    const body = JSON.stringify({
      kind,
      subject: cut(this.#conceal(subject)),
      text: cut(this.#conceal(text)),
      at: new Date(clock.nowMs()).toISOString(),
    });
    this.#waiting.push(body);
    this.#sending ??= this.#sendAll(url);
  }

  async #sendAll(url: string): Promise<void> {
    const { clock, random, log, fetch: request = fetch } = this.#options;
    const options = { url, clock, random, signal: this.#signal };
    for (let [body] = this.#waiting; body !== undefined;) {
      try {
        await postAlert({ ...options, fetch: request }, body);
      } catch (error) {
        if (this.#signal.aborted) break;
        const detail = wordsOf(error);
        log.warn({ detail }, "an alert could not be delivered");
      }
      this.#waiting.shift();
      [body] = this.#waiting;
    }
    this.#sending = null;
  }

  get #hasRoom(): boolean {
    return this.#waiting.length < WAITING_MAX;
  }

  /** The log has what happened: here only the kind of the first is named. */
  #leaveOut(url: string, { kind }: Alert): void {
    this.#leftOut += 1;
    if (this.#leftOut > 1) return;
    this.#options.log.warn({ kind }, "alerts are left out");
    this.#planLeftOut(url);
  }

  #planLeftOut(url: string): void {
    const { clock } = this.#options;
    pause(clock, LEFT_OUT_MS, this.#signal).then(() => {
      if (this.#signal.aborted) return;
      if (!this.#hasRoom) return this.#planLeftOut(url);
      const text =
        `${this.#leftOut} more alerts were left out: the log has them.`;
      this.#leftOut = 0;
      this.#send(url, { kind: "alerts_left_out", subject: "alerts", text });
    });
  }
}

/**
 * Returns what tells an operator, until all that is open is closed: a process that ends by itself waits up to five
 * seconds for what it said last.
 */
export function openAlerts(
  options: AlertsOptions & { readonly openings: AsyncDisposableStack },
): (alert: Alert) => void {
  const alerts = new Alerts(options);
  options.openings.defer(() => alerts.end(END_MS));
  return alerts.tell;
}

function cut(text: string): string {
  return text.length <= TEXT_CHARACTERS_MAX
    ? text
    : `${text.slice(0, TEXT_CHARACTERS_MAX)}…`;
}
