import { assertEquals } from "@std/assert";
import { openDatabaseWorker } from "./database_worker.ts";

const PRYING = `
  const outcomeOf = async (attempt) => {
    try {
      await attempt();
      return "got through";
    } catch (error) {
      return error instanceof Deno.errors.NotCapable ? "denied" : String(error);
    }
  };
  self.postMessage({
    run: await outcomeOf(() => new Deno.Command("id").output()),
    read: await outcomeOf(() => Deno.stat(".")),
  });`;

Deno.test("a database's Worker starts no program, and reads what its opener may", async () => {
  const script = new URL(
    `data:application/javascript,${encodeURIComponent(PRYING)}`,
  );
  const worker = openDatabaseWorker(script);
  try {
    const outcome = await new Promise<unknown>((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
    });
    assertEquals(outcome, { run: "denied", read: "got through" });
  } finally {
    worker.terminate();
  }
});
