import { z } from "zod";
import { canonicalJson } from "../../domain/canonical_json.ts";
import { assertNever } from "../../domain/assert_never.ts";
import { ENTRY_SCHEMAS } from "../../domain/entry_schemas.ts";
import { marketIdField } from "../../domain/field_schemas.ts";
import type { MarketId } from "../../domain/ids.ts";
import { VENUE_IDS, type VenueId } from "../../domain/market.ts";
import { describeMismatch, printValue } from "../schema_issue.ts";

/** Version of the format that `docs/tape.md` describes; readers refuse any other. */
export const TAPE_VERSION = 1;

const time = z.int().min(0).max(8_640_000_000_000_000);
const name = z.string().min(1).max(200);
const venue = z.enum(VENUE_IDS);
const marketOfVenue = marketIdField.refine(
  (id) => venueOfMarket(id) !== null,
  "must begin with a venue that we know",
);

/** One line of a tape; `t` is our receipt time in Unix milliseconds. */
const recordSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    t: time,
    kind: z.literal("frame"),
    venue,
    connection: name,
    frame: z.unknown(),
  }),
  z.strictObject({
    t: time,
    kind: z.literal("connection"),
    venue,
    connection: name,
    status: z.enum(["connecting", "connected", "disconnected"]),
    reason: z.string().max(1_000),
  }),
  ENTRY_SCHEMAS.market_listed.extend({ t: time }),
  ENTRY_SCHEMAS.market_phase_changed.extend({
    t: time,
    marketId: marketOfVenue,
  }),
  z.strictObject({
    t: time,
    kind: z.literal("spot"),
    symbol: name,
    price: z.string().regex(/^\d{1,18}(\.\d{1,12})?$/),
  }),
  z.strictObject({ t: time, kind: z.literal("tape"), version: z.int() }),
]);

/** What one line of a tape says; `docs/tape.md` tells what each kind is for. */
export type TapeRecord = z.infer<typeof recordSchema>;

/** A record or an unreadable line, and where it stands. */
export interface TapeFrame {
  /** Receipt time in Unix milliseconds; within one stream it never goes back. */
  readonly atMs: number;
  readonly file: string;
  /** From 1; 0 for a record that no single line says. */
  readonly line: number;
  readonly record: TapeRecord | UnreadableLine;
}

/** A line that is no record; it is counted and skipped, never fatal. */
export interface UnreadableLine {
  readonly kind: "unreadable";
  /** The rule it broke and the value, in one sentence. */
  readonly message: string;
}

/** Returns `record` as it stands on a tape, without a line end. */
export function printTapeRecord(record: TapeRecord): string {
  // A frame is kept as received, key order included; our own records have one canonical form.
  return record.kind === "frame"
    ? JSON.stringify(record)
    : canonicalJson(record);
}

/** Returns the venue that `record` is about; `null` for one about none. */
export function venueOf(record: TapeRecord): VenueId | null {
  switch (record.kind) {
    case "frame":
    case "connection":
      return record.venue;
    case "market_listed":
      return record.market.venue;
    case "market_phase_changed":
      return venueOfMarket(record.marketId);
    case "spot":
    case "tape":
      return null;
    default:
      return assertNever(record);
  }
}

function venueOfMarket(id: MarketId): VenueId | null {
  return VENUE_IDS.find((known) => id.startsWith(`${known}:`)) ?? null;
}

/** Returns what one line of a tape says, or why it says nothing. */
export function parseTapeRecord(line: string): TapeRecord | UnreadableLine {
  const json = parseJson(line);
  if (json.kind === "unreadable") return json;
  const result = recordSchema.safeParse(json.value);
  if (result.success) return result.data;
  return {
    kind: "unreadable",
    message: describeMismatch("read a tape record", result.error, json.value),
  };
}

/** Returns the value of a line of JSON, or why there is none. */
export function parseJson(
  line: string,
): { readonly kind: "json"; readonly value: unknown } | UnreadableLine {
  try {
    return { kind: "json", value: JSON.parse(line) };
  } catch {
    return {
      kind: "unreadable",
      message: `Cannot read a line as it must be JSON: current value is ${
        printValue(line)
      }`,
    };
  }
}
