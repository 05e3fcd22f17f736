import { z } from "zod";
import { TRADE_ENDS } from "./attribution.ts";
import * as field from "./field_schemas.ts";
import { decimal, type Frozen, placed } from "./view_fields.ts";

/** Where a profit or loss came from, in dollars; the parts add up to it. `ATTRIBUTION_PARTS` says what each is. */
export const partsSchema = z.object({
  edge: decimal,
  sizing: decimal,
  execution: decimal,
  fees: decimal,
  funding: decimal,
  inference: decimal,
  luck: decimal,
});

/** A trade that is over: a position from its first contract to its last. */
export const tradeSchema = z.object({
  ...placed,
  id: z.string(),
  /** `long` or `short` where it was a perpetual. */
  outcome: z.union([field.outcomeField, z.enum(["long", "short"])]),
  end: z.enum(TRADE_ENDS),
  bought: decimal,
  paid: decimal,
  received: decimal,
  netPnl: decimal,
  parts: partsSchema,
  /** Of its outcome, averaged over contracts; `null` without a purchase. */
  ownProbability: z.number().nullable(),
  marketProbability: z.number().nullable(),
  pricePaid: z.number().nullable(),
  /** What was staked over what Kelly would have staked; `null` where that is nothing. */
  kellyFraction: z.number().nullable(),
});

export type PartsView = Frozen<z.infer<typeof partsSchema>>;
export type TradeView = Frozen<z.infer<typeof tradeSchema>>;
