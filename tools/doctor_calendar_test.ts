import { assertEquals } from "@std/assert";
import { loadSettings } from "../config.ts";
import { calendarFindings } from "./doctor_calendar.ts";

const NOON_MS = Date.parse("2026-05-13T12:00:00Z");

function told(environment: Readonly<Record<string, string>>) {
  return calendarFindings(loadSettings(environment), NOON_MS)
    .map(({ status, text }) => `${status} ${text}`);
}

Deno.test("doctor shows when each task is due next", () => {
  assertEquals(told({ ARENA_VENUE: "kalshi" }), [
    "ok select_events next at 2026-05-14T00:00:00.000Z, by 0 0 * * *",
    "ok activate_events next at 2026-05-13T12:01:00.000Z, by * * * * *",
    "ok update_prices next at 2026-05-13T12:00:30.000Z, by */30 * * * * *",
    "ok record_price_history next at 2026-05-13T12:05:00.000Z, by */5 * * * *",
    "ok check_settlements next at 2026-05-13T12:05:00.000Z, by */5 * * * *",
    "ok snapshot_boards next at 2026-05-13T13:00:00.000Z, by 0 * * * *",
    "ok clean_up next at 2026-05-14T03:00:00.000Z, by 0 3 * * *",
  ]);
  const [select] = told({});
  assertEquals(
    select,
    "ok select_events next at 2026-05-13T12:00:05.000Z, by */5 * * * * *",
  );
});

Deno.test("doctor says that nothing is chosen, and what never comes", () => {
  assertEquals(told({ ARENA_EVENTS: "off" }), [
    "note events are off: none are chosen",
    "ok snapshot_boards next at 2026-05-13T13:00:00.000Z, by 0 * * * *",
    "ok clean_up next at 2026-05-14T03:00:00.000Z, by 0 3 * * *",
  ]);
  const [select] = told({ ARENA_SCHEDULE_SELECT: "0 0 30 2 *" });
  assertEquals(
    select,
    "fail select_events never comes, by 0 0 30 2 *: mend its ARENA_SCHEDULE_ setting",
  );
});
