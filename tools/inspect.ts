/**
 * `deno task inspect`: what is in a tape, a recording or a captured payload.
 *
 * @module
 */
import { printErrorLine, printLine, runCommand, UsageError } from "./flags.ts";
import { inspectPaths } from "./inspect/inspect_paths.ts";
import { INSPECTED_VENUES } from "./inspect/readers.ts";
import { reportText } from "./inspect/report_text.ts";

const SPEC = {
  name: "inspect",
  summary: "Shows what is in tapes, recordings and captured payloads.",
  flags: {
    venue: {
      kind: "value",
      text:
        "Whose captured payloads they are, kalshi (default), dflow, polymarket or hyperliquid",
      placeholder: "V",
    },
    json: { kind: "switch", text: "Prints one JSON object" },
  },
  words: { placeholder: "FILE…", min: 1 },
  notes: [
    "FILE is a tape, a recording folder, a file of official results, or JSON, each plain or gzip'd.",
    "Exits with 0 if everything parsed and no sequence number is missing, with 1 if not, with 2 after wrong use.",
  ],
} as const;

function venueOf(word: string | undefined): (typeof INSPECTED_VENUES)[number] {
  const venue = INSPECTED_VENUES.find((known) => known === (word ?? "kalshi"));
  if (venue !== undefined) return venue;
  throw new UsageError(
    `Cannot run inspect as --venue must be ${
      INSPECTED_VENUES.join(", ")
    }: current value is ${word}`,
  );
}

if (import.meta.main) {
  await runCommand(SPEC, async ({ flags, words }) => {
    const venue = venueOf(flags.venue);
    const report = await inspectPaths({ paths: words, venue }).catch(
      (error: unknown) => {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
        throw new UsageError(error.message);
      },
    );
    for (const notice of report.notices) printErrorLine(notice);
    printLine(flags.json ? JSON.stringify(report) : reportText(report));
    return report.rejected === 0 && report.gaps === 0 ? 0 : 1;
  });
}
