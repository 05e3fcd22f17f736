import type { Alert } from "./alert.ts";

/** When an alert is one too many. */
export interface AlertGateOptions {
  /** For how long the same of one subject is no news, in milliseconds. @default {600000} */
  readonly repeatMs?: number;
  /** How many are let through in any minute. @default {20} */
  readonly perMinute?: number;
}

/** What becomes of an alert. */
export type AlertVerdict = "sent" | "repeated" | "too_many";

const MINUTE_MS = 60_000;
/** Subjects that are remembered; the one that was told of longest ago is forgotten. */
const SUBJECTS_MAX = 1_000;

interface Told {
  readonly words: string;
  readonly atMs: number;
}

/**
 * Holds back what is no news, and what is too much to read.
 *
 * The same alert of a subject is let through again once another one of it was, or after a while: a venue that is
 * degraded, well, and degraded again is told of three times.
 */
export class AlertGate {
  readonly #options: Required<AlertGateOptions>;
  /** By subject, the one that was told last at the end. */
  readonly #told = new Map<string, Told>();
  /** When those of the last minute were let through. */
  #sentAtMs: readonly number[] = [];

  constructor({ repeatMs = 600_000, perMinute = 20 }: AlertGateOptions = {}) {
    this.#options = { repeatMs, perMinute };
  }

  /** Judges an alert at `nowMs` (monotonic milliseconds); one that is let through counts from then on. */
  judge({ kind, subject, text }: Alert, nowMs: number): AlertVerdict {
    const { repeatMs, perMinute } = this.#options;
    const words = `${kind} ${text}`;
    const last = this.#told.get(subject);
    const isRepeated = last?.words === words && nowMs - last.atMs < repeatMs;
    if (isRepeated) return "repeated";
    this.#sentAtMs = this.#sentAtMs.filter((atMs) => nowMs - atMs < MINUTE_MS);
    if (this.#sentAtMs.length >= perMinute) return "too_many";
    this.#sentAtMs = [...this.#sentAtMs, nowMs];
    this.#told.delete(subject);
    this.#told.set(subject, { words, atMs: nowMs });
    const [oldest] = this.#told.keys();
    if (this.#told.size > SUBJECTS_MAX && oldest !== undefined) {
      this.#told.delete(oldest);
    }
    return "sent";
  }
}
