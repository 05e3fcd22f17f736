import { z } from "zod";
import { runDeno } from "./child.ts";
import { runCommand } from "./flags.ts";

const configSchema = z.object({
  tasks: z.object({
    start: z.object({ command: z.string().startsWith("deno run ") }),
  }),
});

/** Returns what `deno` is called with for `deno task start` with reload: same script, same permissions. */
export function watchArguments(config: string): readonly string[] {
  const { tasks } = configSchema.parse(JSON.parse(config));
  const [, run = "", ...rest] = tasks.start.command.split(" ");
  return [run, "--watch", "--no-clear-screen", ...rest];
}

if (import.meta.main) {
  const spec = {
    name: "dev",
    summary: "Runs start, and again on every change of a file.",
    flags: {},
  };
  await runCommand(spec, async () => {
    const config = await Deno.readTextFile("deno.json");
    const { code } = await runDeno(watchArguments(config));
    return code;
  });
}
