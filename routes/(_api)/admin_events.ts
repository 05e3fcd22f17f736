import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { EventReply } from "../../actors/curator/protocol.ts";
import { marketIdField } from "../../domain/field_schemas.ts";
import { eventSchema, type EventView } from "../../domain/view_events.ts";
import { doneSchema, json, REFUSALS, signed } from "./admin_route.ts";
import type { OperatorDesk } from "./operator_desk.ts";
import { publicError } from "./public_error.ts";

const fields = {
  ...signed,
  reason: z.string().min(1).max(500)
    .describe("Why, in one sentence, as the journal is to have it"),
};

const changedSchema = doneSchema.extend({
  events: z.array(z.string())
    .describe("The events that were chosen, swapped in or activated"),
});

const RESPONSES = {
  200: {
    description: "It is in the journal",
    content: { "application/json": { schema: changedSchema } },
  },
  ...REFUSALS,
};

/** What the routes about events read and act through. */
export interface EventDependencies {
  /** Whoever takes what an operator asks for; `null` while the arena does not trade. */
  readonly desk: () => OperatorDesk | null;
  /** The newest events, as viewers see them. */
  readonly events: () => readonly EventView[];
}

/** Adds what an operator may do about the events of the arena. */
export function addEvents(
  api: OpenAPIHono,
  { desk, events }: EventDependencies,
): void {
  addPending(api, events);
  addChoices(api, desk);
  addSwap(api, desk);
  addApproval(api, desk);
}

function addPending(
  api: OpenAPIHono,
  events: EventDependencies["events"],
): void {
  const route = createRoute({
    method: "get",
    path: "/admin/events/pending",
    summary: "Events that wait to be activated",
    responses: {
      200: {
        description: "Events, the newest choice first",
        content: {
          "application/json": {
            schema: z.object({ events: z.array(eventSchema) }),
          },
        },
      },
    },
  });
  api.openapi(route, (context) => {
    const pending = events().filter(({ state }) => state === "pending");
    return context.json({ events: pending }, 200);
  });
}

function addChoices(
  api: OpenAPIHono,
  desk: EventDependencies["desk"],
): void {
  const select = createRoute({
    method: "post",
    path: "/admin/events/select",
    summary: "Chooses as many events as a selection of the calendar does, now",
    request: json(z.strictObject(fields)),
    responses: RESPONSES,
  });
  api.openapi(select, async (context) => {
    const { by, reason } = context.req.valid("json");
    const request = { kind: "select", by, reason } as const;
    return answer(context, await desk()?.changeEvents(request));
  });
  const manual = createRoute({
    method: "post",
    path: "/admin/events/manual",
    summary: "Chooses a market as an event, whenever it closes",
    request: json(z.strictObject({ ...fields, marketId: marketIdField })),
    responses: RESPONSES,
  });
  api.openapi(manual, async (context) => {
    const { by, reason, marketId } = context.req.valid("json");
    const request = { kind: "add", marketId, by, reason } as const;
    return answer(context, await desk()?.changeEvents(request));
  });
}

function addSwap(api: OpenAPIHono, desk: EventDependencies["desk"]): void {
  const swap = createRoute({
    method: "put",
    path: "/admin/events/{id}/swap",
    summary: "Takes an event that is not over out, for another market",
    request: {
      params: z.object({ id: marketIdField }),
      ...json(z.strictObject({
        ...fields,
        replacementId: marketIdField.nullable().default(null)
          .describe("The market to come in; null for the rule's next choice"),
      })),
    },
    responses: RESPONSES,
  });
  api.openapi(swap, async (context) => {
    const marketId = context.req.valid("param").id;
    const body = context.req.valid("json");
    const request = { kind: "swap", marketId, ...body } as const;
    return answer(context, await desk()?.changeEvents(request));
  });
}

function addApproval(
  api: OpenAPIHono,
  desk: EventDependencies["desk"],
): void {
  const approve = createRoute({
    method: "post",
    path: "/admin/events/approve",
    summary: "Activates events that are pending",
    request: json(z.strictObject({
      ...fields,
      marketIds: z.array(marketIdField).min(1).max(100).nullable().default(null)
        .describe("Which; null for all that are pending"),
    })),
    responses: RESPONSES,
  });
  api.openapi(approve, async (context) => {
    const request = { kind: "approve", ...context.req.valid("json") } as const;
    return answer(context, await desk()?.changeEvents(request));
  });
}

function answer(context: Context, reply: EventReply | null | undefined) {
  if (reply === null || reply === undefined) {
    return context.json(publicError("arena_unavailable"), 503);
  }
  return reply.kind === "events_changed"
    ? context.json({
      journalSequence: reply.sequence,
      events: [...reply.marketIds] as string[],
    }, 200)
    : context.json(publicError("refused", reply.reason), 409);
}
