import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { taskSchema, type TaskView } from "../../domain/view_calendar.ts";

const route = createRoute({
  method: "get",
  path: "/api/calendar",
  summary: "The tasks of the calendar: when each is due, and what came of it",
  responses: {
    200: {
      description: "Tasks, in the order in which those of one instant are done",
      content: {
        "application/json": {
          schema: z.object({ tasks: z.array(taskSchema) }),
        },
      },
    },
  },
});

/** Adds the route that tells what is due when. */
export function addCalendar(
  api: OpenAPIHono,
  tasks: () => readonly TaskView[],
): void {
  api.openapi(
    route,
    (context) =>
      context.json({ tasks: tasks() as z.infer<typeof taskSchema>[] }, 200),
  );
}
