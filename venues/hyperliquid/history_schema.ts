import { z } from "zod";
import { decimal, time } from "./schema.ts";

/** The answer to `{"type":"fundingHistory"}`: one row for each hour. */
export const fundingHistorySchema = z.array(
  z.object({ fundingRate: decimal, time }),
);

/** The answer to `{"type":"candleSnapshot"}`: when each candle begins, and what it opened at. */
export const candlesSchema = z.array(z.object({ t: time, o: decimal }));
