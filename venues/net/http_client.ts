import type { z } from "zod";
import { AmbiguousOutcomeError } from "../../actors/ports/execution.ts";
import type { VenueId } from "../../domain/market.ts";
import { Backoff, type BackoffOptions } from "../../runtime/backoff.ts";
import { type Clock, pause } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import { describeMismatch } from "../schema_issue.ts";
import { readText } from "./read_text.ts";
import {
  isWorthAnother,
  LateAnswerError,
  NotSentError,
  readFailure,
  wordsOf,
  writeFailure,
} from "./request_failure.ts";
import { retryAfterMs } from "./retry_after.ts";
import type { TokenBucket } from "./token_bucket.ts";
import { UnknownShapeError, VenueAnswerError } from "./venue_error.ts";

/** Sends a request and waits for its answer, as `globalThis.fetch` does. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** One request to a venue. */
export interface VenueRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Begins with a slash and follows the base URL; the query belongs to it. */
  readonly path: string;
  /** JSON text; none where the request has no body. */
  readonly body?: string;
  /** What it takes from the bucket. @default {1} */
  readonly cost?: number;
  /** Whether the answer has a key in it: then no message quotes it. @default {false} */
  readonly isSecret?: boolean;
  /** Whether it goes before others that wait for the same bucket. @default {false} */
  readonly isUrgent?: boolean;
  /** Pays for it in place of the client's own bucket. */
  readonly bucket?: TokenBucket;
}

/** What an HTTP client needs. */
export interface HttpClientOptions {
  readonly venue: VenueId;
  /** Without a slash at the end. Asked before each request, so that a venue that moved is found again. */
  readonly baseUrl: () => string;
  readonly clock: Clock;
  readonly random: Random;
  readonly bucket: TokenBucket;
  /** Whether all its requests go before those of other clients that share the bucket. @default {false} */
  readonly isUrgent?: boolean;
  /** Keys and signatures. Asked before each attempt, as a signature has a time. */
  readonly headers?: (
    request: VenueRequest,
  ) =>
    | Readonly<Record<string, string>>
    | Promise<Readonly<Record<string, string>>>;
  /** @default {globalThis.fetch} */
  readonly fetch?: Fetch;
  /** Longest wait for one answer, in milliseconds. @default {10000} */
  readonly requestTimeoutMs?: number;
  /** How often a read is sent at most, 1 or more. @default {3} */
  readonly attemptsMax?: number;
}

const ANSWER_BYTES_MAX = 16_000_000;
const BODY_CHARACTERS_MAX = 500;
const RETRY: BackoffOptions = { minMs: 250, maxMs: 5_000, jitter: 0.5 };

const TOO_MANY_REQUESTS = 429;

/**
 * One venue's HTTP API.
 *
 * - Every request waits its turn in a token bucket, which hears of refusals and what `Retry-After` says.
 * - Answers are validated here, and what does not match is an `UnknownShapeError`.
 * - A read that failed is sent again, after jittered and growing pauses, a bounded number of times.
 * - A write is sent once. What became of it is told by the error's class, see `write`.
 * - No message names query, body, headers or keys.
 */
export class HttpClient {
  readonly #options: HttpClientOptions;

  constructor(options: HttpClientOptions) {
    this.#options = options;
  }

