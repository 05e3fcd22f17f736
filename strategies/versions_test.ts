import { assertEquals } from "@std/assert";
import { sha256Hex } from "../domain/digest.ts";
import { CONTROLS_VERSION } from "./versions.ts";

/** Of the version, and of all that the controls decide by. */
const KNOWN =
  "16e328d1d2bd37b319f2fb93f4702ced4d90745d756c16e7f4c241f32907a7c4";

Deno.test("CONTROLS_VERSION is another one whenever the code of a control is", async () => {
  const folder = new URL("./", import.meta.url);
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(".ts") && !name.endsWith("_test.ts")) names.push(name);
  }
  const texts = await Promise.all(
    names.sort().map((name) => Deno.readTextFile(new URL(name, folder))),
  );
  assertEquals(
    sha256Hex(texts.join("\n")),
    KNOWN,
    `The controls have changed: raise CONTROLS_VERSION from ${CONTROLS_VERSION}, unless nothing is decided otherwise, and write the new hash here`,
  );
});
