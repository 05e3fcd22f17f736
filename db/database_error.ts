import { z } from "zod";
import { DeadlineError } from "./deadline.ts";

const codeSchema = z.object({ code: z.string() });

/** Connection failures of the driver and of the operating system. `CONNECTION_ENDED` is not one: we closed the pool. */
const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  "CONNECTION_CLOSED",
  "CONNECT_TIMEOUT",
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  // A standby that is not promoted yet.
  "25006",
]);

/** SQLSTATE classes that can pass by themselves: connection, rollback, resources, operator, system, internal. */
const TRANSIENT_CLASSES: ReadonlySet<string> = new Set([
  "08",
  "40",
  "53",
  "57",
  "58",
  "XX",
]);

const UNIQUE_VIOLATION = "23505";
/** No privilege, and a server or transaction that only reads. */
const FORBIDDEN_CODES: ReadonlySet<string> = new Set(["42501", "25006"]);
const SQLSTATE = /^[0-9A-Z]{5}$/;

/** Returns the driver's, system's or server's code of an error, or `null`. */
export function errorCode(error: unknown): string | null {
  const { success, data } = codeSchema.safeParse(error);
  return success ? data.code : null;
}

/** Whether the same statement may well succeed a little later. */
export function isTransient(error: unknown): boolean {
  if (error instanceof DeadlineError) return true;
  const code = errorCode(error);
  if (code === null) return false;
  return TRANSIENT_CODES.has(code) ||
    SQLSTATE.test(code) && TRANSIENT_CLASSES.has(code.slice(0, 2));
}

/** Whether a row with the same key is already there. */
export function isUniqueViolation(error: unknown): boolean {
  return errorCode(error) === UNIQUE_VIOLATION;
}

/** Whether the database's user may not do what was asked. */
export function isForbidden(error: unknown): boolean {
  return FORBIDDEN_CODES.has(errorCode(error) ?? "");
}

/** Returns `error` as an `Error`, for values that something threw. */
export function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
