import { z } from "zod";
import * as field from "./field_schemas.ts";
import type { PayoutReported } from "./reported_payout.ts";

/** The schema of rows about what venues paid. */
export const PAYOUT_SCHEMAS = {
  payout_reported: z.strictObject({
    kind: z.literal("payout_reported"),
    contestantId: field.contestantIdField,
    marketId: field.marketIdField,
    reference: z.string(),
    amount: field.usdField,
    booked: field.usdField.nullable(),
    fees: field.usdField.nullable(),
    feesBooked: field.usdField,
  }),
} satisfies {
  [Kind in PayoutReported["kind"]]: z.ZodType<PayoutReported>;
};
