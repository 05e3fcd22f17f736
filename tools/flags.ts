import { parseArgs } from "node:util";

/** One flag of a task. A `switch` is on or off; a `value` flag takes the next word or what follows `=`. */
export interface FlagSpec {
  readonly kind: "switch" | "value";
  /** One line for `--help`. */
  readonly text: string;
  /** Stands for the value in `--help`, such as `N`. */
  readonly placeholder?: string;
}

/** What a task accepts: everything else on its command line is an error. */
export interface CommandSpec<Flags extends Readonly<Record<string, FlagSpec>>> {
  /** Name after `deno task`. */
  readonly name: string;
  /** One sentence for `--help`. */
  readonly summary: string;
  readonly flags: Flags;
  /** Left out, the task takes no words besides flags. */
  readonly words?: {
    /** How they stand in `--help`, such as `FILE…`. */
    readonly placeholder: string;
    /** @default {0} */
    readonly min?: number;
    /** @default {Infinity} */
    readonly max?: number;
  };
  /** Lines that `--help` ends with: environment variables, examples, exit codes. */
  readonly notes?: readonly string[];
}

/** A command line that fits its spec. */
export interface CommandLine<
  Flags extends Readonly<Record<string, FlagSpec>>,
> {
  readonly flags: {
    readonly [Name in keyof Flags]: Flags[Name]["kind"] extends "switch"
      ? boolean
      : string | undefined;
  };
  readonly words: readonly string[];
}

/** Thrown for wrong use of a task. Its message is one sentence that ends with the fix. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Returns what `args` say under `spec`, or `"help"` when `--help` or `-h` is among them.
 *
 * @throws {UsageError} If a flag is unknown, lacks its value or has one it does not take, or if words are missing or too many.
 */
export function parseCommandLine<
  const Flags extends Readonly<Record<string, FlagSpec>>,
>(
  spec: CommandSpec<Flags>,
  args: readonly string[],
): CommandLine<Flags> | "help" {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: optionsOf(spec.flags),
  });
  const values: Record<string, boolean | string | undefined> = {};
  for (const [name, flag] of Object.entries(spec.flags)) {
    values[name] = flag.kind === "switch" ? false : undefined;
  }
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    if (token.name === "help" || token.name === "h") return "help";
    const flag = Object.hasOwn(spec.flags, token.name)
      ? spec.flags[token.name]
      : undefined;
    if (flag === undefined) throw unknownFlag(spec, token.rawName);
    values[token.name] = valueOf(spec, { flag, ...token });
  }
  checkWords(spec, words);
  return { flags: values as CommandLine<Flags>["flags"], words };
}

/** Returns what `--help` prints for `spec`. */
export function helpText(
  spec: CommandSpec<Readonly<Record<string, FlagSpec>>>,
): string {
  const rows = Object.entries(spec.flags).map(([name, flag]) =>
    [spelled(name, flag), flag.text] as const
  );
  rows.push(["--help", "Shows this text"]);
  const width = Math.max(...rows.map(([flag]) => flag.length));
  return [
    spec.summary,
    "",
    `Usage: ${usage(spec)}`,
    "",
    ...rows.map(([flag, text]) => `  ${flag.padEnd(width)}  ${text}`),
    ...(spec.notes === undefined ? [] : ["", ...spec.notes]),
  ].join("\n");
}

/**
 * Runs a task: parses `Deno.args`, calls `run`, and exits with the status that it returns.
 *
 * Exits with 0 after `--help`, and with 2 and one sentence on stderr after wrong use.
 */
export async function runCommand<
  const Flags extends Readonly<Record<string, FlagSpec>>,
