import { assertEquals } from "@std/assert";
import { deriveSignalId } from "../../domain/digest.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { Resolution } from "../../domain/market.ts";
import { yesPrice } from "../../domain/price.ts";
import { SAMPLE_MARKET } from "../../domain/testing/samples.ts";
import { FINAL, MARKET } from "../../domain/testing/story.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import { startDetector } from "./actor.ts";
import { DETECTOR_MAILBOX, type DetectorMessage } from "./protocol.ts";
import { ratioMicros, type Thresholds } from "./thresholds.ts";

const LISTED: JournalEntry = { kind: "market_listed", market: SAMPLE_MARKET };
const THRESHOLDS: Thresholds = {
  priceSwingMinMicros: ratioMicros(0.05),
  volumeMultiplierMicros: ratioMicros(5),
  volumeWindow: 100,
  volumeTradesMin: 10,
  imbalanceHighMicros: ratioMicros(3),
  imbalanceLowMicros: ratioMicros(0.33),
  rearmMicros: ratioMicros(0.9),
  cooldownMs: 60_000,
  scoreAfterMs: 120_000,
};

async function openDetector(journal = new HeldJournal(), startMs = 0) {
  if (journal.rows.length === 0) journal.write(LISTED);
  const stage = new ActorStage<DetectorMessage>(journal);
  stage.test.clock.jumpBy(startMs);
  await stage.open(
    DETECTOR_MAILBOX,
    (parts, context) =>
      startDetector({ ...parts, thresholds: THRESHOLDS }, context),
  );
  return {
    stage,
    journal,
    quote: (price: string) =>
      stage.tell({
        kind: "quote_changed",
        quote: {
          marketId: MARKET,
          yesBid: yesPrice(price),
          yesAsk: yesPrice(price),
          occurredAtMs: stage.test.clock.nowMs(),
        },
      }),
    end: async (resolution: Resolution) => {
      journal.commitForeign({
        ...FINAL,
        phase: resolution.kind === "void" ? "void" : "final",
        resolution,
      });
      await stage.settle();
    },
    scores: () =>
      journal.entries("signal_scored").map(({ score }) =>
        `${score.verdict} at ${score.midAtScore}`
      ),
  };
}

Deno.test("detector journals a signal with the market event's time and scores it by the mid after the window", async () => {
  const { stage, journal, quote, scores } = await openDetector();
  await quote("0.40");
  await quote("0.50");
  const [detected] = journal.entries("signal_detected");
  assertEquals(detected?.signal.id, deriveSignalId(MARKET, "price_swing", 0));
  await stage.advance(100_000);
  await quote("0.55");
  assertEquals(scores(), []);
  await stage.advance(20_000);
  assertEquals(scores(), ["hit at 0.55"]);
  await stage.close();
});

Deno.test("detector scores a signal of a market that is over by what it resolved to", async () => {
  for (
    const [resolution, expected] of [
      [{ kind: "no" }, "miss at 0"],
      [{ kind: "yes" }, "hit at 1"],
      [{ kind: "scalar", yesPayout: yesPrice("0.25") }, "miss at 0.25"],
      // What a void market was worth last is all that is known of it.
      [{ kind: "void" }, "flat at 0.5"],
    ] as const
  ) {
    const { stage, quote, end, scores } = await openDetector();
    await quote("0.40");
    await quote("0.50");
    await end(resolution);
    await stage.advance(120_000);
    assertEquals(scores(), [expected]);
    await stage.close();
  }
});

Deno.test("detector takes nothing more of a market that is over", async () => {
  const { stage, journal, quote, end } = await openDetector();
  await quote("0.40");
  await end({ kind: "yes" });
  await quote("0.90");
  assertEquals(journal.entries("signal_detected"), []);
  await stage.close();
});

Deno.test("detector that restarts scores the signals that are due later, once", async () => {
  const { stage, quote, scores } = await openDetector();
  await quote("0.40");
  await quote("0.50");
  await stage.advance(60_000);
  await stage.crash();
  await quote("0.60");
  await stage.advance(120_000);
  assertEquals(scores(), ["hit at 0.6"]);
  await stage.close();
});

Deno.test("detector leaves a signal unscored whose window a downtime swallowed", async () => {
  const first = await openDetector();
  await first.quote("0.40");
  await first.quote("0.50");
  await first.end({ kind: "no" });
  await first.stage.close();

  const late = await openDetector(first.journal, 3_600_000);
  await late.stage.advance(300_000);
  assertEquals(late.scores(), []);
  await late.stage.close();

  const soon = await openDetector(first.journal, 200_000);
  await soon.stage.advance(1);
  assertEquals(soon.scores(), ["miss at 0"]);
  await soon.stage.close();
});
