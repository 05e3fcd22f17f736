import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { assertNever } from "../../domain/assert_never.ts";
import type { VenueId } from "../../domain/market.ts";
import type { VenueDecoder } from "../venue_decoder.ts";
import { type TapeFrame, type TapeRecord, venueOf } from "./tape_record.ts";

/** Turns the frames of a tape into market events. */
export interface TapeDecoder {
  decode(frame: TapeFrame): readonly MarketEvent[];
}

/** A venue's decoder, and the connections that its records have opened and not ended. */
interface FollowedVenue {
  readonly decoder: VenueDecoder;
  readonly open: Set<string>;
}

/** What an unreadable line is booked under when no venue's decoder was given. */
const FALLBACK_VENUE: VenueId = "kalshi";

/**
 * Returns a decoder of tapes that hands each record to the decoder of its venue.
 *
 * - A record of a venue without a decoder, and an unreadable line, is a `frame_rejected`; nothing throws.
 * - A connection that ends takes its own books with it. That the venue is disconnected is said when the last
 *   of its connections ends: `connection_changed` names none, and whoever hears it gives up all books.
 */
export function createTapeDecoder(
  decoders: readonly VenueDecoder[],
): TapeDecoder {
  const byVenue = new Map(
    decoders.map((
      decoder,
    ) => [decoder.venue, { decoder, open: new Set<string>() }]),
  );
  const unreadableVenue = decoders[0]?.venue ?? FALLBACK_VENUE;
  return {
    decode(frame) {
      const { record } = frame;
      if (record.kind === "unreadable") {
        return [rejected(frame, unreadableVenue, record.message)];
      }
      const venue = venueOf(record);
      if (venue === null) return decodeOwn(record);
      const followed = byVenue.get(venue);
      if (followed !== undefined) return decodeWith(followed, record, frame);
      return [rejected(
        frame,
        venue,
        `Cannot decode a record as its venue must have a decoder: current value is ${venue}`,
      )];
    },
  };
}

/** Returns what a record says that belongs to no venue. */
function decodeOwn(record: TapeRecord): readonly MarketEvent[] {
  if (record.kind !== "spot") return [];
  const { t, ...printed } = record;
  return [{ ...printed, kind: "spot_printed", occurredAtMs: t }];
}

function decodeWith(
  { decoder, open }: FollowedVenue,
  record: TapeRecord,
  frame: TapeFrame,
): readonly MarketEvent[] {
  const { atMs } = frame;
  switch (record.kind) {
    case "frame": {
      const { connection } = record;
      const source = sourceOf(frame);
      return decoder.decode(record.frame, { atMs, connection, source });
    }
    case "connection":
      return [
        ...decoder.reconnect(record.connection, atMs),
        ...connectionNews(record, open),
      ];
    case "market_listed":
      return decoder.tell({ kind: record.kind, market: record.market }, atMs);
    case "market_phase_changed": {
      const { t, ...changed } = record;
      return decoder.tell({ ...changed, occurredAtMs: t }, atMs);
    }
    case "spot":
    case "tape":
      return [];
    default:
      return assertNever(record);
  }
}

function connectionNews(
  { connection, status, reason }: Extract<TapeRecord, { kind: "connection" }>,
  open: Set<string>,
): readonly MarketEvent[] {
  if (status !== "disconnected") open.add(connection);
  else {
    open.delete(connection);
    if (open.size > 0) return [];
  }
  return [{ kind: "connection_changed", status, reason }];
}

function rejected(
  frame: TapeFrame,
  venue: VenueId,
  message: string,
): MarketEvent {
  return {
    kind: "frame_rejected",
    rejection: { venue, source: sourceOf(frame), message },
  };
}

function sourceOf({ file, line }: TapeFrame): string {
  return `${file}:${line}`;
}
