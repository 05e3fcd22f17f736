import { z } from "@hono/zod-openapi";

/** Everything that a client is told of an error: a code, never a message from inside. */
export const publicErrorSchema = z.object({
  error: z.object({
    code: z.enum([
      "not_found",
      "invalid_query",
      "invalid_body",
      "refused",
      "arena_unavailable",
      "unauthorized",
      "unknown_actor",
      "too_many_clients",
      "database_unavailable",
      "too_many_reads",
      "too_many_questions",
      "internal_error",
    ]),
    /** Which part of the request is wrong and what it takes, or why the arena does not do it. */
    detail: z.string().optional(),
  }),
});

/** What a client may be told of a failure. */
export type PublicErrorCode = z.infer<
  typeof publicErrorSchema
>["error"]["code"];

/** Returns the body that stands for `code`; `detail` is a sentence that was written for clients. */
export function publicError(
  code: PublicErrorCode,
  detail?: string,
): z.infer<typeof publicErrorSchema> {
  return { error: { code, ...(detail === undefined ? {} : { detail }) } };
}

/** Returns the body that says what is wrong with a request; its schema's words are public like the schema. */
export function invalidRequest(
  code: "invalid_query" | "invalid_body",
  { issues }: Pick<z.ZodError, "issues">,
): z.infer<typeof publicErrorSchema> {
  const detail = issues.map(({ path, message }) =>
    [...path, message].join(": ")
  ).join("; ");
  return publicError(code, detail);
}
