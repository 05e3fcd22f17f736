import {
  assert,
  assertEquals,
  assertGreater,
  assertStringIncludes,
} from "@std/assert";
import {
  ADMIN_TOKEN,
  ArenaProcess,
  BUSY,
  TemporaryFolder,
} from "../process/arena_process.ts";
import { eventually } from "../process/eventually.ts";
import { operate } from "../process/operator.ts";
import { type ArenaPage, testInBrowser } from "./arena_page.ts";
import { checkLayout, contextOf, LOOKS } from "./looks.ts";

const TRADED_MS = 240_000;
const DONE_MS = 90_000;
const PATH = "/operator";

const SEASONS = {
  openSeason: true,
  seasons: [{
    id: "winter",
    name: "Winter 2026",
    startsAt: "2026-01-01T00:00:00Z",
    endsAt: null,
    venues: ["dflow"],
  }],
};

async function enter(
  { page }: ArenaPage,
  { token = ADMIN_TOKEN, by = "anna" } = {},
): Promise<void> {
  await page.getByLabel("Token").fill(token);
  await page.getByLabel("Your name").fill(by);
  await page.getByRole("button", { name: "Enter" }).click();
}

interface Wanted {
  readonly act: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly reason: string;
  readonly retyped?: string;
}

/** Acts as an operator does, up to the question whether it is meant. */
async function draft(
  { page }: ArenaPage,
  { act, fields, reason }: Wanted,
): Promise<void> {
  await page.locator("select[name=act]").selectOption({ label: act });
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`[name=${name}]`);
    const isPicked = await field.evaluate((node) => node.nodeName === "SELECT");
    if (isPicked) await field.selectOption(value);
    else await field.fill(value);
  }
  await page.locator("input[name=reason]").fill(reason);
  await page.getByRole("button", { name: "Go on…" }).click();
  await page.getByTestId("act-dialog").waitFor();
}

/** Acts and waits until the log has it. @returns What the page says of it. */
async function act(window: ArenaPage, wanted: Wanted): Promise<string> {
  const { page } = window;
  await draft(window, wanted);
  const sure = page.getByTestId("act-dialog").getByRole("button", {
    name: wanted.act,
  });
  if (wanted.retyped !== undefined) {
    assertEquals(await sure.isDisabled(), true);
    await page.locator("input[name=confirmation]").fill(wanted.retyped);
  }
  await sure.click();
  // A reset halts first, for the same reason.
  await page.getByTestId("act").filter({ hasText: wanted.reason }).first()
    .waitFor({ timeout: DONE_MS });
  return await page.getByTestId("act-remark").innerText();
}

