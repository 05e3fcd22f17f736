import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { helpText, parseCommandLine, UsageError } from "./flags.ts";

const SPEC = {
  name: "replay",
  summary: "Runs the arena on recorded input.",
  flags: {
    json: { kind: "switch", text: "Prints one object" },
    seed: { kind: "value", text: "Seeds the run", placeholder: "N" },
  },
  words: { placeholder: "PATH…", min: 1, max: 2 },
} as const;

function sentence(...args: string[]): string {
  return assertThrows(() => parseCommandLine(SPEC, args), UsageError).message;
}

Deno.test("parseCommandLine() reads switches, values and words in any order", () => {
  assertEquals(parseCommandLine(SPEC, ["a", "--json", "--seed", "7", "b"]), {
    flags: { json: true, seed: "7" },
    words: ["a", "b"],
  });
  assertEquals(parseCommandLine(SPEC, ["--seed=7", "--", "--json"]), {
    flags: { json: false, seed: "7" },
    words: ["--json"],
  });
});

Deno.test("parseCommandLine() leaves absent flags off and undefined", () => {
  assertEquals(parseCommandLine(SPEC, ["a"]), {
    flags: { json: false, seed: undefined },
    words: ["a"],
  });
});

Deno.test("parseCommandLine() answers help ahead of complaining about what follows", () => {
  assertEquals(parseCommandLine(SPEC, ["--help", "--nope"]), "help");
  assertEquals(parseCommandLine(SPEC, ["-h"]), "help");
});

Deno.test("parseCommandLine() refuses an unknown flag and lists the known ones", () => {
  assertEquals(
    sentence("a", "--sed=7"),
    "Cannot run replay as --sed is not one of its flags: use --json, --seed N or --help",
  );
  assertStringIncludes(sentence("a", "--no-json"), "--no-json is not one of");
  assertStringIncludes(sentence("a", "-x"), "-x is not one of its flags");
});

Deno.test("parseCommandLine() refuses a value flag without value", () => {
  const expected = "Cannot run replay as --seed needs a value: use --seed N";
  assertEquals(sentence("a", "--seed"), expected);
  assertEquals(sentence("a", "--seed="), expected);
  assertEquals(sentence("a", "--seed", "--json"), expected);
});

Deno.test("parseCommandLine() refuses a switch with a value", () => {
  assertEquals(
    sentence("a", "--json=yes"),
    "Cannot run replay as --json takes no value: use --json alone",
  );
});

Deno.test("parseCommandLine() refuses too few and too many words", () => {
  assertEquals(
    sentence(),
    "Cannot run replay as PATH… is missing: use deno task replay PATH… [--json] [--seed N]",
  );
  assertStringIncludes(sentence("a", "b", "c"), '"c" is one word too many');
});

Deno.test("parseCommandLine() takes no words where the spec names none", () => {
  const spec = { name: "ok", summary: "Gates.", flags: {} };
  assertThrows(() => parseCommandLine(spec, ["a"]), UsageError);
});

Deno.test("parseCommandLine() is not fooled by names of Object.prototype", () => {
  assertStringIncludes(sentence("a", "--constructor"), "not one of its flags");
  assertStringIncludes(sentence("a", "--__proto__"), "not one of its flags");
});

Deno.test("helpText() shows usage and every flag with its line", () => {
  assertEquals(
    helpText({ ...SPEC, notes: ["Exit: 0 or 2"] }),
    [
      "Runs the arena on recorded input.",
      "",
      "Usage: deno task replay PATH… [--json] [--seed N]",
      "",
      "  --json    Prints one object",
      "  --seed N  Seeds the run",
      "  --help    Shows this text",
      "",
      "Exit: 0 or 2",
    ].join("\n"),
  );
});
