import { z } from "zod";
import {
  contestantId,
  decisionId,
  fillId,
  orderId,
  parseMarketId,
  signalId,
} from "./ids.ts";
import { quantity, usd } from "./money.ts";
import { noPrice, type PriceRange, yesPrice } from "./price.ts";

/** Makes a schema of text out of a parser that throws: its error becomes the issue. */
function parsed<Value>(parse: (text: string) => Value) {
  return z.string().transform((text, context): Value => {
    try {
      return parse(text);
    } catch (error) {
      context.addIssue({
        code: "custom",
        message: error instanceof Error ? error.message : String(error),
      });
      return z.NEVER;
    }
  });
}

/** Schemas of single fields as `canonicalJson` writes them: amounts are decimal strings. */
export const usdField = parsed(usd);
export const quantityField = parsed(quantity);
export const yesPriceField = parsed(yesPrice);
export const priceRangesField = z.array(
  z.strictObject({
    from: yesPriceField,
    to: yesPriceField,
    step: yesPriceField.refine((step) => step > 0n, "must be above 0"),
  }),
).min(1).readonly() satisfies z.ZodType<readonly PriceRange[]>;
const noPriceField = parsed(noPrice);
export const contestantIdField = parsed(contestantId);
export const marketIdField = parsed(parseMarketId);
export const decisionIdField = parsed(decisionId);
export const orderIdField = parsed(orderId);
export const fillIdField = parsed(fillId);
export const signalIdField = parsed(signalId);
/** Unix milliseconds, whole. */
export const timeField = z.int();
/** A probability, 0 to 1. */
export const probabilityField = z.number().min(0).max(1);
export const outcomeField = z.enum(["yes", "no"]);
export const orderSideField = z.enum(["buy", "sell"]);

export const outcomePriceField = z.discriminatedUnion("outcome", [
  z.strictObject({ outcome: z.literal("yes"), price: yesPriceField }),
  z.strictObject({ outcome: z.literal("no"), price: noPriceField }),
]);
