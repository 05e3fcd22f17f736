import type { Environment } from "./arena_process.ts";

const ROOT = new URL("../../", import.meta.url);
const TASK_MS_MAX = 300_000;

/** How a task ended. */
export interface TaskEnd {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `deno task NAME …` to its end, as an operator does. */
export async function runTask(
  words: readonly string[],
  environment: Environment = {},
): Promise<TaskEnd> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", ...words],
    cwd: ROOT,
    env: { NO_COLOR: "1", ...environment },
    signal: AbortSignal.timeout(TASK_MS_MAX),
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}
