import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { latencySchema } from "../../domain/view_latency.ts";
import type { OrderTimings } from "./order_timings.ts";

const route = createRoute({
  method: "get",
  path: "/api/latency",
  summary: "Where the time of the newest orders went, part by part",
  responses: {
    200: {
      description:
        "Parts in the order in which an order goes through them; those that were measured",
      content: {
        "application/json": {
          schema: z.object({ items: z.array(latencySchema) }),
        },
      },
    },
  },
});

/** Adds the route that tells how long orders take on their way to the venue. */
export function addLatency(api: OpenAPIHono, timings: OrderTimings): void {
  api.openapi(
    route,
    (context) => context.json({ items: [...timings.summary()] }, 200),
  );
}
