/** Raised for a row that cannot follow on the rows before it: the journal or its writer is broken. */
export class FoldError extends Error {
  override readonly name = "FoldError";
}
