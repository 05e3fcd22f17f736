import { z } from "zod";
import { runDeno } from "./child.ts";
import { runCommand } from "./flags.ts";

/** What the task sets in the environment is for many viewers at once, whom nobody develops with. */
const START = /^(?:[A-Z_]+=\S+ )*deno run (.+)$/;

const configSchema = z.object({
  tasks: z.object({
    start: z.object({ command: z.string().regex(START) }),
  }),
});

/** Returns what `deno` is called with for `deno task start` with reload: same script, same permissions. */
export function watchArguments(config: string): readonly string[] {
  const { tasks } = configSchema.parse(JSON.parse(config));
  const [, rest = ""] = START.exec(tasks.start.command) ?? [];
  return ["run", "--watch", "--no-clear-screen", ...rest.split(" ")];
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
