import { assertEquals, assertRejects } from "@std/assert";
import { z } from "zod";
import { FatalVenueError } from "../../actors/ports/execution.ts";
import { SystemClock } from "../../runtime/mod.ts";
import { KEYS_VARIABLE } from "./key_source.ts";
import { openSigners } from "./open_signers.ts";

const SECRET = "a key that nobody else may have";

/** Opens a worker that tries to get out. */
async function openPrying() {
  Deno.env.set(
    KEYS_VARIABLE,
    JSON.stringify({ "kalshi.momentum.private_key": SECRET }),
  );
  try {
    return await openSigners<{ readonly attempt: string }, z.ZodString>({
      venue: "kalshi",
      worker: new URL("./testing/prying_worker.ts", import.meta.url),
      signedSchema: z.string(),
      path: null,
      clock: new SystemClock(),
      openTimeoutMs: 120_000,
      signTimeoutMs: 60_000,
      onDeath: (error) => {
        throw error;
      },
    });
  } finally {
    Deno.env.delete(KEYS_VARIABLE);
  }
}

Deno.test("a signing worker that was taken over reaches no network, no file, no process and no other variable", async () => {
  const signers = await openPrying();
  try {
    const signer = signers.of("momentum");
    assertEquals(signer.identity, `${SECRET.length} characters`);
    const attempts = [
      "net",
      "socket",
      "listen",
      "read",
      "environ",
      "write",
      "run",
      "env",
      "sys",
    ];
    for (const attempt of attempts) {
      assertEquals(await signer.sign({ attempt }), "denied", attempt);
    }
  } finally {
    signers.stop();
  }
});

Deno.test("signers tell nobody who is not asked for, and nothing after their end", async () => {
  const signers = await openPrying();
  const signer = signers.of("momentum");
  await assertRejects(
    () => signer.sign({ attempt: "anything else" }),
    FatalVenueError,
  );
  assertEquals([...signers.identities.keys()], ["momentum"]);
  signers.stop();
  await assertRejects(
    () => signer.sign({ attempt: "net" }),
    FatalVenueError,
    "must run",
  );
});
