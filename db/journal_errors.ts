/** Raised when another process has written to the run: this one must stop and start over from the journal. */
export class JournalFencedError extends Error {
  override readonly name = "JournalFencedError";
}

/** Raised when more rows wait for their commit than the journal may hold. */
export class JournalFullError extends Error {
  override readonly name = "JournalFullError";
}

/** Raised once a journal takes no more rows, because it was closed or could not commit. */
export class JournalClosedError extends Error {
  override readonly name = "JournalClosedError";
}
