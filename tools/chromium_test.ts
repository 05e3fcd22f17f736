import { assertEquals, assertStringIncludes } from "@std/assert";
import { findChromium } from "./chromium.ts";

async function withScript(
  text: string,
  use: (path: string) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, text);
    await Deno.chmod(path, 0o755);
    await use(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("findChromium() takes CHROMIUM_PATH ahead of everything else", async () => {
  await withScript("#!/bin/sh\necho Chromium 1.2.3\n", async (path) => {
    assertEquals(await findChromium(path), {
      kind: "found",
      path,
      source: "CHROMIUM_PATH",
      version: "Chromium 1.2.3",
    });
  });
});

Deno.test("findChromium() does not replace a CHROMIUM_PATH that does not start", async () => {
  await withScript(
    "#!/bin/sh\necho no libnss3 >&2\nexit 127\n",
    async (path) => {
      assertEquals(await findChromium(path), {
        kind: "missing",
        reason: "CHROMIUM_PATH does not start: no libnss3",
      });
    },
  );
  const chromium = await findChromium("no/such/browser");
  assertStringIncludes(
    chromium.kind === "missing" ? chromium.reason : "",
    "CHROMIUM_PATH does not start",
  );
});
