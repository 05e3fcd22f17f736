import { assertEquals, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import { DAILY_TASKS } from "../../domain/daily_task.ts";
import { taskSchema } from "../../domain/view_calendar.ts";
import {
  ADMIN_TOKEN,
  ArenaProcess,
  BUSY,
  TemporaryFolder,
} from "./arena_process.ts";
import { eventually } from "./eventually.ts";
import { operate } from "./operator.ts";

const TRADING_MS = 180_000;
const SHOWN_MS = 60_000;

const calendarSchema = z.object({ tasks: z.array(taskSchema) });

const SIGNED = { by: "anna", reason: "A test of events." };

Deno.test("events are chosen, approved over HTTP and watched by as many as have a stream open", async (t) => {
  await using folder = await TemporaryFolder.make();
  await using arena = await ArenaProcess.start({
    ...BUSY,
    ARENA_DATA_DIR: folder.path,
    ARENA_ADMIN_TOKEN: ADMIN_TOKEN,
    ARENA_EVENTS_APPROVAL: "operator",
  });
  const eventWhere = async (
    what: string,
    isWanted: (
      event: {
        readonly id: string;
        readonly state: string;
        readonly viewers: number;
      },
    ) => boolean,
  ) => {
    const { events } = await arena.viewWhere(
      what,
      TRADING_MS,
      ({ events }) => events.some(isWanted),
    );
    return events.find(isWanted)?.id ?? "";
  };

  await t.step("what is chosen waits until an operator approves", async () => {
    await eventWhere("an event is pending", ({ state }) => state === "pending");
    // Markets of the built-in venue live for a minute: one that is pending now may be over in a moment.
    let id = "";
    for (let tries = 0; id === "" && tries < 20; tries++) {
      await eventWhere("an event waits", ({ state }) => state === "pending");
      const [status, body] = await operate(arena, "events/approve", SIGNED);
      if (status === 200) id = JSON.parse(body).events[0];
    }
    await arena.viewWhere(
      "what was approved has been active",
      SHOWN_MS,
      ({ events }) =>
        events.some((event) => event.id === id && event.activatedAtMs !== null),
    );
    const [status, body] = await operate(arena, "events/manual", {
      ...SIGNED,
      marketId: id,
    });
    assertEquals(status, 409);
    assertStringIncludes(body, "is an event already");
  });

  await t.step(
    "viewers are the streams that are open, no more and no less",
    async () => {
      const id = await eventWhere("there is an event", () => true);
      const leaving = [new AbortController(), new AbortController()];
      const streams = await Promise.all(
        leaving.map(({ signal }) =>
          fetch(`${arena.url}/stream?event=${encodeURIComponent(id)}`, {
            signal,
          })
        ),
      );
      assertEquals(
        streams.map(({ status }) => status),
        [200, 200],
      );
      const watchedBy = (viewers: number) =>
        eventWhere(
          `${viewers} watch the event`,
          (event) => event.id === id && event.viewers === viewers,
        );
      await watchedBy(2);
      leaving[0]?.abort();
      await watchedBy(1);
      leaving[1]?.abort();
      await watchedBy(0);
    },
  );

  await t.step(
    "prices of events are kept, and the calendar says so",
    async () => {
      const read = async (path: string) =>
        await (await fetch(`${arena.url}${path}`)).json();
      const tasks = await eventually(
        "prices were kept and made into bars",
        TRADING_MS,
        async () => {
          const { tasks } = calendarSchema.parse(await read("/api/calendar"));
          const done = tasks.filter(({ last }) =>
            last !== null && /^(Kept|Made) [1-9]/.test(last.outcome)
          );
          return done.length === 2 ? tasks : null;
        },
      );
      assertEquals(tasks.map(({ task }) => task), Object.keys(DAILY_TASKS));
      await eventually("an event has a bar", TRADING_MS, async () => {
        const { events } = await arena.view();
        for (const { id } of events) {
          const path = `/api/events/${encodeURIComponent(id)}/price-history`;
          if ((await read(path)).bars.length > 0) return true;
        }
        return null;
      });
    },
  );

  await t.step("each event has a page, and what is none has not", async () => {
    const id = await eventWhere("there is an event", () => true);
    const page = await fetch(`${arena.url}/events/${encodeURIComponent(id)}`);
    assertEquals(page.status, 200);
    assertStringIncludes(await page.text(), 'data-testid="event-viewers"');
    const none = await fetch(`${arena.url}/events/nobody%3AX`);
    assertEquals(none.status, 404);
    await none.body?.cancel();
  });
});
