import { assertEquals } from "@std/assert";
import { CassetteFolder } from "./cassette_folder.ts";

Deno.test("removeOlder() removes the calls of before a time, once, and nothing where nothing was ever kept", async () => {
  const directory = await Deno.makeTempDir();
  const folder = new CassetteFolder(`${directory}/calls`);
  assertEquals(await folder.removeOlder(Infinity), 0);
  const hashes = ["a", "b"].map((digit) => digit.repeat(64));
  for (const hash of hashes) {
    await folder.keep(hash, { request: { hash }, outcome: null });
  }
  const [old = "", young = ""] = hashes;
  await Deno.utime(folder.path(old), 1_000, 1_000);
  await Deno.writeTextFile(`${directory}/calls/manifest.json`, "{}");
  assertEquals(await folder.removeOlder(1_000_000), 0);
  assertEquals(await folder.removeOlder(1_000_001), 1);
  assertEquals(await folder.removeOlder(1_000_001), 0);
  assertEquals(await folder.read(old), null);
  assertEquals(await folder.read(young), {
    requestHash: young,
    request: { hash: young },
    outcome: null,
  });
  await Deno.remove(directory, { recursive: true });
});
