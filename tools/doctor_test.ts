import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  denoFinding,
  folderFinding,
  portFinding,
  settingsFinding,
} from "./doctor.ts";

Deno.test("denoFinding() accepts the tested version, notes a near one and refuses another major", () => {
  assertEquals(denoFinding("2.9.6").status, "ok");
  assertEquals(denoFinding("2.10.0").status, "note");
  assertEquals(denoFinding("1.46.3").status, "fail");
});

Deno.test("settingsFinding() names what is set and never its value", () => {
  const url = "postgres://somebody:secret@127.0.0.1/x";
  const { finding, settings } = settingsFinding({ DATABASE_URL: url });
  assertEquals(finding.text, "DATABASE_URL");
  assertEquals(settings?.DATABASE_URL, url);
});

Deno.test("settingsFinding() turns a bad setting into a failed line", () => {
  const { finding, settings } = settingsFinding({ PORT: "many" });
  assertEquals(finding.status, "fail");
  assertStringIncludes(finding.text, "PORT");
  assertEquals(settings, null);
});

Deno.test("portFinding() tells a taken port from a free one", () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  assertEquals(portFinding("127.0.0.1", port), {
    status: "fail",
    item: "port",
    text: `127.0.0.1:${port} is taken: set PORT to another one`,
  });
  listener.close();
  assertEquals(portFinding("127.0.0.1", port).status, "ok");
});

Deno.test("folderFinding() looks at the nearest folder that exists and leaves nothing behind", async () => {
  const folder = await Deno.makeTempDir();
  try {
    assertEquals((await folderFinding(folder)).status, "ok");
    assertEquals(
      (await folderFinding(`${folder}/new/deep`)).text,
      `${folder}/new/deep can be made`,
    );
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  } finally {
    await Deno.remove(folder);
  }
});

Deno.test("folderFinding() refuses a path below a file", async () => {
  const file = await Deno.makeTempFile();
  try {
    const { status, text } = await folderFinding(`${file}/data`);
    assertEquals(status, "fail");
    assertStringIncludes(text, "ARENA_DATA_DIR");
  } finally {
    await Deno.remove(file);
  }
});
