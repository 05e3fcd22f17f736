import { z } from "zod";

/** Prices, sizes and dollars are whole millionths here, as numbers: this is not the arithmetic that is tested. */
export const MILLION = 1_000_000;

/** A refusal in the venue's own form. */
export class FakeRefusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/** What an order request says, as far as the venue reads it. */
export const orderBodySchema = z.object({
  ticker: z.string(),
  client_order_id: z.string(),
  side: z.enum(["bid", "ask"]),
  count: z.string(),
  price: z.string(),
  time_in_force: z.enum([
    "fill_or_kill",
    "good_till_canceled",
    "immediate_or_cancel",
  ]),
  self_trade_prevention_type: z.enum(["taker_at_cross", "maker"]),
  post_only: z.boolean().optional(),
});

/** An order request. */
export type OrderBody = z.infer<typeof orderBodySchema>;

/** Text with `digits` decimals. */
export function printFixed(millionths: number, digits: number): string {
  return (millionths / MILLION).toFixed(digits);
}

function parse(text: unknown, pattern: RegExp, code: string): number {
  if (typeof text !== "string" || !pattern.test(text)) {
    throw new FakeRefusal(400, code);
  }
  return Math.round(Number(text) * MILLION);
}

/** Returns price and size of an order, in millionths. @throws {FakeRefusal} If the venue would not take its terms. */
export function checkedTerms(
  body: OrderBody,
): { readonly price: number; readonly count: number } {
  const price = parse(body.price, /^0\.\d{2,4}$/, "invalid_price");
  const count = parse(body.count, /^\d{1,9}\.\d{2}$/, "invalid_count");
  if (count <= 0) throw new FakeRefusal(400, "invalid_count");
  if (price < 100_000 || price > 900_000 ? price % 1_000 : price % 10_000) {
    throw new FakeRefusal(400, "invalid_price_tick");
  }
  return { price, count };
}
