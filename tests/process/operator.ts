import { ADMIN_TOKEN, type ArenaProcess } from "./arena_process.ts";

const ANSWER_MS = 60_000;

/** Posts to an admin route as an operator does. Returns status and body. */
export async function operate(
  arena: ArenaProcess,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<readonly [status: number, body: string]> {
  const answer = await fetch(`${arena.url}/admin/${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  return [answer.status, await answer.text()];
}
