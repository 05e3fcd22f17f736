import { describeMismatch } from "../schema_issue.ts";
import {
  type RecorderEvent,
  type SpotTick,
  watchedMarketSchema,
} from "./recorder_event.ts";
import { z } from "zod";
import type { TapeRecord, UnreadableLine } from "./tape_record.ts";
import { marketOfWatched } from "./watched_market.ts";

const subscribedSchema = z.object({
  type: z.literal("subscribed"),
  msg: z.object({ channel: z.string(), sid: z.int() }),
});

/** Notes that a recorder makes for itself; they say nothing that the frames do not. */
const OWN_NOTES: ReadonlySet<string> = new Set(["market_rotated"]);

/**
 * Puts the frames of recordings back into the form in which Kalshi sent them.
 *
 * The recorder kept a frame's body and sequence number but not its subscription number, which is the one
 * that its connection last announced for the channel: lines must come in the order of receipt.
 */
export class RecorderConverter {
  readonly #subscriptions = new Map<string, number>();

  /** Returns what a recorded line says; `null` for a note that says nothing to us. */
  convert(
    event: RecorderEvent | SpotTick,
  ): TapeRecord | UnreadableLine | null {
    const t = Math.floor(event.atNs / 1_000_000);
    if (event.kind === "spot_tick") {
      return { t, kind: "spot", symbol: event.symbol, price: event.price };
    }
    if (OWN_NOTES.has(event.type)) return null;
    switch (event.type) {
      case "watch_market":
        return listMarket(event, t);
      case "ws_connected":
        return {
          t,
          kind: "connection",
          venue: "kalshi",
          connection: event.connection,
          status: "connected",
          reason: "as recorded",
        };
      case "ws_subscribed":
        return this.#subscribe(event, t);
      default:
        return frameRecord(event, t, {
          type: event.type,
          sid: this.#subscriptions.get(subscriptionKey(event, event.channel)),
          seq: event.sequence ?? undefined,
          msg: event.payload,
        });
    }
  }

  #subscribe(event: RecorderEvent, t: number): TapeRecord {
    const { success, data } = subscribedSchema.safeParse(event.payload);
    if (success) {
      const { channel, sid } = data.msg;
      this.#subscriptions.set(subscriptionKey(event, channel), sid);
    }
    return frameRecord(event, t, event.payload);
  }
}

function subscriptionKey(event: RecorderEvent, channel: string): string {
  return `${event.connection}\n${channel}`;
}

function frameRecord(
  event: RecorderEvent,
  t: number,
  frame: unknown,
): TapeRecord {
  return {
    t,
    kind: "frame",
    venue: "kalshi",
    connection: event.connection,
    frame,
  };
}

function listMarket(
  event: RecorderEvent,
  t: number,
): TapeRecord | UnreadableLine {
  const result = watchedMarketSchema.safeParse(event.payload);
  if (result.success) {
    return {
      t,
      kind: "market_listed",
      market: marketOfWatched(result.data, t),
    };
  }
  return {
    kind: "unreadable",
    message: describeMismatch(
      "list a recorded market",
      result.error,
      event.payload,
    ),
  };
}
