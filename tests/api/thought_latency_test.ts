import { assert, assertEquals } from "@std/assert";
import { startBroadcaster } from "../../actors/broadcaster/actor.ts";
import {
  BROADCASTER_MAILBOX,
  type BroadcasterMessage,
} from "../../actors/broadcaster/protocol.ts";
import { contestantId, decisionId } from "../../domain/ids.ts";
import { usd } from "../../domain/money.ts";
import { MARKET, STORY } from "../../domain/testing/story.ts";
import { SAMPLE_ORIGIN } from "../../domain/testing/view_samples.ts";
import { emptyView } from "../../domain/view_reducer.ts";
import { SseHub } from "../../routes/(_api)/sse_hub.ts";
import { afterEventLoopTurn } from "../../runtime/clock.ts";
import { SeededRandom } from "../../runtime/seeded_random.ts";
import { ActorStage } from "../actors/actor_stage.ts";

/** What viewers are promised, in milliseconds from a token to its bytes. */
const PROMISED_MS = 200;
const TOKENS = 150;
const STEP_MS = 10;
const SESSION = decisionId("d_latency");

Deno.test("every token of a model is in the bytes of a viewer within 200 ms of simulated time, and in order", async () => {
  const stage = new ActorStage<BroadcasterMessage>();
  const { clock } = stage.test;
  stage.journal.write(...STORY, {
    kind: "model_asked",
    contestantId: contestantId("momentum"),
    decisionId: SESSION,
    marketId: MARKET,
    step: 1,
    model: "a/model",
    snapshotId: "n_1",
    requestHash: "00",
    releaseHash: "00",
    reserved: usd("0.05"),
  });
  let publishedSeq = 0;
  const hub = new SseHub({
    timer: clock,
    initial: emptyView(SAMPLE_ORIGIN),
    afterEventLoopTurn,
  });
  await stage.open(
    BROADCASTER_MAILBOX,
    (parts, context) =>
      startBroadcaster({
        ...parts,
        stream: {
          publish(frame) {
            publishedSeq = frame.seq;
            hub.publish(frame);
          },
        },
        origin: SAMPLE_ORIGIN,
        phase: () => ({ name: "trading", sentence: "All is well." }),
        inspect: () => [],
        onOrderTimed: () => {},
      }, context),
  );
  const { body } = hub.connect(null);
  assert(body !== null);
  const seenAtMs = new Map<string, number>();
  let arrivedSeq = 0;
  const watching = (async () => {
    for await (
      const text of body.pipeThrough(new TextDecoderStream())
    ) {
      for (const [token] of text.matchAll(/\bt\d+\b/g)) {
        if (!seenAtMs.has(token)) seenAtMs.set(token, clock.monotonicMs());
      }
      for (const [, seq] of text.matchAll(/^id: .*-(\d+)$/gm)) {
        arrivedSeq = Number(seq);
      }
    }
  })();
  /** Time stands still until the viewer has what was published. */
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= STEP_MS) {
      await stage.advance(Math.min(left, STEP_MS));
      while (arrivedSeq < publishedSeq) {
        await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
      }
    }
  };

  const random = new SeededRandom(7);
  const sentAtMs = new Map<string, number>();
  for (let n = 0; n < TOKENS; n++) {
    sentAtMs.set(`t${n}`, clock.monotonicMs());
    stage.bus.publish("thought_streamed", {
      decisionId: SESSION,
      kind: "reasoning",
      text: `t${n} `,
    });
    // Bursts, and pauses that are longer than any cadence.
    await pass(random.integer(10) === 0 ? 700 : random.integer(40));
  }
  await pass(PROMISED_MS);
  hub.close();
  await watching;
  assertEquals([...seenAtMs.keys()], [...sentAtMs.keys()]);
  const late = [...seenAtMs].filter(([token, atMs]) =>
    atMs - (sentAtMs.get(token) ?? 0) > PROMISED_MS
  );
  assertEquals(late, []);
  await stage.close();
});
