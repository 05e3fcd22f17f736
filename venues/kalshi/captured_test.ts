import { assertEquals } from "@std/assert";
import { z } from "zod";
import { gunzipSync } from "node:zlib";
import { KalshiDecoder } from "./kalshi_decoder.ts";
import { readRestRow } from "./payload.ts";

const CAPTURES = new URL(
  "../../../shared/data/kalshi-api-recorded/",
  import.meta.url,
);

function isThere(url: URL): boolean {
  try {
    return Deno.statSync(url).isDirectory;
  } catch {
    return false;
  }
}

const captureSchema = z.object({
  frames: z.array(z.object({ received_ms: z.int(), frame: z.unknown() })),
});

Deno.test({
  name:
    "decode() takes every captured production frame (needs ../shared/data/kalshi-api-recorded)",
  ignore: !isThere(CAPTURES),
  fn: async () => {
    const bytes = await Deno.readFile(
      new URL("ws_orderbook_stream.json.gz", CAPTURES),
    );
    const { frames } = captureSchema.parse(
      JSON.parse(new TextDecoder().decode(gunzipSync(bytes))),
    );
    const decoder = new KalshiDecoder();
    for (const { frame, received_ms: atMs } of frames) {
      decoder.decode(frame, { atMs, connection: "c1", source: "capture" });
    }
    assertEquals(decoder.counts, {
      decoded: 269,
      rejected: 0,
      gaps: 0,
      repeated: 0,
      underflows: 0,
      crossings: 0,
      blockTrades: 0,
    });
  },
});

function fill(count: unknown) {
  return {
    fill_id: "f",
    order_id: "o",
    ticker: "T",
    outcome_side: "yes",
    count_fp: count,
    yes_price_dollars: "0.0010",
    no_price_dollars: "0.9990",
    fee_cost: "0.015930",
    is_taker: true,
    trade_id: "t",
    created_time: "2026-08-18T09:00:00Z",
  };
}

Deno.test("readRestRow() names a row, tells what is wrong with it, and leaves envelopes alone", () => {
  assertEquals(readRestRow(fill("227.27")), { kind: "fill", mismatch: null });
  assertEquals(readRestRow(fill(227)), {
    kind: "fill",
    mismatch:
      "Cannot decode a Kalshi fill as count_fp must match its schema (Invalid input: expected string, received number): current value is 227",
  });
  assertEquals(readRestRow({ fills: [fill("1.00")], cursor: "" }), null);
});
