import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import { z } from "zod";
import { HOLD_ANSWER } from "../../actors/trader/mind/testing/scripted_models.ts";
import { printLine } from "../../tools/flags.ts";
import { VIEW_LIMITS } from "../../domain/view_limits.ts";
import { replyEvents, type ScriptedReply } from "../models/reply_events.ts";
import {
  ArenaProcess,
  BUSY,
  TemporaryFolder,
} from "../process/arena_process.ts";
import { type ArenaPage, testInBrowser } from "./arena_page.ts";
import { faintTexts, outsiders } from "./layout.ts";
import { ModelProvider } from "./model_provider.ts";
import { measureThoughts } from "./thought_latency.ts";

const SHOWN_MS = 120_000;
const HELD_MODEL = "openai/gpt-4o";
const WORDS = ["First", "second", "third", "fourth", "fifth"];
const GIANT = 100_000;
const PHONE = { width: 390, height: 844 } as const;

const USAGE = {
  "prompt_tokens": 1_000,
  "completion_tokens": 50,
  "total_tokens": 1_050,
  cost: 0.002,
};
const HOLD: ScriptedReply = { text: JSON.stringify(HOLD_ANSWER), usage: USAGE };

/** The text of a session on the page, by what it must hold. */
async function thoughtOf(
  { page }: ArenaPage,
  text: string,
  status: "thinking" | "decided",
): Promise<string> {
  const found = await page.waitForFunction(
    ([wanted, state]) => {
      const sessions = document.querySelectorAll<HTMLElement>(
        `[data-testid=session][data-status=${state}]`,
      );
      const session = [...sessions].find(({ textContent }) =>
        textContent?.includes(wanted)
      );
      return session?.dataset["sessionId"];
    },
    [text, status] as const,
    { timeout: SHOWN_MS },
  );
  return await found.jsonValue() ?? "";
}

const dossierSchema = z.object({
  calls: z.array(z.object({
    reply: z.object({ reasoning: z.object({ length: z.number() }) }).nullable(),
  })),
});

testInBrowser(
  "viewers follow a model word by word, survive a giant reply and are told when no model answers",
  async (browser, t) => {
    await using folder = await TemporaryFolder.make();
    await using provider = new ModelProvider({
      kind: "hold",
      model: HELD_MODEL,
      reply: HOLD,
    });
    await using arena = await ArenaProcess.start({
      ...BUSY,
      ARENA_DATA_DIR: folder.path,
      ARENA_MODEL_URL: provider.url,
      ARENA_MODEL_INTERVAL_MS: "2000",
      ARENA_MODEL_ATTEMPTS_MAX: "1",
      // A stream that is held for a step must outlast it, on a busy machine too.
      ARENA_MODEL_DEADLINE_MS: "600000",
    });
    const live = await browser.open(arena.url);
    await live.connection("live", SHOWN_MS);

    await t.step(
      "each word is on the page before the next is sent",
      async () => {
        const reply = await provider.held();
        const events = replyEvents({
          ...HOLD,
          reasoning: WORDS.map((word) => word.padEnd(40, ".")).join(""),
        }, HELD_MODEL);
        const words = events.filter((event) => event.includes('"reasoning"'));
        assertEquals(words.length, WORDS.length);
        for (const [place, event] of words.entries()) {
          reply.send(event);
          // The call is still under way: what is shown now was streamed, and nothing else can have brought it.
          await thoughtOf(live, WORDS[place] ?? "", "thinking");
        }
        for (
          const event of events.slice(events.indexOf(words.at(-1) ?? "") + 1)
        ) {
          reply.send(event);
        }
        reply.end();
        await thoughtOf(live, WORDS.join("").slice(0, 5), "decided");
        // Each place that names the model draws it too, in the catalog's color.
        for (const place of ["session", "model", "contestant", "decision"]) {
          const avatar = live.page.locator(
            `[data-testid=${place}] [data-testid=avatar] rect`,
          ).first();
          await avatar.waitFor({ state: "attached", timeout: SHOWN_MS });
          assertMatch(
            await avatar.getAttribute("fill") ?? "",
            /^#[0-9a-f]{6}$/,
          );
        }
        assertEquals(live.problems, []);
      },
    );

    await t.step(
      "each token is painted, and how long that takes is told",
      async () => {
        const reply = await provider.held();
        const { p50, p99, max } = await measureThoughts(live, {
          reply,
          deadlineMs: SHOWN_MS,
        });
        // Machines that test are busy: what is promised is held to simulated time, in tests/api/thought_latency_test.ts.
        printLine(
          `from a token to the page: p50 ${p50.toFixed(0)} ms, p99 ${
            p99.toFixed(0)
          } ms, max ${max.toFixed(0)} ms`,
        );
        assert([p50, p99, max].every((ms) => Number.isFinite(ms) && ms > 0));
        for (const end of replyEvents(HOLD, HELD_MODEL)) reply.send(end);
        reply.end();
        // Else they would keep the model from being asked anew.
        provider.mode = { kind: "reply", reply: HOLD };
        provider.letGo();
        assertEquals(live.problems, []);
      },
    );

    await t.step(
      "a reply of 100 kB is shown in part, with a link to all of it",
      async () => {
        provider.mode = {
          kind: "reply",
          reply: { ...HOLD, reasoning: "giant ".padEnd(GIANT, "x") },
        };
        const id = await thoughtOf(live, "giant xxx", "decided");
        const { page } = live;
        const session = page.locator(`[data-session-id="${id}"]`);
        const shown = await session.textContent() ?? "";
        assertGreater(shown.length, 1_000);
        assert(shown.length < 3 * VIEW_LIMITS.messageLength, `${shown.length}`);
        const href = await session.getByTestId("dossier").getAttribute("href");
        const answer = await fetch(new URL(href ?? "", arena.url));
        const { calls } = dossierSchema.parse(await answer.json());
        assertEquals(calls[0]?.reply?.reasoning.length, GIANT);
        assertEquals(await page.evaluate(outsiders), []);
        assertEquals(live.problems, []);
      },
    );

    await t.step(
      "sessions and models fit a phone, in the dark too",
      async () => {
        for (const colorScheme of ["light", "dark"] as const) {
          const window = await browser.open(arena.url, {
            viewport: PHONE,
            colorScheme,
          });
          await window.page.waitForSelector("[data-testid=thought]");
          const scrollWidth = await window.page.evaluate(() =>
            document.documentElement.scrollWidth
          );
          assertEquals(scrollWidth, PHONE.width);
          assertEquals(await window.page.evaluate(outsiders), []);
          assertEquals(await window.page.evaluate(faintTexts), []);
          await window.page.context().close();
        }
      },
    );

    await t.step(
      "models that all fail are a red state, not silence",
      async () => {
        provider.mode = { kind: "down" };
        await live.page.waitForSelector("[data-testid=models-silent]", {
          timeout: SHOWN_MS,
        });
        await live.page.waitForSelector(
          "[data-testid=phase][data-value=degraded]",
          { timeout: SHOWN_MS },
        );
        provider.mode = { kind: "reply", reply: HOLD };
        await live.page.waitForSelector(
          "[data-testid=phase][data-value=trading]",
          { timeout: SHOWN_MS },
        );
        assertEquals(await live.count("models-silent"), 0);
      },
    );
  },
);
