/**
 * Fields that items of the view share: amounts are decimal texts, times Unix milliseconds, `offset` is the
 * sequence of the journal row that an item came from.
 *
 * @module
 */
import { z } from "zod";

/** The same type, read-only all the way down. */
export type Frozen<Value> = Value extends string | number | boolean | null
  ? Value
  : { readonly [Key in keyof Value]: Frozen<Value[Key]> };

/** Dollars or contracts. */
export const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
/** Unix milliseconds. */
export const unixMs = z.number();
/** Sequence of a journal row; 0 before the first. */
export const offset = z.int().min(0);

/** Who, where and when. */
export const placed = {
  contestantId: z.string(),
  contestantName: z.string(),
  marketId: z.string(),
  marketTitle: z.string(),
  atMs: unixMs,
  offset,
};