  /**
   * Asks for something that asking does not change.
   *
   * @throws {TransientVenueError} If the venue cannot be asked now.
   * @throws {FatalVenueError} If the credentials do not hold, or we are not welcome from here.
   * @throws {VenueAnswerError} If it says no.
   * @throws {UnknownShapeError} If the answer does not match.
   */
  async read<Schema extends z.ZodType>(
    request: VenueRequest,
    schema: Schema,
    signal: AbortSignal,
  ): Promise<z.output<Schema>> {
    const { clock, random, attemptsMax = 3 } = this.#options;
    const backoff = new Backoff(RETRY, random);
    for (let attempt = 1;; attempt += 1) {
      try {
        return this.#parse(request, schema, await this.#send(request, signal));
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        const failure = readFailure(error, this.#unanswered(request));
        if (!isWorthAnother(failure) || attempt >= attemptsMax) throw failure;
        await pause(clock, backoff.nextMs(), signal);
      }
    }
  }

  /**
   * Does something at the venue, once.
   *
   * @throws {AmbiguousOutcomeError} If nobody can tell whether it happened: no answer, a 5xx, an answer that
   * does not match.
   * @throws {TransientVenueError} If it certainly did not happen and may do so later.
   * @throws {FatalVenueError} If it certainly did not happen and the credentials do not hold.
   * @throws {VenueAnswerError} If the venue says no.
   */
  async write<Schema extends z.ZodType>(
    request: VenueRequest,
    schema: Schema,
    signal: AbortSignal,
  ): Promise<z.output<Schema>> {
    let answer: unknown;
    try {
      answer = await this.#send(request, signal);
    } catch (error) {
      throw writeFailure(error, this.#unanswered(request));
    }
    try {
      return this.#parse(request, schema, answer);
    } catch (error) {
      throw new AmbiguousOutcomeError(wordsOf(error), { cause: error });
    }
  }

  async #send(request: VenueRequest, signal: AbortSignal): Promise<unknown> {
    const { clock, requestTimeoutMs = 10_000 } = this.#options;
    const bucket = request.bucket ?? this.#options.bucket;
    try {
      await bucket.take(
        request.cost ?? 1,
        signal,
        request.isUrgent ?? this.#options.isUrgent,
      );
    } catch (error) {
      throw new NotSentError(error);
    }
    const timeout = new AbortController();
    const cancelTimer = clock.setTimer(
      () => timeout.abort(new LateAnswerError(this.#late(request))),
      requestTimeoutMs,
    );
    const sentAtMs = clock.monotonicMs();
    try {
      const response = await this.#fetch(
        request,
        AbortSignal.any([signal, timeout.signal]),
      );
      const text = await readText(response, ANSWER_BYTES_MAX);
      if (response.ok) {
        bucket.served();
        return this.#json(request, text);
      }
      if (response.status === TOO_MANY_REQUESTS) {
        const header = response.headers.get("retry-after");
        bucket.refused(sentAtMs, retryAfterMs(header, clock.nowMs()));
      }
      throw new VenueAnswerError(
        this.#message(
          request,
          "the answer must have status 200",
          response.status,
        ),
        {
          status: response.status,
          body: (text ?? "").slice(0, BODY_CHARACTERS_MAX),
        },
      );
    } catch (error) {
      // What was being read when time ran out fails in ways of its own.
      throw timeout.signal.aborted ? timeout.signal.reason : error;
    } finally {
      cancelTimer();
    }
  }

  async #fetch(request: VenueRequest, signal: AbortSignal): Promise<Response> {
    const { baseUrl, headers } = this.#options;
    const send = this.#options.fetch ?? fetch;
    let signed: Readonly<Record<string, string>>;
    try {
      signed = await headers?.(request) ?? {};
    } catch (error) {
      throw new NotSentError(error);
    }
    return await send(`${baseUrl()}${request.path}`, {
      method: request.method,
      ...(request.body === undefined ? {} : { body: request.body }),
      headers: {
        accept: "application/json",
        ...(request.body === undefined
          ? {}
          : { "content-type": "application/json" }),
        ...signed,
      },
      // A redirect could carry the key to another host.
      redirect: "error",
      signal,
    });
  }

  #json(request: VenueRequest, text: string | null): unknown {
    if (text === null) {
      throw new UnknownShapeError(
        this.#message(
          request,
          `the answer must have at most ${ANSWER_BYTES_MAX} bytes`,
          "more",
        ),
      );
    }
    // Nothing is no value, not even `null`: where that one says that there is none, silence says nothing.
    if (text === "") return undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw new UnknownShapeError(
        this.#message(
          request,
          "the answer must be JSON",
          request.isSecret === true
            ? "withheld"
            : JSON.stringify(text.slice(0, 80)),
        ),
      );
    }
  }

  #parse<Schema extends z.ZodType>(
    request: VenueRequest,
    schema: Schema,
    answer: unknown,
  ): z.output<Schema> {
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new UnknownShapeError(
      describeMismatch(
        `read ${this.#options.venue}'s answer to ${nameOf(request)}`,
        parsed.error,
        request.isSecret === true ? "withheld" : answer,
      ),
    );
  }

  #late(request: VenueRequest): string {
    const { requestTimeoutMs = 10_000 } = this.#options;
    return this.#message(
      request,
      `it must answer within ${requestTimeoutMs} ms`,
      "no answer",
    );
  }

  #unanswered(request: VenueRequest): (error: unknown) => string {
    return (error) => this.#message(request, "it must answer", wordsOf(error));
  }

  #message(
    request: VenueRequest,
    rule: string,
    value: string | number,
  ): string {
    return `Cannot ask ${this.#options.venue} for ${
      nameOf(request)
    } as ${rule}: current value is ${value}`;
  }
}

/** Path without query: that part has wallets and ids in it, and nothing that helps an operator. */
function nameOf({ method, path }: VenueRequest): string {
  return `${method} ${path.split("?", 1)[0]}`;
}
