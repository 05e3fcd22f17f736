import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { marketId } from "../../domain/ids.ts";
import { quantityFromMicros } from "../../domain/money.ts";
import { imbalanceZone } from "./orderbook_imbalance.ts";

const THRESHOLDS = {
  imbalanceHighMicros: 3_000_000n,
  imbalanceLowMicros: 330_000n,
  rearmMicros: 900_000n,
};

/** The rule in whole numbers alone. */
function exactZone(yes: bigint, no: bigint): string | null {
  const { imbalanceHighMicros: high, imbalanceLowMicros: low, rearmMicros } =
    THRESHOLDS;
  if (yes === 0n || no === 0n) return null;
  const scaled = yes * 1_000_000n;
  if (scaled >= no * high) return "yes_heavy";
  if (scaled <= no * low) return "no_heavy";
  const isInside = scaled * 1_000_000n < no * high * rearmMicros &&
    scaled * rearmMicros > no * low * 1_000_000n;
  return isInside ? "balanced" : "between";
}

function zoneOf(yes: bigint, no: bigint): string | null {
  return imbalanceZone({
    marketId: marketId("kalshi", "T"),
    yesBidDepth: quantityFromMicros(yes),
    noBidDepth: quantityFromMicros(no),
    occurredAtMs: 0,
  }, THRESHOLDS);
}

Deno.test("imbalanceZone() comes to what whole numbers come to, everywhere", () => {
  const depth = fc.bigInt({ min: 0n, max: 10n ** 18n });
  fc.assert(
    fc.property(
      depth,
      depth,
      (yes, no) => assertEquals(zoneOf(yes, no), exactZone(yes, no)),
    ),
    { numRuns: 5_000 },
  );
});

Deno.test("imbalanceZone() comes to what whole numbers come to, next to each threshold", () => {
  const ratios: readonly (readonly [bigint, bigint])[] = [
    [3n, 1n],
    [33n, 100n],
    [27n, 10n],
    [11n, 30n],
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...ratios),
      fc.bigInt({ min: 1n, max: 10n ** 16n }),
      fc.bigInt({ min: -2n, max: 2n }),
      ([above, below], scale, off) => {
        const yes = above * scale + off;
        if (yes < 0n) return;
        const no = below * scale;
        assertEquals(zoneOf(yes, no), exactZone(yes, no));
      },
    ),
    { numRuns: 5_000 },
  );
});
