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

Deno.test("removeOlder() also removes old notes of cut calls and files that a crash left unfinished", async () => {
  const directory = await Deno.makeTempDir();
  const folder = new CassetteFolder(directory);
  const [cut, young] = ["c", "d"].map((digit) => digit.repeat(64)) as [
    string,
    string,
  ];
  await folder.note(cut, "gen-old");
  await folder.note(young, "gen-young");
  const shelf = `${directory}/cc`;
  const left = [`${shelf}/${cut}.generation`, `${shelf}/${cut}.jsonl.gz.7-1`];
  await Deno.writeTextFile(`${shelf}/${cut}.jsonl.gz.7-1`, "half of it");
  for (const path of left) await Deno.utime(path, 1_000, 1_000);
  await Deno.writeTextFile(`${shelf}/README.txt`, "not ours");
  await Deno.utime(`${shelf}/README.txt`, 1_000, 1_000);
  assertEquals(await folder.removeOlder(1_000_001), 0);
  const names = (await Array.fromAsync(Deno.readDir(shelf)))
    .map(({ name }) => name);
  assertEquals(names, ["README.txt"]);
  assertEquals(await folder.noted(cut), null);
  assertEquals(await folder.noted(young), "gen-young");
  await Deno.remove(directory, { recursive: true });
});
