import { assertEquals, assertStringIncludes } from "@std/assert";
import { needsRecordedData } from "../market_recordings.ts";
import { replyTable, tallyReplies, tallyToolCalls } from "./real_replies.ts";

function sumOf(
  tallies: Awaited<ReturnType<typeof tallyReplies>>,
  source: string,
): readonly (readonly [string, number])[] {
  const own = tallies.filter((tally) => tally.source === source);
  const sum = (pick: (tally: typeof own[number]) => number) =>
    own.reduce((total, tally) => total + pick(tally), 0);
  return [
    ["replies", sum(({ replies }) => replies)],
    ["decoded", sum(({ decoded }) => decoded)],
    [
      "faults",
      sum(({ faults }) => [...faults.values()].reduce((a, b) => a + b, 0)),
    ],
    // Nobody was asked our question: not one of these may pass for an answer to it.
    [
      "refused by the arena's schema",
      sum(({ ours }) => [...ours.values()].reduce((a, b) => a + b, 0)),
    ],
  ];
}

Deno.test({
  ...needsRecordedData(
    "kalshibench",
    "real replies decode, or it is known why they do not, and the docs say how many",
  ),
  async fn() {
    const tallies = await tallyReplies();
    assertEquals(sumOf(tallies, "nof1"), [
      ["replies", 139],
      ["decoded", 137],
      ["faults", 2],
      ["refused by the arena's schema", 139],
    ]);
    assertEquals(sumOf(tallies, "KalshiBench"), [
      ["replies", 3_600],
      ["decoded", 3_587],
      ["faults", 13],
      ["refused by the arena's schema", 3_600],
    ]);
    assertStringIncludes(
      await Deno.readTextFile("docs/models.md"),
      `\n${replyTable(tallies)}\n`,
      "run deno run -A tests/models/real_replies.ts and paste it into docs/models.md",
    );
  },
});

Deno.test({
  ...needsRecordedData(
    "tau-bench-toolcalls",
    "every recorded tool call comes out of a reply as it went in",
  ),
  async fn() {
    assertEquals(await tallyToolCalls(), {
      messages: 2_454,
      calls: 1_164,
      decoded: 1_164,
    });
  },
});
