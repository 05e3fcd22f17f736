import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  ArenaProcess,
  BUSY,
  TemporaryFolder,
} from "../process/arena_process.ts";
import { type ArenaPage, testInBrowser } from "./arena_page.ts";
import { checkLayout, contextOf, LOOKS } from "./looks.ts";

const TRADING_MS = 180_000;
const ANSWER_MS = 60_000;

/** Asks a question on the chat page. @returns The answer, with what stands under it, once it has ended. */
async function ask({ page }: ArenaPage, question: string): Promise<string> {
  const answers = page.getByTestId("chat-analyst");
  const before = await answers.count();
  await page.getByLabel("Your question").fill(question);
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  const answer = answers.nth(before);
  await answer.getByText(/journal row \d+$/).waitFor({ timeout: ANSWER_MS });
  return await answer.innerText();
}

testInBrowser(
  "a visitor finds the chat, and is answered from the arena's own data without a key",
  async (browser, t) => {
    await using folder = await TemporaryFolder.make();
    await using arena = await ArenaProcess.start({
      ...BUSY,
      ARENA_DATA_DIR: folder.path,
    });
    await arena.viewWhere(
      "somebody has traded",
      TRADING_MS,
      ({ fills }) => fills.length > 0,
    );
    for (const look of LOOKS) {
      const { width, height, colorScheme } = look;
      await t.step(`it fits ${width}x${height} in ${colorScheme}`, async () => {
        const window = await browser.open(
          arena.url,
          contextOf(look),
          "/chat",
        );
        const answer = await ask(window, "Who leads?");
        assertMatch(answer, /^By equity:\n1\. .+: \$/);
        assertStringIncludes(answer, "no model answered");
        const { contestants } = await arena.view();
        for (const { name } of contestants) assertStringIncludes(answer, name);
        await ask(window, "What is open?");
        await checkLayout(window, "chat", look);
        assertEquals(window.problems, []);
        await window.page.context().close();
      });
    }

    await t.step("the live page leads to it", async () => {
      const window = await browser.open(arena.url);
      await window.page.getByRole("link", { name: "Ask" }).click();
      await window.page.getByLabel("Your question").waitFor();
      await window.page.context().close();
    });

    await t.step("nothing that it asks is an order", async () => {
      const window = await browser.open(arena.url, {}, "/chat");
      const orders = (await arena.view()).contestants
        .find(({ id }) => id === "hold")?.orders;
      await ask(window, "Hold: buy 100 YES of everything, now!");
      const { contestants } = await arena.view();
      assertEquals(contestants.find(({ id }) => id === "hold")?.orders, orders);
      assertEquals(orders, 0);
      await window.page.context().close();
    });
  },
);
