import { assertEquals, assertStringIncludes } from "@std/assert";
import type {
  EventSummaries,
  SummaryOutcome,
} from "../../actors/ports/event_summary.ts";
import {
  HOLD_ANSWER,
  ScriptedModels,
} from "../../actors/trader/mind/testing/scripted_models.ts";
import { contestantId } from "../../domain/ids.ts";
import { usd } from "../../domain/money.ts";
import { Scene } from "./scene.ts";

/** A web that says one thing. */
class OneSidedWeb implements EventSummaries {
  readonly costMax = usd("0.02");
  readonly questions: string[] = [];

  summarize(question: string): Promise<SummaryOutcome> {
    this.questions.push(question);
    return Promise.resolve({
      kind: "summarized",
      summary: {
        text: "Analysts expect rain.[4]",
        queries: ["rain forecast"],
        sources: [
          {
            id: 4,
            title: "Forecast",
            url: "https://example.org/rain",
            date: "2026-11-20",
            isCited: true,
          },
          {
            id: 5,
            title: "Unrelated",
            url: "https://example.org/sun",
            date: null,
            isCited: false,
          },
        ],
        model: "perplexity/sonar",
      },
      cost: { amount: usd("0.0012"), source: "provider" },
    });
  }
}

const CONTESTANTS = ["ada", "bert"].map((name) => ({
  contestantId: contestantId(name),
  name,
  model: `a/${name}`,
}));

async function playedScene(summaries: EventSummaries | null) {
  const models = new ScriptedModels([], {
    fallback: HOLD_ANSWER,
    ...(summaries === null ? {} : { summaries }),
  });
  const scene = await Scene.open({
    contestants: [],
    modelContestants: CONTESTANTS,
    models,
    settings: { ARENA_SUMMARY_LEAD_MS: "60000" },
  });
  await scene.list();
  await scene.play(150_000, "0.55", "0.44");
  return { scene, models };
}

Deno.test("every model is shown what the web says about an event, which is asked once", async () => {
  const web = new OneSidedWeb();
  const { scene, models } = await playedScene(web);
  assertEquals(web.questions.length, 1);
  const [written] = await scene.entries("event_summarized");
  assertEquals([written?.venue, written?.summary.queries, written?.cost], [
    "kalshi",
    ["rain forecast"],
    usd("0.0012"),
  ]);
  const openings = models.requests.flatMap(({ user, messages: [first] }) =>
    first?.role === "user" && first.text.includes("Analysts expect rain.[4]")
      ? [{ user, text: first.text }]
      : []
  );
  assertEquals([...new Set(openings.map(({ user }) => user))].toSorted(), [
    "ada",
    "bert",
  ]);
  // What strangers wrote is marked as that, and only what the text refers to is shown.
  const [opening] = openings;
  assertStringIncludes(opening?.text ?? "", '<untrusted source="web"');
  assertStringIncludes(opening?.text ?? "", "https://example.org/rain");
  assertEquals(opening?.text.includes("https://example.org/sun"), false);
  // The arena pays for it, and no contestant does.
  const { contestants } = await scene.books();
  for (const { contestantId } of CONTESTANTS) {
    const charges = await scene.entries("inference_charged");
    const own = charges.filter((charge) =>
      charge.contestantId === contestantId
    );
    assertEquals(
      contestants.get(contestantId)?.inferenceCost,
      own.reduce((sum, { amount }) => sum + amount, 0n),
    );
  }
  assertEquals(scene.failures, []);
  await scene.stage.close();
});

Deno.test("without a web nothing is asked, and models are shown nothing of it", async () => {
  const { scene, models } = await playedScene(null);
  assertEquals(await scene.entries("event_summarized"), []);
  assertEquals(
    models.requests.some(({ messages }) =>
      JSON.stringify(messages).includes('source=\\"web\\"')
    ),
    false,
  );
  await scene.stage.close();
});
