import { z } from "@hono/zod-openapi";

const DIGITS = /^\d+$/;
/** Of a wrong value, so that an answer does not grow with the question. */
const SHOWN_MAX = 40;

/** Which whole numbers a query parameter takes. */
export interface NumberParameterOptions {
  /** 0 or more. */
  readonly min: number;
  /** @default {Number.MAX_SAFE_INTEGER} */
  readonly max?: number;
  /** What it is where the query does not name it. */
  readonly initial?: number;
}

/**
 * Returns the schema of a query parameter that is a whole number, in decimal digits and nothing else: `Number` would
 * also read a blank as 0 and `0x10` as 16, and so answer a question that nobody asked.
 */
export function numberParameter(
  { min, max = Number.MAX_SAFE_INTEGER, initial }: NumberParameterOptions,
): z.ZodType<number> {
  const documented = { type: "integer", minimum: min, maximum: max } as const;
  const schema = z.unknown().transform((value, context) => {
    const number = typeof value === "string" && DIGITS.test(value)
      ? Number(value)
      : NaN;
    if (number >= min && number <= max) return number;
    context.addIssue({
      code: "custom",
      message:
        `Cannot read the number as it must be ${min} to ${max} in decimal digits: current value is ${
          shown(value)
        }`,
    });
    return z.NEVER;
  });
  return initial === undefined
    ? schema.openapi(documented)
    : schema.default(initial).openapi({ ...documented, default: initial });
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "none";
  return text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX)}…`;
}
