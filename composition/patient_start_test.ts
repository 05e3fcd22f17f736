import { assertEquals, assertRejects } from "@std/assert";
import {
  AmbiguousOutcomeError,
  FatalVenueError,
  TransientVenueError,
} from "../actors/ports/execution.ts";
import { SeededRandom, SimulatedClock } from "../runtime/mod.ts";
import { PatientStart } from "./patient_start.ts";

function waiting() {
  const clock = new SimulatedClock({ startMs: 0 });
  const stop = new AbortController();
  const told: string[] = [];
  const start = new PatientStart({
    clock,
    random: new SeededRandom(1),
    log: { warn: (_: unknown, text?: string) => void told.push(text ?? "") },
    stopping: stop.signal,
  });
  /** Lets the waiting come to what it comes to within `ms`. */
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 500) {
      await new Promise<void>((resolve) => setTimeout(resolve, 0));
      clock.advanceBy(500);
    }
  };
  return { start, stop, told, pass };
}

Deno.test("PatientStart asks a venue that does not answer until it does, ever more rarely", async () => {
  const { start, told, pass } = waiting();
  let asked = 0;
  const answer = start.ask(() => {
    asked += 1;
    if (asked === 1) return Promise.reject(new TransientVenueError("down"));
    if (asked < 8) return Promise.reject(new AmbiguousOutcomeError("late"));
    return Promise.resolve("here");
  });
  await pass(20_000);
  assertEquals(asked < 8, true);
  await pass(180_000);
  assertEquals(await answer, "here");
  assertEquals(told, Array(7).fill("the start waits for the venue"));
});

Deno.test("PatientStart gives up where only an operator can mend it, and where a stop is asked for", async () => {
  const { start, stop, told, pass } = waiting();
  await assertRejects(
    () => start.ask(() => Promise.reject(new FatalVenueError("no"))),
    FatalVenueError,
  );
  assertEquals(told, []);
  let asked = 0;
  const waits = assertRejects(() =>
    start.ask(() => {
      asked += 1;
      return Promise.reject(new TransientVenueError("down"));
    })
  );
  await pass(500);
  stop.abort();
  await pass(60_000);
  await waits;
  assertEquals(asked, 1);
});
