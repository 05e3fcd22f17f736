import { assertEquals } from "@std/assert";
import {
  MARKET_PHASES,
  type MarketPhase,
  type Resolution,
} from "../../domain/market.ts";
import { canChangePhase, isSettling } from "../../domain/settlement.ts";
import { MARKET } from "../../domain/testing/story.ts";
import { isNews, takesBack } from "./phase_news.ts";

const YES: Resolution = { kind: "yes" };
const NO: Resolution = { kind: "no" };

function at(
  occurredAtMs: number,
  phase: MarketPhase,
  resolution: Resolution | null,
) {
  return { change: { marketId: MARKET, phase, resolution }, occurredAtMs };
}

for (const from of MARKET_PHASES) {
  Deno.test(`isNews() leads on from ${from} at any time, and back from an end only later`, () => {
    for (const to of MARKET_PHASES.filter((phase) => phase !== from)) {
      const news = (occurredAtMs: number) =>
        isNews(at(5, from, YES), at(occurredAtMs, to, NO));
      const isAllowed = canChangePhase(from, to);
      assertEquals(
        [news(4), news(5), news(6)],
        isSettling(from)
          ? [false, false, isAllowed]
          : [isAllowed, isAllowed, isAllowed],
        `to ${to}`,
      );
    }
  });
}

Deno.test("isNews() lets a later result take the place of one, and no missing one", () => {
  for (const phase of ["proposed", "disputed", "final", "void"] as const) {
    const known = at(5, phase, YES);
    assertEquals(isNews(known, at(6, phase, NO)), true);
    assertEquals(isNews(known, at(5, phase, NO)), false);
    assertEquals(isNews(known, at(6, phase, YES)), false);
    assertEquals(isNews(known, at(6, phase, null)), false);
  }
});

Deno.test("isNews() has no end without a result", () => {
  assertEquals(isNews(at(5, "closed", null), at(6, "final", null)), false);
  assertEquals(isNews(at(5, "closed", null), at(6, "void", null)), false);
  assertEquals(isNews(at(5, "closed", null), at(6, "proposed", null)), true);
});

Deno.test("takesBack() holds for a dispute and another result alone", () => {
  const known = at(5, "final", YES).change;
  const cases: readonly (readonly [MarketPhase, Resolution | null, boolean])[] =
    [
      ["disputed", null, true],
      ["disputed", YES, true],
      ["final", NO, true],
      ["void", { kind: "void" }, true],
      ["final", YES, false],
      ["final", null, false],
      ["proposed", NO, false],
      ["closed", null, false],
      ["open", null, false],
    ];
  for (const [phase, resolution, expected] of cases) {
    const { change } = at(6, phase, resolution);
    assertEquals(takesBack(known, change), expected, phase);
  }
});
