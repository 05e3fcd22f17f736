/**
 * A bot's forecasts on Metaculus, with the scores that Metaculus itself gave them.
 *
 * @module
 */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { z } from "zod";
import { baselineScore } from "../../domain/scoring/baseline_score.ts";
import { readRecorded } from "../ledger/recordings.ts";
import { needsRecordedData } from "../market_recordings.ts";

const FILE = "metaculus-aib-bot/forecasts.jsonl.gz";

const BINARY = z.object({
  ["question_type"]: z.literal("binary"),
  probability: z.number(),
  resolution: z.enum(["yes", "no"]),
  ["baseline_score"]: z.number(),
});

Deno.test({
  ...needsRecordedData(
    FILE,
    "the baseline score of each of 473 forecasts is Metaculus' own",
  ),
  async fn() {
    const lines = (await readRecorded(FILE)).trim().split("\n");
    let compared = 0;
    for (const line of lines) {
      const { success, data } = BINARY.safeParse(JSON.parse(line));
      if (!success) continue;
      const ours = baselineScore({
        probability: data.probability,
        happened: data.resolution === "yes",
      });
      assertAlmostEquals(ours, data.baseline_score, 1e-9);
      compared++;
    }
    assertEquals([lines.length, compared], [991, 473]);
  },
});
