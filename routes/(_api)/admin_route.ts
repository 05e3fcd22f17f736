import { z } from "@hono/zod-openapi";
import { publicErrorSchema } from "./public_error.ts";

/** Who acts; every act is signed. */
export const signed = {
  /** Who asks, as the journal is to name it. */
  by: z.string().min(1).max(100),
};

const refusal = (description: string) => ({
  description,
  content: { "application/json": { schema: publicErrorSchema } },
});

/** What an act answers that is in the journal. */
export const doneSchema = z.object({
  /** The journal row that has it. */
  journalSequence: z.int(),
});
/** The answer of an act that is in the journal. */
export const DONE = {
  description: "It is in the journal",
  content: { "application/json": { schema: doneSchema } },
};
/** How acts are refused. */
export const REFUSALS = {
  400: refusal("The body does not fit its schema"),
  401: refusal("The bearer token is missing or wrong"),
  409: refusal("The arena does not do that now; `detail` says why"),
  503: refusal("The arena does not trade, or did not answer in time"),
};
/** Returns a request with a JSON body that is required. */
export const json = <Schema extends z.ZodType>(schema: Schema) => ({
  body: {
    required: true,
    content: { "application/json": { schema } },
  },
});