testInBrowser(
  "operators act on a page of their own and read who did what, and nobody else does",
  async (browser, t) => {
    await using folder = await TemporaryFolder.make();
    const seasons = `${folder.path}/seasons.json`;
    await Deno.writeTextFile(seasons, JSON.stringify(SEASONS));
    await using arena = await ArenaProcess.start({
      ...BUSY,
      ARENA_DATA_DIR: folder.path,
      ARENA_ADMIN_TOKEN: ADMIN_TOKEN,
      ARENA_SEASONS: seasons,
    });
    await arena.viewWhere(
      "somebody has traded",
      TRADED_MS,
      ({ fills }) => fills.length > 0,
    );

    await t.step("whoever has no token is shown nothing", async () => {
      const answer = await fetch(`${arena.url}/api/admin/audit`);
      assertEquals(answer.status, 401);
      await answer.body?.cancel();
      const window = await browser.open(arena.url, {}, PATH);
      const { page } = window;
      await enter(window, { token: "not-the-token-of-this-arena-at-all" });
      await page.getByText("The arena does not know this token.").waitFor();
      assertEquals(await window.count("act"), 0);
      assertEquals(await page.locator("select").count(), 0);
      await page.context().close();
    });

    const operator = await browser.open(arena.url, {}, PATH);
    await t.step("a season is paused, resumed and concluded", async () => {
      await enter(operator);
      await operator.page.locator("select[name=act]").waitFor();
      const fields = { season: "winter" };
      const said = await act(operator, {
        act: "Pause a season",
        fields,
        reason: "The venue announced a window.",
      });
      assertStringIncludes(said, "Done: it is row ");
      await act(operator, {
        act: "Resume a season",
        fields,
        reason: "The window is over.",
      });
      await act(operator, {
        act: "Conclude a season",
        fields,
        reason: "It has been enough.",
        retyped: "winter",
      });
      const [newest] = await operator.page.getByTestId("act").allInnerTexts();
      assert(newest !== undefined);
      for (
        const part of ["season concluded", "winter", "anna", "UTC", "row "]
      ) assertStringIncludes(newest, part);
    });

    await t.step("a refusal says why, and nothing is done", async () => {
      const before = await operator.count("act");
      await draft(operator, {
        act: "Conclude a season",
        fields: { season: "winter" },
        reason: "Once more.",
      });
      await operator.page.locator("input[name=confirmation]").fill("winter");
      await operator.page.getByTestId("act-dialog").getByRole("button", {
        name: "Conclude a season",
      }).click();
      await operator.page.getByTestId("act-remark").filter({
        hasText: "Season winter is over.",
      }).waitFor();
      assertEquals(await operator.count("act"), before);
      // The browser says of every refusal that a request failed.
      operator.problems.length = 0;
    });

    await t.step("an account is reset, and trades again", async () => {
      const fields = { whom: "contestant momentum" };
      const halted = await act(operator, {
        act: "Halt trading",
        fields,
        reason: "It is to be still.",
      });
      const row = Number(/row (\d+)/.exec(halted)?.[1]);
      await arena.viewWhere(
        "nothing of it is open any more",
        TRADED_MS,
        ({ notices }) =>
          notices.some(({ kind, offset, sentence }) =>
            kind === "kill_switch_acknowledged" && offset > row &&
            sentence.includes("0 still open")
          ),
      );
      await act(operator, {
        act: "Reset an account",
        fields: { contestant: "momentum" },
        reason: "A defect ruined it.",
        retyped: "momentum",
      });
      await operator.page.getByTestId("act").filter({
        hasText: "account reset momentum",
      }).waitFor();
      await act(operator, {
        act: "Let trade again",
        fields,
        reason: "It is sound.",
      });
      assertEquals(operator.problems, []);
    });

    await t.step("money is paid in and taken out, once", async () => {
      const cashOf = async () => {
        const answer = await fetch(`${arena.url}/api/leaderboard`);
        const { items } = await answer.json();
        const row = items.find(({ id }: { readonly id: string }) =>
          id === "hold"
        );
        return [row.cash, row.return];
      };
      const [before] = await cashOf();
      await act(operator, {
        act: "Deposit",
        fields: { contestant: "hold", amount: "250.50" },
        reason: "The season's second half.",
        retyped: "250.50",
      });
      await eventually(
        "it has the money",
        DONE_MS,
        async () =>
          (await cashOf())[0] === (Number(before) + 250.5).toFixed(2)
            ? true
            : null,
      );
      const withdrawal = {
        act: "Withdraw",
        fields: { contestant: "hold", amount: "250.50" },
        reason: "It was not needed.",
        retyped: "250.50",
      };
      await draft(operator, withdrawal);
      await operator.page.locator("input[name=confirmation]").fill("250.50");
      await operator.page.getByTestId("act-dialog").getByRole("button", {
        name: "Withdraw",
      }).click();
      await operator.page.getByTestId("act-remark").filter({
        hasText: "must be halted",
      }).waitFor();
      // The browser says of every refusal that a request failed.
      operator.problems.length = 0;
      const fields = { whom: "contestant hold" };
      const halt = { act: "Halt trading", fields, reason: "To pay it out." };
      await act(operator, halt);
      await act(operator, withdrawal);
      await eventually(
        "it has what it had",
        DONE_MS,
        async () => (await cashOf())[0] === before ? true : null,
      );
      assertEquals((await cashOf())[1], 0);
      await act(operator, {
        act: "Let trade again",
        fields,
        reason: "It is paid out.",
      });
      assertEquals(operator.problems, []);
    });

    await t.step(
      "no order waits for an operator, and the page says so",
      async () => {
        const { page } = operator;
        await page.getByText("No order waits for an operator.").waitFor();
        await page.locator("select[name=act]").selectOption({
          label: "Ask the venue again",
        });
        await page.getByText("There is none.").waitFor();
        assertEquals(
          await page.getByRole("button", { name: "Go on…" }).isDisabled(),
          true,
        );
      },
    );

    await t.step("the log is read page by page", async () => {
      const body = { by: "bert", detail: "A long log.", contestantId: "hold" };
      for (let time = 0; time < 13; time++) {
        for (const state of ["reducing", "active"]) {
          const [status] = await operate(arena, "trading-state", {
            ...body,
            state,
          });
          assertEquals(status, 200);
        }
      }
      // The log follows the journal a moment later.
      await eventually("all of it can be read", DONE_MS, async () => {
        const answer = await fetch(`${arena.url}/api/acts?limit=50`);
        const { items } = await answer.json();
        return items.filter(({ reason }: { readonly reason: string }) =>
            reason === body.detail
          ).length === 26
          ? true
          : null;
      });
      const { page } = operator;
      await page.getByRole("button", { name: "Look again" }).click();
      await page.getByTestId("act").nth(24).waitFor();
      const [newest] = await page.getByTestId("act").allInnerTexts();
      assertStringIncludes(newest ?? "", "bert");
      await page.getByRole("button", { name: "Older" }).click();
      await page.getByTestId("act").filter({ hasText: "It has been enough." })
        .waitFor();
      assertEquals(
        await page.getByRole("button", { name: "Older" })
          .isDisabled(),
        true,
      );
      await page.getByRole("button", { name: "Newest" }).click();
      await page.getByTestId("act").nth(24).waitFor();
    });

    await t.step("the token stands nowhere", async () => {
      const { page } = operator;
      const kept = await page.evaluate(() =>
        JSON.stringify({ ...localStorage, ...sessionStorage }) +
        document.cookie + document.documentElement.outerHTML + location.href
      );
      assertEquals(kept.includes(ADMIN_TOKEN), false);
      await page.reload();
      await page.getByLabel("Token").waitFor();
      assertEquals(await operator.count("act"), 0);
      await page.context().close();
    });

    for (const look of LOOKS) {
      const { width, height, colorScheme } = look;
      await t.step(`it fits ${width}x${height} in ${colorScheme}`, async () => {
        const window = await browser.open(arena.url, contextOf(look), PATH);
        await window.page.getByLabel("Token").waitFor();
        await checkLayout(window, "operator-entrance", look);
        await enter(window);
        await window.page.getByTestId("act").first().waitFor();
        assertGreater(await window.count("act"), 0);
        await checkLayout(window, "operator", look);
        await draft(window, {
          act: "Conclude a season",
          fields: { season: "winter" },
          reason: "Only to look at it.",
        });
        await checkLayout(window, "operator-sure", look);
        assertEquals(window.problems, []);
        await window.page.context().close();
      });
    }
  },
);
