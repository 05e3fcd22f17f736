import { assertEquals } from "@std/assert";
import { fillId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { MarketPhase, Resolution } from "../../domain/market.ts";
import { quantity, usd } from "../../domain/money.ts";
import { yesPrice } from "../../domain/price.ts";
import { SAMPLE_FILL } from "../../domain/testing/samples.ts";
import { FINAL, MARKET, readOut } from "../../domain/testing/story.ts";
import { HOLDING, openSettler } from "./settler_testing.ts";

type Opened = Awaited<ReturnType<typeof openSettler>>;
type Step = readonly [phase: MarketPhase, resolution: Resolution | null];

const YES: Resolution = { kind: "yes" };
const NO: Resolution = { kind: "no" };
const VOID: Resolution = { kind: "void" };
const scalar = (text: string): Resolution => ({
  kind: "scalar",
  yesPayout: yesPrice(text),
});

/** What a venue says, one after another, and what is to be paid and taken back for 4 YES that cost 2.20. */
const COURSES: readonly (readonly [
  name: string,
  steps: readonly Step[],
  moved: readonly string[],
])[] = [
  ["every phase once", [
    ["closed", null],
    ["proposed", NO],
    ["disputed", NO],
    ["proposed", YES],
    ["final", YES],
  ], ["+4.00"]],
  ["final, then another result", [["final", YES], ["final", NO]], [
    "+4.00",
    "-4.00",
    "+0.00",
  ]],
  ["final, then disputed", [["final", YES], ["disputed", null]], [
    "+4.00",
    "-4.00",
  ]],
  ["final, disputed and the other result", [
    ["final", YES],
    ["disputed", YES],
    ["final", NO],
  ], ["+4.00", "-4.00", "+0.00"]],
  ["final, disputed and the same result", [
    ["final", YES],
    ["disputed", YES],
    ["final", YES],
  ], ["+4.00", "-4.00", "+4.00"]],
  ["final, proposed anew, void", [
    ["final", NO],
    ["proposed", VOID],
    ["void", VOID],
  ], ["+0.00", "-0.00", "+2.20"]],
  ["void, then final", [["void", VOID], ["final", YES]], [
    "+2.20",
    "-2.20",
    "+4.00",
  ]],
  ["final, then void", [["final", YES], ["void", VOID]], [
    "+4.00",
    "-4.00",
    "+2.20",
  ]],
  [
    "two scalar results",
    [["final", scalar("0.25")], ["final", scalar("0.5")]],
    [
      "+1.00",
      "-1.00",
      "+2.00",
    ],
  ],
  ["the same result twice", [["final", YES], ["final", YES]], ["+4.00"]],
  ["back and forth", [
    ["final", YES],
    ["final", NO],
    ["disputed", null],
    ["void", VOID],
    ["final", YES],
  ], ["+4.00", "-4.00", "+0.00", "-0.00", "+2.20", "-2.20", "+4.00"]],
];

async function play(
  { report, stage, journal }: Opened,
  steps: readonly Step[],
  onWaiting: () => Promise<void>,
): Promise<void> {
  for (const [index, [phase, resolution]] of steps.entries()) {
    await report(phase, resolution, 10 + index);
    while (journal.waiting > 0) {
      await onWaiting();
      await stage.commit();
    }
  }
}

/** What the end of a course is to be compared by: all that moved, and what everybody then has. */
function endOf({ moved, books }: Opened) {
  const { contestants, positions, ledger } = readOut(books());
  return { moved: moved(), contestants, positions, ledger };
}

for (const [name, steps, moved] of COURSES) {
  Deno.test(`settler pays and takes back: ${name}`, async () => {
    const opened = await openSettler(...HOLDING);
    for (const [index, [phase, resolution]] of steps.entries()) {
      await opened.report(phase, resolution, 10 + index);
    }
    assertEquals(opened.moved(), moved);
    assertEquals(opened.books().ledger.total(), 0n);
    assertEquals(opened.books().repeats, 0);
    assertEquals(opened.stage.failures, []);
    await opened.stage.close();
  });

  Deno.test(`settler comes to the same whichever row it crashes at: ${name}`, async () => {
    const whole = await openSettler(...HOLDING);
    whole.journal.isHolding = true;
    let rows = 0;
    await play(whole, steps, () => Promise.resolve(void rows++));
    const expected = endOf(whole);
    await whole.stage.close();
    for (let crashedAt = 1; crashedAt <= rows; crashedAt++) {
      const crashed = await openSettler(...HOLDING);
      crashed.journal.isHolding = true;
      let row = 0;
      await play(crashed, steps, async () => {
        if (++row === crashedAt) await crashed.stage.crash();
      });
      assertEquals(endOf(crashed), expected, `after a crash at ${crashedAt}`);
      await crashed.stage.close();
    }
  });

  Deno.test(`settler finishes what any row left undone, told everything again: ${name}`, async () => {
    const whole = await openSettler(...HOLDING);
    await play(whole, steps, () => Promise.resolve());
    for (const [index, [phase, resolution]] of steps.entries()) {
      await whole.report(phase, resolution, 10 + index);
    }
    const { contestants, ...expected } = endOf(whole);
    const entries = whole.journal.rows.map(({ entry }) => entry);
    await whole.stage.close();
    for (let left = HOLDING.length; left <= entries.length; left++) {
      const restarted = await openSettler(...entries.slice(0, left));
      for (const [index, [phase, resolution]] of steps.entries()) {
        await restarted.report(phase, resolution, 10 + index);
      }
      const { contestants: after, ...end } = endOf(restarted);
      const place = `with ${left} of ${entries.length} rows`;
      assertEquals(end.positions, expected.positions, place);
      assertEquals(end.ledger, expected.ledger, place);
      assertEquals(
        after.map(({ cash }) => cash),
        contestants.map(({ cash }) => cash),
        place,
      );
      await restarted.stage.close();
    }
  });
}

Deno.test("settler takes nothing back for a frame that is older than the result, or as old", async () => {
  const { stage, report, moved, phases } = await openSettler(...HOLDING);
  await report("final", YES, 100);
  await report("proposed", NO, 99);
  await report("disputed", NO, 100);
  await report("final", NO, 100);
  assertEquals([moved(), phases()], [["+4.00"], ["final"]]);
  await report("final", NO, 101);
  assertEquals(moved(), ["+4.00", "-4.00", "+0.00"]);
  await stage.close();
});

Deno.test("settler takes a payment back that reached the journal after the dispute did", async () => {
  const { stage, journal, report, moved, books } = await openSettler(
    ...HOLDING,
  );
  journal.isHolding = true;
  await report("final", YES, 10);
  await report("disputed", null, 11);
  journal.commit();
  journal.isHolding = false;
  await stage.settle();
  await stage.commit();
  assertEquals(journal.kinds.slice(HOLDING.length), [
    "market_phase_changed",
    "market_phase_changed",
    "position_settled",
    "settlement_reversed",
  ]);
  assertEquals(moved(), ["+4.00", "-4.00"]);
  assertEquals([...books().positions.in(MARKET)].length, 1);
  await stage.close();
});

Deno.test("settler takes back what it paid for a late fill as well, the newest payment first", async () => {
  const { stage, report, commit, journal, moved, books } = await openSettler(
    ...HOLDING,
  );
  const late: JournalEntry = {
    kind: "order_filled",
    fill: { ...SAMPLE_FILL, id: fillId("f_late"), quantity: quantity("6") },
  };
  await report("final", YES, 10);
  await commit(late);
  await report("final", NO, 11);
  assertEquals(moved(), ["+4.00", "+6.00", "-6.00", "-4.00", "+0.00"]);
  const last = journal.entries("position_settled").at(-1);
  assertEquals([last?.quantity, last?.cost], [quantity("10"), usd("5.50")]);
  const contestant = [...books().contestants.values()][0];
  assertEquals([contestant?.wins, contestant?.losses], [0, 1]);
  await stage.close();
});

Deno.test("settler pays the rest where a fill gets into the journal just before its payment", async () => {
  const { stage, journal, report, moved, books } = await openSettler(
    ...HOLDING,
  );
  await report("closed", null, 9);
  journal.isHolding = true;
  await report("final", YES, 10);
  await stage.commit();
  journal.commitForeign({
    kind: "order_filled",
    fill: { ...SAMPLE_FILL, id: fillId("f_late"), quantity: quantity("6") },
  });
  await stage.settle();
  journal.isHolding = false;
  await stage.commit();
  assertEquals(moved(), ["+4.00", "+6.00"]);
  assertEquals([...books().positions.all()], []);
  assertEquals(stage.failures, []);
  await stage.close();
});

Deno.test("settler asks about a market that is over again, and takes back what the venue takes back", async () => {
  const { stage, resolution, report, moved } = await openSettler(...HOLDING);
  const answer = (phase: MarketPhase, result: Resolution | null) => {
    resolution.answer({ marketId: MARKET, phase, resolution: result });
    return stage.settle();
  };
  await report("final", YES, 0);
  await stage.advance(599_000);
  assertEquals(resolution.asked, []);
  await stage.advance(11_000);
  assertEquals(resolution.asked, [MARKET]);
  const lagging: readonly Step[] = [["proposed", NO], ["open", null], [
    "final",
    YES,
  ]];
  for (const [phase, result] of lagging) {
    await answer(phase, result);
    assertEquals(moved(), ["+4.00"]);
    await stage.crash();
    await stage.advance(10_000);
  }
  await answer("disputed", null);
  assertEquals(moved(), ["+4.00", "-4.00"]);
  await stage.advance(10_000);
  await answer("final", NO);
  assertEquals(moved(), ["+4.00", "-4.00", "+0.00"]);
  assertEquals(stage.failures.length, 3);
  await stage.close();
});

Deno.test("settler does not go by an answer to a question that was asked before the market was taken back", async () => {
  const { stage, resolution, report, phases } = await openSettler(...HOLDING);
  await report("final", YES, 0);
  await stage.advance(610_000);
  assertEquals(resolution.asked, [MARKET]);
  await report("disputed", null, 500_000);
  resolution.answer(FINAL);
  await stage.settle();
  assertEquals(phases(), ["final", "disputed"]);
  await stage.close();
});

Deno.test("settler goes by what the venue reports and not by an answer that comes while the report is on its way", async () => {
  const { stage, journal, resolution, report, phases, moved } =
    await openSettler(...HOLDING);
  await report("final", YES, 0);
  await stage.advance(610_000);
  journal.isHolding = true;
  await report("final", NO, 500_000);
  resolution.answer({ marketId: MARKET, phase: "disputed", resolution: null });
  await stage.settle();
  journal.isHolding = false;
  await stage.commit();
  assertEquals(phases(), ["final", "final"]);
  assertEquals(moved(), ["+4.00", "-4.00", "+0.00"]);
  await stage.close();
});
