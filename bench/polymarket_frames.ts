import { MICROS, printMicros } from "../domain/decimal.ts";
import type { FollowedMarket } from "../venues/polymarket/followed_market.ts";
import { PolymarketDecoder } from "../venues/polymarket/polymarket_decoder.ts";
import type { MarketFrameOf } from "../venues/polymarket/schema/market_frame.ts";
import { MARKET_FRAME_SCHEMAS } from "../venues/polymarket/schema/market_frame.ts";
import { openRecordings } from "../venues/tape/recordings.ts";

/** Recorded tables of books lie beside the project, not in it. */
const FOLDER = "../shared/data/polymarket-mlb-book";
/** Those in order of time. */
const TABLES = [
  "20250619_mlb-laa-nyy-2025-06-19",
  "20250624_mlb-bos-laa-2025-06-24",
  "20250701_mlb-bal-tex-2025-07-01",
  "20250701_mlb-cle-chc-2025-07-01",
] as const;

/** A frame as the venue's socket sends it. */
export interface PolymarketSocketFrame {
  readonly text: string;
  readonly atMs: number;
  readonly connection: string;
  readonly source: string;
}

/**
 * Returns the frames of four recorded games as text, in the form in which the venue sends them today: the tables were
 * recorded before changes named the best prices after them, so those are taken from the rebuilt books.
 *
 * @throws {Deno.errors.NotFound} If the tables are not there.
 */
export async function polymarketFrames(): Promise<
  readonly PolymarketSocketFrame[]
> {
  const recordings = await openRecordings(
    TABLES.map((name) => `${FOLDER}/${name}_polymarket-market-events.csv.gz`),
  );
  const decoder = new PolymarketDecoder();
  const frames: PolymarketSocketFrame[] = [];
  for await (const batch of recordings.frames()) {
    for (const { record, atMs, file, line } of batch) {
      if (record.kind !== "frame") continue;
      const receipt = {
        atMs,
        connection: record.connection,
        source: `${file}:${line}`,
      };
      decoder.decode(record.frame, receipt);
      frames.push({ ...receipt, text: flat(textOf(record.frame, decoder)) });
    }
  }
  return frames;
}

function textOf(frame: unknown, { directory }: PolymarketDecoder): string {
  const change = MARKET_FRAME_SCHEMAS.price_change.safeParse(frame);
  if (!change.success) return JSON.stringify(frame);
  const token = change.data.price_changes[0]?.asset_id ?? "";
  const market = directory.token(token)?.market;
  return JSON.stringify(
    market === undefined ? frame : withBest(change.data, market),
  );
}

function withBest(
  frame: MarketFrameOf<"price_change">,
  { book, tokens }: FollowedMarket,
) {
  const { bestYesBid, bestNoBid } = book;
  return {
    ...frame,
    price_changes: frame.price_changes.map((change) => {
      const [bid, other] = change.asset_id === tokens.yes
        ? [bestYesBid, bestNoBid]
        : [bestNoBid, bestYesBid];
      return {
        ...change,
        best_bid: printMicros(bid ?? 0n),
        best_ask: printMicros(other === null ? MICROS : MICROS - other),
      };
    }),
  };
}

/** Returns the same text in one piece, as a socket delivers it. */
function flat(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}
