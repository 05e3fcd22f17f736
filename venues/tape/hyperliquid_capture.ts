import { z } from "zod";
import {
  parseJson,
  type TapeRecord,
  type UnreadableLine,
} from "./tape_record.ts";
import { describeMismatch } from "../schema_issue.ts";

/** A message of Hyperliquid's socket, as a capture notes it: beside our time in nanoseconds since 1970. */
const lineSchema = z.object({
  received_wall_ns: z.number().min(0).max(8e18),
  channel: z.string().min(1),
  data: z.unknown(),
});

/** What captured messages are booked under. */
const CONNECTION = "capture";

const NANOS_PER_MS = 1_000_000;

/** Whether a file that begins with `line` is a capture of Hyperliquid's socket. */
export function isHyperliquidCapture(line: string): boolean {
  return parseHyperliquidLine(line).kind === "frame";
}

/** Returns the frame that one line of a capture of Hyperliquid's socket holds, or why it holds none. */
export function parseHyperliquidLine(
  line: string,
): TapeRecord | UnreadableLine {
  const json = parseJson(line);
  if (json.kind === "unreadable") return json;
  const result = lineSchema.safeParse(json.value);
  if (!result.success) {
    return {
      kind: "unreadable",
      message: describeMismatch(
        "read a captured message",
        result.error,
        json.value,
      ),
    };
  }
  const { received_wall_ns: atNs, channel, data } = result.data;
  return {
    t: Math.floor(atNs / NANOS_PER_MS),
    kind: "frame",
    venue: "hyperliquid",
    connection: CONNECTION,
    frame: { channel, data },
  };
}
