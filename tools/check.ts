import { printErrorLine, printLine, runCommand } from "./flags.ts";

interface Gate {
  readonly name: string;
  /** Arguments of `deno`. */
  readonly args: readonly string[];
  /** What mends it, where a command does. */
  readonly fix?: string;
}

const GATES: readonly Gate[] = [
  { name: "fmt", args: ["fmt", "--check"], fix: "deno fmt" },
  { name: "lint", args: ["lint"] },
  { name: "types", args: ["check", "--doc", "."] },
  { name: "docs", args: ["task", "docs", "--check"], fix: "deno task docs" },
];

/** Runs `gate`, prints its line and, where it fails, what it said. Returns whether it passed. */
async function passes({ name, args, fix }: Gate): Promise<boolean> {
  const startedMs = performance.now();
  const command = new Deno.Command(Deno.execPath(), { args: [...args] });
  const { success, stdout, stderr } = await command.output();
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  const status = success ? "ok" : "FAILED";
  const advice = success || fix === undefined ? "" : `: run ${fix}`;
  printLine(`${name.padEnd(6)} ${status} ${seconds} s${advice}`);
  if (!success) {
    Deno.stderr.writeSync(stdout);
    Deno.stderr.writeSync(stderr);
  }
  return success;
}

if (import.meta.main) {
  const spec = {
    name: "check",
    summary: "Runs the static gates: fmt, lint, types, docs.",
    flags: {},
  };
  await runCommand(spec, async () => {
    const failed: string[] = [];
    for (const gate of GATES) {
      if (!await passes(gate)) failed.push(gate.name);
    }
    if (failed.length === 0) return 0;
    printErrorLine(`Cannot pass check as ${failed.join(", ")} failed`);
    return 1;
  });
}
