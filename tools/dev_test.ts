import { assertEquals } from "@std/assert";
import { watchArguments } from "./dev.ts";

Deno.test("watchArguments() adds reload to the script and permissions of start", () => {
  const command =
    "DENO_TOKIO_EVENT_INTERVAL=8 deno run --allow-net --allow-env main.ts";
  assertEquals(
    watchArguments(JSON.stringify({ tasks: { start: { command } } })),
    [
      ...["run", "--watch", "--no-clear-screen"],
      ...["--allow-net", "--allow-env", "main.ts"],
    ],
  );
});