>(
  spec: CommandSpec<Flags>,
  run: (line: CommandLine<Flags>) => number | Promise<number>,
): Promise<never> {
  try {
    const line = parseCommandLine(spec, Deno.args);
    if (line !== "help") Deno.exit(await run(line));
    printLine(helpText(spec));
    Deno.exit(0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    printErrorLine(error.message);
    Deno.exit(2);
  }
}

/** An error that names action, rule and current value tells an operator all that there is to mend. */
const SENTENCE = /^Cannot .+ as .+: current value is .+$/;

/** Returns one sentence for what an operator can mend, and the whole error for anything else. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return SENTENCE.test(error.message)
    ? error.message
    : error.stack ?? error.message;
}

/** Writes `text` and a line break to stdout, whole. */
export function printLine(text: string): void {
  writeAll(Deno.stdout, `${text}\n`);
}

/** Writes `text` and a line break to stderr, whole. */
export function printErrorLine(text: string): void {
  writeAll(Deno.stderr, `${text}\n`);
}

function writeAll(
  stream: { writeSync(bytes: Uint8Array): number },
  text: string,
): void {
  let bytes = new TextEncoder().encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
}

function optionsOf(flags: Readonly<Record<string, FlagSpec>>) {
  const options: Record<string, { type: "boolean" | "string" }> = {};
  for (const [name, { kind }] of Object.entries(flags)) {
    options[name] = { type: kind === "switch" ? "boolean" : "string" };
  }
  return options;
}

interface FlagUse {
  readonly flag: FlagSpec;
  readonly name: string;
  readonly value?: string | undefined;
  /** Whether the value stood behind `=`. */
  readonly inlineValue?: boolean | undefined;
}

function valueOf(
  spec: CommandSpec<Readonly<Record<string, FlagSpec>>>,
  { flag, name, value, inlineValue }: FlagUse,
): boolean | string {
  if (flag.kind === "switch") {
    if (value === undefined) return true;
    throw new UsageError(
      `Cannot run ${spec.name} as --${name} takes no value: use --${name} alone`,
    );
  }
  // The next flag is not this one's value, unless written as `--name=--value`; a negative number is.
  const isNextFlag = inlineValue === false && /^-\D/.test(value ?? "");
  if (value === undefined || value === "" || isNextFlag) {
    throw new UsageError(
      `Cannot run ${spec.name} as --${name} needs a value: use ${
        spelled(name, flag)
      }`,
    );
  }
  return value;
}

function unknownFlag(
  spec: CommandSpec<Readonly<Record<string, FlagSpec>>>,
  rawName: string,
): UsageError {
  const known = Object.entries(spec.flags).map(([name, flag]) =>
    spelled(name, flag)
  );
  return new UsageError(
    `Cannot run ${spec.name} as ${rawName} is not one of its flags: use ${
      [...known, "--help"].join(", ").replace(/, (--help)$/, " or $1")
    }`,
  );
}

function checkWords(
  spec: CommandSpec<Readonly<Record<string, FlagSpec>>>,
  words: readonly string[],
): void {
  const { min = 0, max = spec.words === undefined ? 0 : Infinity } =
    spec.words ?? {};
  if (words.length > max) {
    throw new UsageError(
      `Cannot run ${spec.name} as "${words[max]}" is one word too many: use ${
        usage(spec)
      }`,
    );
  }
  if (words.length < min) {
    throw new UsageError(
      `Cannot run ${spec.name} as ${spec.words?.placeholder} is missing: use ${
        usage(spec)
      }`,
    );
  }
}

function usage(
  spec: CommandSpec<Readonly<Record<string, FlagSpec>>>,
): string {
  const { name, words, flags } = spec;
  const optional = words !== undefined && (words.min ?? 0) === 0;
  const place = words === undefined
    ? []
    : [optional ? `[${words.placeholder}]` : words.placeholder];
  const spellings = Object.entries(flags).map(([flagName, flag]) =>
    `[${spelled(flagName, flag)}]`
  );
  return ["deno task", name, ...place, ...spellings].join(" ");
}

function spelled(name: string, flag: FlagSpec): string {
  return flag.kind === "switch"
    ? `--${name}`
    : `--${name} ${flag.placeholder ?? "VALUE"}`;
}
