import { z } from "zod";
import type { ArenaEventEntry } from "./arena_event.ts";
import * as field from "./field_schemas.ts";

const choiceFields = {
  marketId: field.marketIdField,
  category: z.string(),
  selection: z.string(),
};

const signedFields = { by: z.string(), reason: z.string() };

/** The schemas of rows about events of the arena. */
export const ARENA_EVENT_SCHEMAS = {
  event_selected: z.strictObject({
    kind: z.literal("event_selected"),
    ...choiceFields,
    ...signedFields,
  }),
  event_activated: z.strictObject({
    kind: z.literal("event_activated"),
    marketId: field.marketIdField,
    ...signedFields,
  }),
  event_swapped: z.strictObject({
    kind: z.literal("event_swapped"),
    marketId: field.marketIdField,
    replacement: z.strictObject(choiceFields),
    ...signedFields,
  }),
  event_closed: z.strictObject({
    kind: z.literal("event_closed"),
    marketId: field.marketIdField,
  }),
  event_settled: z.strictObject({
    kind: z.literal("event_settled"),
    marketId: field.marketIdField,
  }),
  event_reopened: z.strictObject({
    kind: z.literal("event_reopened"),
    marketId: field.marketIdField,
  }),
} satisfies {
  [Kind in ArenaEventEntry["kind"]]: z.ZodType<
    Extract<ArenaEventEntry, { readonly kind: Kind }>
  >;
};
