import { assertEquals } from "@std/assert";
import { sha256Hex } from "../domain/digest.ts";
import { CONTROLS_VERSION } from "./versions.ts";

/** Of the version, and of all that the controls decide by. */
const KNOWN =
  "55958323e8ee1c86771d054881847917268deed1ed4e037b8b2de34d8df2056f";

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
