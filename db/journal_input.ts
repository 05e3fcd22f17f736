import type { JournalDraft } from "../domain/journal.ts";

const READ_ROWS_MAX = 10_000;

/**
 * Checks what a database would refuse, so that one bad draft fails alone and not the group that it is in.
 *
 * @throws {TypeError} If a time is no whole number, or an id holds a zero character or half a surrogate pair.
 */
export function checkDraft(draft: JournalDraft): void {
  for (const field of ["occurredAtMs", "recordedAtMs"] as const) {
    if (!Number.isSafeInteger(draft[field])) {
      throw new TypeError(
        `Cannot append to the journal as '${field}' must be whole milliseconds: current value is ${
          draft[field]
        }`,
      );
    }
  }
  for (const field of ["causationId", "correlationId"] as const) {
    const text = draft[field];
    if (text !== null && (text.includes("\0") || !text.isWellFormed())) {
      throw new TypeError(
        `Cannot append to the journal as '${field}' must be text without zero characters or half surrogate pairs: current value is ${
          JSON.stringify(text)
        }`,
      );
    }
  }
}

/**
 * Checks the page that a reader asks for.
 *
 * @throws {RangeError} If `after` is negative or `limit` is outside 1 to 10,000.
 */
export function checkPage(after: number, limit: number): void {
  if (!Number.isSafeInteger(after) || after < 0) {
    throw new RangeError(
      `Cannot read the journal as 'after' must be 0 or more: current value is ${after}`,
    );
  }
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > READ_ROWS_MAX) {
    throw new RangeError(
      `Cannot read the journal as 'limit' must be 1 to ${READ_ROWS_MAX}: current value is ${limit}`,
    );
  }
}
