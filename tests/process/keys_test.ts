import { assert, assertEquals, assertMatch } from "@std/assert";
import { openKeys } from "../../venues/signer/key_store.ts";
import { startCommand } from "../../tools/crash/start_task.ts";
import { ROOT } from "../tidy/source_tree.ts";

const PASSPHRASE = "correct horse battery staple";
const SECRET = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";

async function keys(
  words: readonly string[],
  { file, passphrase = PASSPHRASE, input = "" }: {
    readonly file: string;
    readonly passphrase?: string;
    readonly input?: string;
  },
) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "keys", ...words, "--file", file],
    cwd: ROOT,
    env: { NO_COLOR: "1", ARENA_KEYS_PASSPHRASE: passphrase },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

Deno.test("deno task keys writes a store that the signer opens, lists names and shows no secret", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/keys.json`;
  try {
    const name = "kalshi.momentum.private_key";
    const set = await keys(["set", name], { file, input: `${SECRET}\n` });
    assertEquals([set.code, set.out], [0, `set ${name} in ${file}\n`]);
    const text = await Deno.readTextFile(file);
    assert(!text.includes("BEGIN"));
    assertEquals(await openKeys(text, PASSPHRASE), { [name]: SECRET });
    assertEquals((await Deno.stat(file)).mode ?? 0, 0o100600);
    const listed = await keys(["list"], { file });
    assertEquals([listed.code, listed.out], [0, `${name}\n`]);
    const other = "another passphrase that is long";
    const locked = await keys(["list"], { file, passphrase: other });
    assertEquals(locked.code, 1);
    assertMatch(locked.err, /^Cannot open the key store as its passphrase/);
    const removed = await keys(["remove", name], { file });
    assertEquals(removed.code, 0);
    assertEquals((await keys(["list"], { file })).out, "");
    const wrong = await keys(["set", "kalshi key"], { file, input: SECRET });
    assertEquals(wrong.code, 2);
    assert(!wrong.err.includes("BEGIN"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** What code in the arena's own process may try once the signers are open. */
const PRYING = `
const show = async (read) => {
  try {
    console.log(await read());
  } catch (error) {
    console.log(error.name);
  }
};
Deno.env.delete("ARENA_KEYS");
await show(() => Deno.env.get("ARENA_KEYS"));
await show(() => Deno.readTextFile("/proc/self/environ"));
await show(() => Deno.readTextFile("/proc/" + Deno.ppid + "/environ"));
await show(() => Deno.readTextFile("/proc/self/mem"));
`;

Deno.test("nothing in the arena's process reads the environment that it was started with", async () => {
  const { args, env } = await startCommand();
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args.slice(0, -1), "-"],
    cwd: ROOT,
    env: { ...env, NO_COLOR: "1", ARENA_KEYS: SECRET },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(PRYING));
  await writer.close();
  const { stdout } = await child.output();
  assertEquals(
    new TextDecoder().decode(stdout),
    ["undefined", "NotCapable", "NotCapable", "NotCapable", ""].join("\n"),
  );
});
