/**
 * `deno task score`: how good anybody's forecasts were.
 *
 * @module
 */
import { printErrorLine, printLine, runCommand } from "./flags.ts";
import {
  OUTCOME_PATHS,
  PROBABILITY_PATHS,
  scoreFile,
} from "./score/score_file.ts";
import { scoreText } from "./score/score_text.ts";

const SPEC = {
  name: "score",
  summary: "Scores forecasts of binary questions: JSON lines, plain or gzip'd.",
  flags: {
    probability: {
      kind: "value",
      text: "Where a line has its probability, such as forecast.prob",
      placeholder: "PATH",
    },
    outcome: {
      kind: "value",
      text: "Where it has what happened: yes or no, true or false, 1 or 0",
      placeholder: "PATH",
    },
    market: {
      kind: "value",
      text: "Where it has the market's own probability, to compare with",
      placeholder: "PATH",
    },
    json: {
      kind: "switch",
      text: "Prints one JSON object, with the definition of every figure",
    },
  },
  words: { placeholder: "FILE", min: 1, max: 1 },
  notes: [
    `Without --probability: the first of ${
      PROBABILITY_PATHS.join(", ")
    } that a line has.`,
    `Without --outcome: the first of ${
      OUTCOME_PATHS.join(", ")
    } that a line has.`,
    "A line that cannot be scored is counted and named. Definitions: docs/method.md.",
    "Exits with 0 if anything was scored, with 1 if nothing was, with 2 after wrong use.",
  ],
} as const;

if (import.meta.main) {
  await runCommand(SPEC, async ({ flags, words: [path = ""] }) => {
    const { json, ...paths } = flags;
    const score = await scoreFile({ path, ...paths });
    printLine(json ? JSON.stringify(score) : scoreText(score));
    if (score.n > 0) return 0;
    printErrorLine(
      `Cannot score ${path} as no line of it holds a forecast and its outcome: name where they are with --probability and --outcome`,
    );
    return 1;
  });
}
