import { assert, assertEquals } from "@std/assert";
import { SAMPLE_ROWS } from "../../tests/venues/kalshi/sample_rows.ts";
import { decodeListing, type KalshiListing } from "./decode_market.ts";
import { MarketBoard } from "./market_board.ts";

function listing(fields: Record<string, unknown> = {}): KalshiListing {
  const decoding = decodeListing({ ...SAMPLE_ROWS.market, ...fields });
  assert(decoding.ok, decoding.ok ? "" : decoding.message);
  return decoding.listing;
}

function openBoard(fields: Record<string, unknown> = {}) {
  const board = new MarketBoard();
  const { market } = listing({ status: "active", ...fields });
  const fees = {
    schedule: "kalshi_quadratic" as const,
    multiplierMicros: 500_000n,
  };
  const listed = { ...listing(), market: { ...market, fees } };
  assertEquals(board.take(listed, 0, 0)?.kind, "market_listed");
  return { board, market: listed.market };
}

Deno.test("MarketBoard tells a market anew whose close, strike or grid the venue changed, with what else it knows of it", () => {
  const { board, market } = openBoard({ "floor_strike": null });
  const same = { status: "active", "floor_strike": null };
  assertEquals(board.take(listing(same), 1, 1), null);
  const changes = {
    status: "active",
    "floor_strike": 64_250.5,
    "close_time": "2026-06-25T04:29:00Z",
    "price_ranges": [{ start: "0.0010", end: "0.9990", step: "0.0010" }],
  };
  const row = listing(changes).market;
  assertEquals(board.take(listing(changes), 2, 2), {
    kind: "market_listed",
    market: {
      ...market,
      strike: "64250.5",
      closesAtMs: row.closesAtMs,
      priceRanges: row.priceRanges,
    },
  });
  assertEquals(board.take(listing(changes), 3, 3), null);
});

Deno.test("MarketBoard tells a change of phase first, and new terms of the phase that it is in", () => {
  const { board, market } = openBoard();
  const changes = { status: "inactive", "close_time": "2026-06-25T04:29:00Z" };
  const first = board.take(listing(changes), 1, 1);
  assert(first?.kind === "market_phase_changed" && first.phase === "paused");
  const second = board.take(listing(changes), 2, 2);
  assert(second?.kind === "market_listed");
  assertEquals([second.market.phase, second.market.fees], [
    "paused",
    market.fees,
  ]);
  // What is paid is not followed any more.
  const paid = {
    status: "finalized",
    result: "yes",
    "settlement_value_dollars": "1.0000",
  };
  assertEquals(board.take(listing(paid), 3, 3)?.kind, "market_phase_changed");
  assertEquals(board.take(listing(paid), 4, 4), null);
  assertEquals(board.size, 0);
});
