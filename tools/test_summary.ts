import { stripVTControlCharacters } from "node:util";

/** Counts of one test run. Steps are part of their test and not counted. */
export interface TestSummary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const SUMMARY =
  /^(?:ok|FAILED) \| (\d+) passed[^|\n]*\| (\d+) failed[^|\n]*(?:\| (\d+) ignored[^|\n]*)?(?:\|[^|\n]*)*\(.*\)\s*$/gm;

/** Returns the counts in the last summary line of `deno test`, or `null` when the run ended without one. */
export function readSummary(output: string): TestSummary | null {
  const last = [...stripVTControlCharacters(output).matchAll(SUMMARY)].at(-1);
  if (last === undefined) return null;
  const [, passed, failed, skipped = "0"] = last;
  return {
    passed: Number(passed),
    failed: Number(failed),
    skipped: Number(skipped),
  };
}

/** Returns the last line of `deno task test`. */
export function formatSummary(
  { passed, failed, skipped }: TestSummary,
): string {
  const counts = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? counts : `${counts}, ${skipped} skipped`;
}
