import { assertEquals } from "@std/assert";
import { marketId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import { yesPrice } from "../../domain/price.ts";
import type { TradeTick } from "../../domain/quote.ts";
import { VolumeSpikeRule } from "./volume_spike.ts";

function trade(size: number, tradeId = "t"): TradeTick {
  return {
    marketId: marketId("kalshi", "T"),
    tradeId,
    yesPrice: yesPrice("0.5"),
    quantity: quantity(String(size)),
    takerSide: "no",
    occurredAtMs: 0,
  };
}

function rule() {
  return new VolumeSpikeRule({
    window: 100,
    tradesMin: 10,
    multiplierMicros: 5_000_000n,
  });
}

function feed(target: VolumeSpikeRule, sizes: readonly number[]) {
  return sizes.map((size) => target.next(trade(size)));
}

Deno.test("VolumeSpikeRule.next() waits until 10 trades are there", () => {
  const target = rule();
  assertEquals(
    feed(target, [...Array(8).fill(10), 1_000]).filter((spike) =>
      spike !== null
    ),
    [],
  );
  const late = rule();
  feed(late, Array(9).fill(10));
  assertEquals(late.next(trade(50, "tenth")), {
    tradeId: "tenth",
    volume: 50,
    averageVolume: 10,
    multiplier: 5,
    takerSide: "no",
  });
});

Deno.test("VolumeSpikeRule.next() raises nothing just below five times the average", () => {
  const target = rule();
  feed(target, Array(9).fill(10));
  assertEquals(target.next(trade(49.99)), null);
});

Deno.test("VolumeSpikeRule.next() leaves the trade itself out of the average", () => {
  const target = rule();
  feed(target, Array(20).fill(2));
  assertEquals(target.next(trade(10))?.averageVolume, 2);
});

Deno.test("VolumeSpikeRule.next() forgets what is more than 100 trades ago", () => {
  const target = rule();
  target.next(trade(1_000_000));
  feed(target, Array(99).fill(1));
  // The window is full: this trade pushes the giant out, and 99 trades of 1 come before it.
  assertEquals(target.next(trade(5))?.averageVolume, 1);
});

Deno.test("VolumeSpikeRule.next() raises nothing over trades of nothing: no multiple of 0 is a number", () => {
  const nothing = Array.from({ length: 10 }, () => 0);
  assertEquals(
    feed(rule(), [...nothing, 5, 50]).map((spike) => spike?.multiplier),
    [...nothing.map(() => undefined), undefined, 110],
  );
});
