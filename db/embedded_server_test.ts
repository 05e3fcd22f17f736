import { assertEquals } from "@std/assert";
import {
  afterEventLoopTurn,
  SeededRandom,
  SimulatedClock,
} from "../runtime/mod.ts";
import { EmbeddedServer } from "./embedded_server.ts";
import { SILENT_LOG } from "./log.ts";

Deno.test("start() waits minutes for a database that a busy machine starts slowly", async () => {
  const clock = new SimulatedClock({ startMs: 0 });
  const lost: Error[] = [];
  const starting = EmbeddedServer.start({
    directory: "memory://",
    clock,
    random: new SeededRandom(1),
    log: SILENT_LOG,
    onLost: (error) => lost.push(error),
  });
  // Far fewer turns of the event loop than the Worker takes to start.
  for (let turn = 0; turn < 40; turn += 1) {
    await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
    clock.advanceBy(6_000);
  }
  const server = await starting;
  assertEquals(lost, []);
  await server.close();
});
