/**
 * The site as its viewers have it: a real browser, and everything that went wrong in it.
 *
 * @module
 */
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { findInstalledChromium } from "../../tools/chromium.ts";

/** Longest wait of a window for anything, on a busy machine. */
const OPEN_MS = 90_000;

const found = await findInstalledChromium(Deno.env.get("CHROMIUM_PATH"));

/** Registers a test in a browser. Where there is none, it is skipped under a name that says so, but on CI it fails. */
export function testInBrowser(
  name: string,
  run: (browser: ArenaBrowser, t: Deno.TestContext) => Promise<void>,
): void {
  const isSkipped = found.kind === "missing" && Deno.env.get("CI") !== "true";
  Deno.test({
    name: isSkipped ? `${name} (skipped as ${found.reason})` : name,
    ignore: isSkipped,
    // The browser's driver keeps timers and pipes of its own.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn(t) {
      await using browser = await ArenaBrowser.launch();
      await run(browser, t);
    },
  });
}

/** A browser for one test. */
export class ArenaBrowser implements AsyncDisposable {
  readonly #browser: Browser;

  /** Use `launch`. */
  constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async launch(): Promise<ArenaBrowser> {
    if (found.kind === "missing") {
      throw new Error(
        `Cannot test in a browser as there must be one: current value is ${found.reason}`,
      );
    }
    const browser = await chromium.launch({
      executablePath: found.path,
      args: ["--no-sandbox"],
    });
    return new ArenaBrowser(browser);
  }

  /** Opens a page of the site at `url` in a window of its own. */
  async open(
    url: string,
    options: BrowserContextOptions = {},
    path = "/",
  ): Promise<ArenaPage> {
    const context = await this.#browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: "reduce",
      ...options,
    });
    // Clicks and waits that name no deadline of their own.
    context.setDefaultTimeout(OPEN_MS);
    const arenaPage = new ArenaPage(await context.newPage(), url);
    await arenaPage.page.goto(`${url}${path}`);
    return arenaPage;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}

/** One window on the site. */
export class ArenaPage {
  readonly page: Page;
  /** Errors of scripts and failed or foreign requests, in order. */
  readonly problems: string[] = [];
  /** Streams that were asked for. */
  streams = 0;
  /** Times that the document was loaded. */
  loads = 0;

  constructor(page: Page, url: string) {
    this.page = page;
    const { problems } = this;
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    page.on("request", (request) => {
      if (request.resourceType() === "eventsource") this.streams += 1;
      if (new URL(request.url()).origin !== url) problems.push(request.url());
    });
    page.on("requestfailed", (request) => {
      problems.push(`${request.url()}: ${request.failure()?.errorText}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) {
        problems.push(`${response.url()}: ${response.status()}`);
      }
    });
    page.on("load", () => this.loads += 1);
  }

  /** Waits until the page says that it is in `state`. */
  async connection(
    state: "live" | "reconnecting",
    deadlineMs: number,
  ): Promise<void> {
    await this.page.waitForSelector(
      `[data-testid=connection][data-state=${state}]`,
      { timeout: deadlineMs },
    );
  }

  /** Counts what is shown under a test id. */
  async count(testId: string): Promise<number> {
    return await this.page.getByTestId(testId).count();
  }

  /** Waits for a row of this kind whose journal row is above `offset`. @returns Its text. */
  async rowAfter(
    testId: string,
    offset: number,
    deadlineMs: number,
  ): Promise<string> {
    const row = await this.page.waitForFunction(
      ([id, after]) => {
        const rows = document.querySelectorAll<HTMLElement>(
          `[data-testid="${id}"]`,
        );
        return [...rows].find((row) => Number(row.dataset["offset"]) > after)
          ?.innerText;
      },
      [testId, offset] as const,
      { timeout: deadlineMs },
    );
    return await row.jsonValue() ?? "";
  }

  /** Returns the newest journal row that anything on the page came from. */
  async newestOffset(): Promise<number> {
    return await this.page.locator("[data-offset]").evaluateAll((rows) =>
      Math.max(0, ...rows.map((row) => Number(row.getAttribute("data-offset"))))
    );
  }
}
