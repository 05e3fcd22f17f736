import type { ModelFault } from "../actors/ports/model.ts";
import { CapturedFetch, ResponseTooLargeError } from "./captured_fetch.ts";
import { fault, faultOfRefusal } from "./fault.ts";
import { redact } from "./redact.ts";
import { type TryEnds, tryInTurn, type TryOptions } from "./try_in_turn.ts";

/** Where JSON is asked for. */
export interface JsonService extends TryOptions {
  /** Without a slash at the end. */
  readonly url: string;
  /** Sent as a bearer token; `null` where the server wants none. */
  readonly apiKey: string | null;
  /** @default {globalThis.fetch} */
  readonly fetch?: typeof fetch;
}

/** What a call came to. */
export type JsonOutcome =
  | { readonly kind: "answered"; readonly body: unknown }
  | {
    readonly kind: "failed";
    readonly fault: ModelFault;
    /** Whether it may have cost something all the same. */
    readonly mayBePaid: boolean;
  };

/** One call. */
export interface JsonCall {
  /** With a slash in front. */
  readonly path: string;
  /** Is posted; without one the path is only read. */
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

/** Sends JSON and reads the answer, with the faults and retries of every call of a model. Never rejects. */
export function callJson(
  service: JsonService,
  { path, body, signal }: JsonCall,
): Promise<JsonOutcome> {
  return tryInTurn(
    (ends) => exchange(service, { path, body }, ends),
    (outcome) =>
      outcome.kind === "failed" && !outcome.mayBePaid ? outcome.fault : null,
    { ...service, aborted: signal },
  );
}

async function exchange(
  service: JsonService,
  { path, body }: Pick<JsonCall, "path" | "body">,
  { aborted, deadline }: TryEnds,
): Promise<JsonOutcome> {
  const captured = new CapturedFetch(service.fetch ?? fetch);
  const failed = (found: ModelFault, mayBePaid: boolean): JsonOutcome => ({
    kind: "failed",
    fault: { ...found, detail: redact(found.detail, service.apiKey) },
    mayBePaid,
  });
  try {
    const response = await captured.fetch(`${service.url}${path}`, {
      headers: {
        ...(service.apiKey === null
          ? {}
          : { authorization: `Bearer ${service.apiKey}` }),
        "content-type": "application/json",
        accept: "application/json",
      },
      ...(body === undefined
        ? {}
        : { method: "POST", body: JSON.stringify(body) }),
      signal: AbortSignal.any([aborted, deadline]),
    });
    const text = await response.text();
    if (!response.ok) {
      const { status, headers } = response;
      const nowMs = service.clock.nowMs();
      return failed(
        faultOfRefusal({ status, headers, body: text, nowMs }),
        false,
      );
    }
    return { kind: "answered", body: JSON.parse(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (aborted.aborted) {
      return failed(fault("aborted", "the call was not wanted any more"), true);
    }
    if (deadline.aborted) {
      const { deadlineMs } = service;
      return failed(
        fault("timed_out", `no whole answer within ${deadlineMs} ms`),
        true,
      );
    }
    if (captured.headers === null) {
      return failed(fault("unreachable", reason), false);
    }
    const known = { httpStatus: 200 };
    if (error instanceof SyntaxError) {
      return failed(fault("malformed", reason, known), true);
    }
    return error instanceof ResponseTooLargeError
      ? failed(fault("too_large", reason, known), true)
      : failed(fault("stream_cut", reason, known), true);
  }
}
