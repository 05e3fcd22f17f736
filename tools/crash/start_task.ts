import { z } from "zod";

const tasksSchema = z.object({
  tasks: z.object({ start: z.object({ command: z.string() }) }),
});

/**
 * Returns what the start task runs `deno` with, so that an arena that a test starts lacks no permission that an
 * operator's has, and has no more.
 *
 * @throws {TypeError} If that task does not run `main.ts` with `deno`.
 */
export async function startArguments(): Promise<string[]> {
  const text = await Deno.readTextFile(
    new URL("../../deno.json", import.meta.url),
  );
  const { command } = tasksSchema.parse(JSON.parse(text)).tasks.start;
  const words = /^deno (run .*main\.ts)$/.exec(command)?.[1]?.split(" ");
  if (words !== undefined) return words;
  throw new TypeError(
    `Cannot start an arena as the start task must run main.ts: current value is ${command}`,
  );
}
