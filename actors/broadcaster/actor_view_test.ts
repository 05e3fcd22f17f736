import { assertEquals } from "@std/assert";
import { sampleActor } from "../../domain/testing/view_samples.ts";
import { actorView, compareTrees } from "./actor_view.ts";

Deno.test("actorView() shows the class of an error and never its text", () => {
  const shown = (lastError: string | null) =>
    actorView(sampleActor("arena/feed", { lastError })).lastError;
  assertEquals(shown("RangeError: Cannot open the secret"), "RangeError");
  assertEquals(shown("password=hunter2 in a text without a class"), "Error");
  assertEquals(shown(null), null);
});

Deno.test("compareTrees() publishes just the rows that changed", () => {
  const before = [sampleActor("a"), sampleActor("b")];
  const busy = sampleActor("b", { handled: 5 });
  assertEquals(compareTrees(before, [sampleActor("a"), busy]), {
    change: { kind: "actors_changed", actors: [busy] },
    urgent: false,
  });
  assertEquals(compareTrees(before, before), { change: null, urgent: false });
});

Deno.test("compareTrees() hurries for a status, a restart and a new actor", () => {
  const before = [sampleActor("a")];
  const isUrgent = (...now: ReturnType<typeof sampleActor>[]) =>
    compareTrees(before, now).urgent;
  assertEquals(isUrgent(sampleActor("a", { status: "restarting" })), true);
  assertEquals(isUrgent(sampleActor("a", { restarts: 1 })), true);
  assertEquals(isUrgent(sampleActor("a"), sampleActor("b")), true);
  assertEquals(isUrgent(sampleActor("a", { mailboxDepth: 60 })), false);
});
