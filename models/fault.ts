import type { ModelFault, ModelFaultKind } from "../actors/ports/model.ts";
import { type ChatError, errorSchema } from "./chat_schema.ts";

/** An answer with a status other than 2xx. */
export interface HttpRefusal {
  readonly status: number;
  readonly headers: Headers;
  /** As received. */
  readonly body: string;
  /** Unix milliseconds; for waits that are given as a date. */
  readonly nowMs: number;
}

const DETAIL_CHARACTERS_MAX = 500;

/** Returns a fault; the detail is cut to what a record holds. */
export function fault(
  kind: ModelFaultKind,
  detail: string,
  known: Partial<Pick<ModelFault, "retryAfterMs" | "httpStatus">> = {},
): ModelFault {
  return {
    kind,
    detail: detail.slice(0, DETAIL_CHARACTERS_MAX),
    retryAfterMs: known.retryAfterMs ?? null,
    httpStatus: known.httpStatus ?? null,
  };
}

/** Returns what an HTTP answer other than 2xx means, by its status and the words of its body. */
export function faultOfRefusal(refusal: HttpRefusal): ModelFault {
  const error = readError(refusal.body);
  const { status } = refusal;
  return fault(
    kindOf(status, error),
    `the provider answered ${status}: ${error.message || "no reason given"}`,
    { httpStatus: status, retryAfterMs: retryAfterMs(refusal) },
  );
}

/** Returns what an error inside an HTTP 200 means. */
export function faultInStream(error: ChatError | string): ModelFault {
  const { code, message } = typeof error === "string"
    ? { code: null, message: error }
    : error;
  return fault(
    "stream_error",
    `the provider broke off with ${code ?? "no code"}: ${
      message || "no reason given"
    }`,
    { httpStatus: Number.isInteger(Number(code)) && code ? Number(code) : 200 },
  );
}

const TRANSIENT: ReadonlySet<ModelFaultKind> = new Set([
  "in_flight_credits",
  "rate_limited",
  "overloaded",
  "unreachable",
]);

/**
 * Whether the same request may succeed a moment later. What may have been paid for is not tried again: a stream that
 * was cut is not, and an error inside one only where nothing had begun, which the caller knows. Our own deadline is
 * over all tries.
 */
export function isTransient({ kind, httpStatus }: ModelFault): boolean {
  if (TRANSIENT.has(kind)) return true;
  if (httpStatus === null) return false;
  return kind === "timed_out"
    ? httpStatus === 408
    : kind === "stream_error" && (httpStatus === 429 || httpStatus >= 500);
}

interface ReadError {
  readonly message: string;
  /** Every machine-readable word of the error. */
  readonly words: string;
}

/** Reads the four shapes in use: `{error:{…}}`, `{error:"…"}`, `{detail:…}` and text that is no JSON. */
function readError(body: string): ReadError {
  let written: unknown;
  try {
    written = JSON.parse(body);
  } catch {
    return { message: body.replaceAll(/\s+/g, " ").slice(0, 200), words: "" };
  }
  if (typeof written !== "object" || written === null) {
    return { message: String(written), words: "" };
  }
  const error = Reflect.get(written, "error") ?? Reflect.get(written, "detail");
  const parsed = errorSchema.safeParse(error);
  if (!parsed.success) {
    return {
      message: typeof error === "string"
        ? error
        : JSON.stringify(error ?? written).slice(0, 200),
      words: "",
    };
  }
  const { code, type, metadata, message } = parsed.data;
  return {
    message: message ?? "",
    words: [code, type, JSON.stringify(metadata ?? {})].join(" "),
  };
}

function kindOf(status: number, error: ReadError): ModelFaultKind {
  switch (status) {
    case 401:
      return "unauthorized";
    case 402:
      return creditFault(error);
    case 403:
      return /reasons|flagged_input|moderat|content_policy/.test(error.words) ||
          /moderat|flagged/i.test(error.message)
        ? "moderated"
        : "unauthorized";
    case 404:
      return "unknown_model";
    case 408:
    case 524:
      return "timed_out";
    case 424:
      // With AIMO it is the escrow that is missing, elsewhere whatever the provider depends on.
      return /escrow/i.test(error.message) ? "no_credits" : "overloaded";
    case 429:
      return /insufficient_(balance|quota)/.test(error.words)
        ? "no_credits"
        : "rate_limited";
  }
  if (status >= 500) return "overloaded";
  return isTooLong(error) ? "context_too_long" : "invalid_request";
}

/** One status, three meanings: only the running requests that hold the credit will let go of it by themselves. */
function creditFault({ words }: ReadError): ModelFaultKind {
  if (words.includes("in_flight_budget")) return "in_flight_credits";
  if (words.includes("weight_exceeds_budget")) return "request_exceeds_credits";
  return "no_credits";
}

function isTooLong({ words, message }: ReadError): boolean {
  return words.includes("context_length_exceeded") ||
    /(context (length|window)|prompt is too long|too many (input )?tokens)/i
      .test(message);
}

/** Returns the wait that was asked for, in milliseconds from now: seconds, a date, or when the limit starts over. */
function retryAfterMs({ headers, nowMs }: HttpRefusal): number | null {
  const asked = headers.get("retry-after");
  if (asked !== null) {
    const seconds = Number(asked);
    const waitMs = Number.isFinite(seconds)
      ? seconds * 1_000
      : Date.parse(asked) - nowMs;
    if (Number.isFinite(waitMs)) return Math.max(0, waitMs);
  }
  const resetMs = Number(headers.get("x-ratelimit-reset") ?? NaN);
  return Number.isFinite(resetMs) && resetMs > nowMs ? resetMs - nowMs : null;
}
