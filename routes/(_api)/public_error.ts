import { z } from "@hono/zod-openapi";

/** Everything that a client is told of an error: a code, never a message from inside. */
export const publicErrorSchema = z.object({
  error: z.object({
    code: z.enum([
      "not_found",
      "invalid_query",
      "unauthorized",
      "unknown_actor",
      "too_many_clients",
      "database_unavailable",
      "too_many_reads",
      "internal_error",
    ]),
    /** Which query parameter is wrong, and what it takes. */
    detail: z.string().optional(),
  }),
});

/** What a client may be told of a failure. */
export type PublicErrorCode = z.infer<
  typeof publicErrorSchema
>["error"]["code"];

/** Returns the body that stands for `code`. */
export function publicError(
  code: PublicErrorCode,
): z.infer<typeof publicErrorSchema> {
  return { error: { code } };
}

/** Returns the body that says what is wrong with a query; its schema's words are public like the schema. */
export function queryError(
  { issues }: Pick<z.ZodError, "issues">,
): z.infer<typeof publicErrorSchema> {
  const detail = issues.map(({ path, message }) =>
    [...path, message].join(": ")
  ).join("; ");
  return { error: { code: "invalid_query", detail } };
}
