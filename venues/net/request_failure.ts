import {
  AmbiguousOutcomeError,
  FatalVenueError,
  ThrottledError,
  TransientVenueError,
} from "../../actors/ports/execution.ts";
import { BucketOverflowError } from "./token_bucket.ts";
import { UnknownShapeError, VenueAnswerError } from "./venue_error.ts";

/** The venue let our patience run out. */
export class LateAnswerError extends Error {
  override readonly name = "LateAnswerError";
}

/** Wraps whatever kept a request from leaving. */
export class NotSentError extends Error {
  override readonly name = "NotSentError";

  constructor(cause: unknown) {
    super("", { cause });
  }
}

const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const REQUEST_TIMEOUT = 408;
const TOO_EARLY = 425;
const TOO_MANY_REQUESTS = 429;
const SERVER_ERROR_MIN = 500;

/** Puts into words that the venue did not answer because of `error`. */
type Unanswered = (error: unknown) => string;

/** Returns what a failed read means to whoever asked: see `HttpClient.read`. */
export function readFailure(error: unknown, unanswered: Unanswered): Error {
  if (error instanceof UnknownShapeError) return error;
  const failure = certainFailure(error);
  if (failure !== null) return failure;
  return error instanceof LateAnswerError || error instanceof VenueAnswerError
    ? new TransientVenueError(error.message, { cause: error })
    : new TransientVenueError(unanswered(error), { cause: error });
}

/** Returns what a failed write means to whoever asked: see `HttpClient.write`. */
export function writeFailure(error: unknown, unanswered: Unanswered): Error {
  const failure = certainFailure(error);
  if (failure !== null) return failure;
  const message = error instanceof LateAnswerError ||
      error instanceof UnknownShapeError || error instanceof VenueAnswerError
    ? error.message
    : unanswered(error);
  return isConnectionRefused(error)
    ? new TransientVenueError(message, { cause: error })
    : new AmbiguousOutcomeError(message, { cause: error });
}

/** Returns what is meant where the request certainly changed nothing; `null` where nobody can tell. */
function certainFailure(error: unknown): Error | null {
  if (error instanceof NotSentError) return notSent(error);
  if (!(error instanceof VenueAnswerError)) return null;
  const { status, message } = error;
  if (status === UNAUTHORIZED || status === FORBIDDEN) {
    return new FatalVenueError(message, { cause: error });
  }
  if (status === TOO_MANY_REQUESTS) {
    return new ThrottledError(message, { cause: error });
  }
  if (status === TOO_EARLY) {
    return new TransientVenueError(message, { cause: error });
  }
  return status === REQUEST_TIMEOUT || status >= SERVER_ERROR_MIN
    ? null
    : error;
}

/** Whoever kept the request here knows why; for anything else a later time is as good. */
function notSent({ cause }: NotSentError): Error {
  return cause instanceof FatalVenueError
    ? cause
    : new TransientVenueError(wordsOf(cause), { cause });
}

/** Returns whether the same read may fare better in a moment. */
export function isWorthAnother(failure: Error): boolean {
  return failure instanceof TransientVenueError &&
    !(failure.cause instanceof BucketOverflowError);
}

/** The runtime tells only in words that nobody listened there; then nothing was sent. */
function isConnectionRefused(error: unknown): boolean {
  return error instanceof TypeError &&
    /connection refused|dns error/i.test(
      `${error.message} ${wordsOf(error.cause)}`,
    );
}

/** Returns what `error` says, without the address that the runtime adds to a failed request. */
export function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/ for url \([^)]*\)/, "");
}
