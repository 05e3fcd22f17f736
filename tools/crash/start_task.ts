import { z } from "zod";

const tasksSchema = z.object({
  tasks: z.object({ start: z.object({ command: z.string() }) }),
});

/** How the start task runs the arena. */
export interface StartCommand {
  /** What `deno` is run with. */
  readonly args: string[];
  /** What the task sets in the environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Returns how the start task runs the arena, so that one that a test starts lacks nothing that an operator's has, and
 * has no more.
 *
 * @throws {TypeError} If that task does not run `main.ts` with `deno`.
 */
export async function startCommand(): Promise<StartCommand> {
  const text = await Deno.readTextFile(
    new URL("../../deno.json", import.meta.url),
  );
  const { command } = tasksSchema.parse(JSON.parse(text)).tasks.start;
  const match = /^((?:[A-Z_]+=\S+ )*)deno (run .*main\.ts)$/.exec(command);
  const [, settings = "", words] = match ?? [];
  if (words === undefined) {
    throw new TypeError(
      `Cannot start an arena as the start task must run main.ts: current value is ${command}`,
    );
  }
  const pairs = settings.trimEnd().split(" ").filter((pair) => pair !== "")
    .map((pair) => pair.split("=") as [string, string]);
  return { args: words.split(" "), env: Object.fromEntries(pairs) };
}
