import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type Contestant,
  enrolledContestant,
  withCapital,
  withMark,
  withoutResult,
  withResult,
} from "./contestant.ts";
import { contestantId } from "./ids.ts";
import { add, usd, usdFromMicros, type UsdMicros } from "./money.ts";
import { timeWeightedReturn } from "./performance.ts";

const DAY_MS = 86_400_000;
const A = contestantId("a");
const STARTED = enrolledContestant({
  kind: "contestant_enrolled",
  contestantId: A,
  name: "A",
  strategy: "hold",
  startingBalance: usd("1000"),
}, 10 * DAY_MS);

function markAt(contestant: Contestant, equity: UsdMicros, atMs: number) {
  const mark = {
    contestantId: A,
    cash: equity,
    positionsAtBid: usd("0"),
    equity,
  };
  return withMark(contestant, mark, atMs);
}

function marked(
  ...marks: readonly (readonly [equity: string, atMs: number])[]
): Contestant {
  return marks.reduce(
    (contestant, [equity, atMs]) => markAt(contestant, usd(equity), atMs),
    STARTED,
  );
}

Deno.test("withMark() begins each UTC day with the last equity known at midnight", () => {
  const day = 10 * DAY_MS;
  const days: readonly (readonly [Contestant, string, number])[] = [
    [STARTED, "1000", 10],
    [marked(["990", day + 1]), "1000", 10],
    [marked(["990", day + 1], ["980", day + DAY_MS - 1]), "1000", 10],
    [marked(["990", day + 1], ["950", day + DAY_MS]), "990", 11],
    [
      marked(["990", day + 1], ["950", day + DAY_MS], [
        "930",
        day + DAY_MS + 9,
      ]),
      "990",
      11,
    ],
    [marked(["990", day + 1], ["1100", day + 5 * DAY_MS]), "990", 15],
  ];
  for (const [contestant, base, dayUtc] of days) {
    assertEquals(
      [contestant.equityAtDayStart, contestant.dayStartedUtc],
      [usd(base), dayUtc],
    );
  }
});

Deno.test("withMark() leaves the day alone for a mark that is dated before it", () => {
  const contestant = marked(["990", 11 * DAY_MS], ["900", 10 * DAY_MS]);
  assertEquals(
    [contestant.equityAtDayStart, contestant.dayStartedUtc],
    [usd("1000"), 11],
  );
  assertEquals(contestant.mark?.equity, usd("900"));
});

Deno.test("withCapital() keeps the share of the day's beginning that is lost, so that a deposit is no profit", () => {
  const before = marked(["950", 10 * DAY_MS + 1]);
  const equityBefore = usd("950");
  const after = withCapital(before, { amount: usd("475"), equityBefore });
  assertEquals(after.equityAtDayStart, usd("1500"));
  assertEquals(after.mark?.equity, usd("1425"));
  assertEquals(after.netDeposits, usd("475"));
  const less = withCapital(before, { amount: usd("-570"), equityBefore });
  assertEquals(less.equityAtDayStart, usd("400"));
  const next = markAt(after, usd("1440"), 11 * DAY_MS);
  assertEquals(next.equityAtDayStart, usd("1425"));
});

Deno.test("withCapital() counts from midnight on, also where nobody was marked before", () => {
  const deposited = withCapital(STARTED, {
    amount: usd("500"),
    equityBefore: usd("1000"),
  });
  assertEquals(deposited.mark, null);
  const next = markAt(deposited, usd("1490"), 11 * DAY_MS);
  assertEquals(next.equityAtDayStart, usd("1500"));
});

Deno.test("withCapital() keeps the share of the peak that is lost", () => {
  const down = marked(["1200", 10 * DAY_MS], ["900", 10 * DAY_MS + 1]);
  const withdrawn = withCapital(down, {
    amount: usd("-600"),
    equityBefore: usd("900"),
  });
  assertEquals(withdrawn.peakEquity, usd("400"));
  const deposited = withCapital(down, {
    amount: usd("900"),
    equityBefore: usd("900"),
  });
  assertEquals(deposited.peakEquity, usd("2400"));
});

Deno.test("withCapital() has a peak as high as an account that was never worth so much, and none that is empty", () => {
  const risen = withCapital(STARTED, {
    amount: usd("-100"),
    equityBefore: usd("1100"),
  });
  assertEquals(risen.peakEquity, usd("1000"));
  const emptied = withCapital(STARTED, {
    amount: usd("-1000"),
    equityBefore: usd("1000"),
  });
  assertEquals(emptied.peakEquity, usd("0"));
  const refilled = withCapital(emptied, {
    amount: usd("50"),
    equityBefore: usd("0"),
  });
  assertEquals(refilled.peakEquity, usd("50"));
});

Deno.test("a deposit or withdrawal changes neither drawdown, nor the day's loss, nor the return", () => {
  const micros = fc.bigInt(1_000_000n, 10n ** 13n);
  fc.assert(fc.property(
    micros,
    micros,
    fc.bigInt(-(10n ** 13n), 10n ** 13n),
    (peak, equity, flow) => {
      const before = markAt(
        markAt(STARTED, usdFromMicros(peak), 10 * DAY_MS),
        usdFromMicros(equity),
        10 * DAY_MS + 1,
      );
      const amount = usdFromMicros(
        flow > 1_000_000n - equity ? flow : 1_000_000n - equity,
      );
      const equityBefore = usdFromMicros(equity);
      const after = withCapital(before, { amount, equityBefore });
      const equityAfter = add(equityBefore, amount);
      for (const compared of ["peakEquity", "equityAtDayStart"] as const) {
        // The share is the same but for what is rounded off a micro-dollar.
        const rest = before[compared] * equityAfter -
          after[compared] * equityBefore;
        assertEquals(rest >= 0n && rest < equityBefore, true, compared);
      }
      assertAlmostEquals(
        timeWeightedReturn(after.performance, equityAfter),
        timeWeightedReturn(before.performance, equityBefore),
        1e-6,
      );
    },
  ));
});

Deno.test("withResult() counts losses in a row until a position ends without one", () => {
  const results = ["-1", "-2", "0", "-3", "5", "-1", "-1", "-1"];
  let contestant = STARTED;
  const rows = results.map((result, index) => {
    contestant = withResult(contestant, usd(result), index);
    return [contestant.lossesInARow, contestant.lostAtMs];
  });
  assertEquals(rows, [
    [1, 0],
    [2, 1],
    [0, null],
    [1, 3],
    [0, null],
    [1, 5],
    [2, 6],
    [3, 7],
  ]);
  assertEquals([contestant.wins, contestant.losses], [1, 6]);
});

Deno.test("withoutResult() takes a win or a loss back and leaves the row of losses alone", () => {
  const lost = withResult(withResult(STARTED, usd("3"), 1), usd("-2"), 2);
  const taken = withoutResult(withoutResult(lost, usd("-2")), usd("3"));
  assertEquals([taken.wins, taken.losses], [0, 0]);
  assertEquals([taken.lossesInARow, taken.lostAtMs], [1, 2]);
  assertEquals(withoutResult(lost, usd("0")), lost);
});
