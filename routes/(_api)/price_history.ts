import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { PriceRecords } from "../../actors/ports/price_store.ts";
import { marketIdField } from "../../domain/field_schemas.ts";
import type { PriceSpan } from "../../domain/price_bar.ts";
import { printPrice } from "../../domain/price.ts";
import { decimal, unixMs } from "../../domain/view_fields.ts";
import { publicError } from "./public_error.ts";
import { READ_REFUSALS, type ReadGate } from "./read_gate.ts";

const spanFields = {
  open: decimal,
  high: decimal,
  low: decimal,
  close: decimal,
  quotes: z.int().min(0)
    .describe("Quotes that came meanwhile; 0 where the price only stood"),
};

const route = createRoute({
  method: "get",
  path: "/api/events/{id}/price-history",
  summary: "What the price of an event did: the middle of bid and ask, of YES",
  request: { params: z.object({ id: marketIdField }) },
  responses: {
    200: {
      description:
        "The newest bars, and what came since the last of them, oldest first; none of what never was an event",
      content: {
        "application/json": {
          schema: z.object({
            bars: z.array(z.object({
              fromMs: unixMs,
              untilMs: unixMs,
              ...spanFields,
            })),
            points: z.array(z.object({ atMs: unixMs, ...spanFields })),
          }),
        },
      },
    },
    ...READ_REFUSALS,
  },
});

/** Adds the route that tells what the price of an event did. */
export function addPriceHistory(
  api: OpenAPIHono,
  gate: ReadGate,
  prices: () => PriceRecords | null,
): void {
  api.openapi(route, async (context) => {
    const source = prices();
    if (source === null) {
      return context.json(publicError("database_unavailable"), 503);
    }
    const { id } = context.req.valid("param");
    const record = await gate.pass(() => source.read(id));
    if (record === null) {
      return context.json(publicError("too_many_reads"), 503);
    }
    return context.json({
      bars: record.bars.map(({ fromMs, untilMs, ...span }) => ({
        fromMs,
        untilMs,
        ...printed(span),
      })),
      points: record.points.map(({ atMs, ...span }) => ({
        atMs,
        ...printed(span),
      })),
    }, 200);
  });
}

function printed({ open, high, low, close, quotes }: PriceSpan) {
  return {
    open: printPrice(open),
    high: printPrice(high),
    low: printPrice(low),
    close: printPrice(close),
    quotes,
  };
}
