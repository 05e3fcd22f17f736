import { z } from "zod";
import { usd } from "../domain/money.ts";

/** One setting: how it is checked, what it falls back to, and what it means to an operator. */
export interface Setting<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** As written in the environment; `null` where the setting is off unless given. */
  readonly fallback: string | null;
  readonly rule: string;
  readonly meaning: string;
}

/** Returns `definition`; for its type. */
export function setting<Schema extends z.ZodType>(
  definition: Setting<Schema>,
): Setting<Schema> {
  return definition;
}

/** Whole numbers, both bounds included. */
export function wholeNumber(min: number, max: number) {
  return {
    schema: z.coerce.number().int().min(min).max(max),
    rule: `a whole number from ${min} to ${max}`,
  };
}

/** Numbers with or without decimals, both bounds included. */
export function decimalNumber(min: number, max: number) {
  return {
    schema: z.coerce.number().min(min).max(max),
    rule: `a number from ${min} to ${max}`,
  };
}

/** Where a file or folder is. */
export const PATH = {
  schema: z.string().min(1).max(500),
  rule: "a path of 1 to 500 characters",
};

/** Whole dollars and cents, 1 dollar or more. */
export const DOLLARS = {
  schema: z.string().regex(/^[1-9]\d{0,8}(\.\d{1,2})?$/).transform((text) =>
    usd(text)
  ),
  rule: "dollars from 1 to 999999999, with at most two decimals",
};
