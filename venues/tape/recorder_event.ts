import { z } from "zod";
import { describeMismatch } from "../schema_issue.ts";
import { parseJson, type UnreadableLine } from "./tape_record.ts";

/** Nanoseconds since 1970 are past the safe integers: a double holds them to about 256 ns. */
const timeNs = z.number().min(0).max(9e18);

const eventSchema = z.object({
  event_type: z.string().min(1),
  channel: z.string(),
  connection_id: z.string().min(1).max(200),
  local_recv_ns: timeNs,
  market_ticker: z.string(),
  sequence_number: z.int().nullable(),
  payload_json: z.unknown(),
}).transform((event) => ({
  kind: "recorder_event" as const,
  type: event.event_type,
  channel: event.channel,
  connection: event.connection_id,
  atNs: event.local_recv_ns,
  sequence: event.sequence_number,
  payload: event.payload_json,
}));

const spotSchema = z.object({
  symbol: z.string().min(1).max(200),
  price: z.number().positive(),
  local_recv_ns: timeNs,
}).transform((tick) => ({
  kind: "spot_tick" as const,
  symbol: tick.symbol,
  price: String(tick.price),
  atNs: tick.local_recv_ns,
}));

/** One line of a recorder's `raw_events`: a Kalshi frame in an envelope, or a remark of the recorder's own. */
export type RecorderEvent = z.infer<typeof eventSchema>;
/** One printed trade of the underlying. */
export type SpotTick = z.infer<typeof spotSchema>;

/** Returns what a line of a recording says, or why it says nothing. */
export function parseRecorderLine(
  line: string,
): RecorderEvent | SpotTick | UnreadableLine {
  const json = parseJson(line);
  if (json.kind === "unreadable") return json;
  const schema = isSpotLine(json.value) ? spotSchema : eventSchema;
  const result = schema.safeParse(json.value);
  if (result.success) return result.data;
  return {
    kind: "unreadable",
    message: describeMismatch(
      "read a recorded event",
      result.error,
      json.value,
    ),
  };
}

function isSpotLine(value: unknown): boolean {
  return typeof value === "object" && value !== null &&
    Reflect.get(value, "schema_version") === "spot-tick-v1";
}

/** What a recorder notes when it starts to watch a market. */
export const watchedMarketSchema = z.object({
  market_ticker: z.string().min(1),
  close_time: z.iso.datetime({ offset: true }),
  /** The level that the underlying is compared with, in dollars. */
  strike: z.number().positive(),
});

/** A market that a recorder watched. */
export type WatchedMarket = z.infer<typeof watchedMarketSchema>;
