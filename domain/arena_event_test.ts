import { assertEquals } from "@std/assert";
import { chooserOf, operatorSelection } from "./arena_event.ts";
import { taskKey } from "./daily_task.ts";

Deno.test("chooserOf() knows what the calendar chose from what an operator did", () => {
  const due = { task: "select_events", dueAtMs: 86_400_000 } as const;
  assertEquals(chooserOf(taskKey(due)), "calendar");
  assertEquals(chooserOf(operatorSelection(86_400_000)), "operator");
});
