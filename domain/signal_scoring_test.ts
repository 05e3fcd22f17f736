import { assertEquals } from "@std/assert";
import { marketId, signalId } from "./ids.ts";
import { scoreSignal } from "./signal_scoring.ts";
import type { MarketSignal } from "./signal.ts";

const FIELDS = {
  id: signalId("s_1"),
  marketId: marketId("kalshi", "M"),
  ticker: "M",
  timestamp: 1_000,
  midAtDetection: 0.5,
};

function swing(previousPrice: number, currentPrice: number): MarketSignal {
  return {
    ...FIELDS,
    type: "price_swing",
    data: { previousPrice, currentPrice, changePercent: 0.1 },
  };
}

function spike(takerSide: "yes" | "no"): MarketSignal {
  return {
    ...FIELDS,
    type: "volume_spike",
    data: {
      tradeId: "t",
      volume: 50,
      averageVolume: 10,
      multiplier: 5,
      takerSide,
    },
  };
}

function imbalance(direction: "yes_heavy" | "no_heavy"): MarketSignal {
  return {
    ...FIELDS,
    type: "orderbook_imbalance",
    data: { yesBidDepth: 30, noBidDepth: 10, ratio: 3, direction },
  };
}

Deno.test("scoreSignal() points along the swing, the taker and the heavier side", () => {
  assertEquals(
    [
      swing(0.4, 0.5),
      swing(0.5, 0.4),
      spike("yes"),
      spike("no"),
      imbalance("yes_heavy"),
      imbalance("no_heavy"),
    ].map((signal) => scoreSignal(signal, 0.5, 2_000)?.pointed),
    ["up", "down", "up", "down", "up", "down"],
  );
});

Deno.test("scoreSignal() is a hit, a miss or flat", () => {
  const verdicts = [swing(0.4, 0.5), spike("no")].map((signal) =>
    [0.55, 0.45, 0.5].map((mid) => scoreSignal(signal, mid, 2_000)?.verdict)
  );
  assertEquals(verdicts, [["hit", "miss", "flat"], ["miss", "hit", "flat"]]);
});

Deno.test("scoreSignal() says what it measured, and nothing without a mid at detection", () => {
  assertEquals(scoreSignal(spike("yes"), 0.6, 2_000), {
    signalId: FIELDS.id,
    marketId: FIELDS.marketId,
    type: "volume_spike",
    pointed: "up",
    midAtDetection: 0.5,
    midAtScore: 0.6,
    verdict: "hit",
    scoredAtMs: 2_000,
  });
  const blind = { ...spike("yes"), midAtDetection: null };
  assertEquals(scoreSignal(blind, 0.6, 2_000), null);
});
