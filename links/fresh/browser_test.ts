import { assertEquals } from "@std/assert";
import { chromium } from "playwright-core";
import { siteHandler } from "./testdata/site_handler.ts";

const CANDIDATES = [
  Deno.env.get("CHROMIUM_PATH"),
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

async function findChromium(): Promise<string | undefined> {
  for (const path of CANDIDATES) {
    if (
      path && await Deno.stat(path).then((found) => found.isFile, () => false)
    ) return path;
  }
}

const executablePath = await findChromium();

Deno.test({
  name: "islands come to life in a browser, share signals and keep their props",
  ignore: executablePath === undefined,
  // The browser's driver keeps timers and pipes of its own.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const handler = await siteHandler();
    const server = Deno.serve({
      port: 0,
      hostname: "127.0.0.1",
      onListen: () => {},
    }, (request) => handler(request));
    const browser = await chromium.launch({
      executablePath: executablePath ?? "",
      args: ["--no-sandbox"],
    });
    try {
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(String(error)));
      page.on(
        "console",
        (message) =>
          message.type() === "error" && problems.push(message.text()),
      );
      await page.goto(`http://127.0.0.1:${server.addr.port}/live`);
      await page.waitForFunction(
        "document.querySelectorAll('.counter[data-live=true]').length === 3",
      );

      const counts = () => page.locator(".counter").allTextContents();
      assertEquals(await counts(), ["3", "3", "3"]);
      await page.locator(".counter").nth(0).click();
      await page.locator(".counter").nth(1).click();
      await page.locator(".counter").nth(2).click();
      await page.waitForFunction(
        "document.querySelector('.counter').textContent === '115'",
      );
      assertEquals(await counts(), ["115", "115", "115"]);

      assertEquals(
        await page.locator(".props").textContent(),
        "near </script><!-- the end 9007199254740994 1970-01-02T00:00:00.000Z 1 x+y undefined/NaN/Infinity/-0/null 6",
      );
      assertEquals(await page.locator("main > *").count(), 4);
      assertEquals(
        problems.filter((text) => !text.startsWith("Failed to load resource")),
        [],
      );
    } finally {
      await browser.close();
      await server.shutdown();
    }
  },
});
