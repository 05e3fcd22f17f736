/**
 * `deno task statement`: what anybody's exported fills come to in our ledger.
 *
 * @module
 */
import { printErrorLine, printLine, runCommand } from "./flags.ts";
import { bookFiles } from "./statement/book_files.ts";
import { StatementError } from "./statement/statement.ts";
import {
  statementJson,
  statementText,
  totalsOf,
} from "./statement/statement_text.ts";

const SPEC = {
  name: "statement",
  summary:
    "Books anybody's exported fills: positions, realized profit, fees, funding, and where the file's own figures differ.",
  flags: {
    json: {
      kind: "switch",
      text: "Prints one JSON object, with every difference",
    },
  },
  words: { placeholder: "FILE…", min: 1 },
  notes: [
    "Takes, plain or gzip'd: what Hyperliquid answers to userFills, userFillsByTime and userFunding (JSON), trades of nof1 (JSON), settlements of Kalshi (CSV).",
    "A file of funding belongs to the account whose fills are named before it.",
    "Exits with 0 if every figure of the files is ours or explained by a rule of the venue, with 1 if one is not, with 2 after wrong use.",
  ],
} as const;

if (import.meta.main) {
  await runCommand(SPEC, async ({ flags: { json }, words }) => {
    try {
      const statement = await bookFiles(words);
      printLine(
        json
          ? JSON.stringify(statementJson(statement))
          : statementText(statement),
      );
      const { unexplained, ledger } = totalsOf(statement);
      return unexplained === 0 && ledger === "0" ? 0 : 1;
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      printErrorLine(error.message);
      return 1;
    }
  });
}
