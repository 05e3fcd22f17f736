import { z } from "zod";

/** Returns the schema of a text that `parse` takes: amounts are never rounded on their way in. */
export function exactText(parse: (text: string) => unknown) {
  return z.string().superRefine((text, context) => {
    try {
      parse(text);
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof RangeError)) {
        throw error;
      }
      context.addIssue({ code: "custom", message: error.message });
    }
  });
}
