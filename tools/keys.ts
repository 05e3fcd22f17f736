import { ConfigError, loadSettings } from "../config.ts";
import { keyNameSchema, type Keys } from "../venues/signer/key_name.ts";
import { PASSPHRASE_VARIABLE } from "../venues/signer/key_source.ts";
import {
  KeyStoreError,
  openKeys,
  sealKeys,
} from "../venues/signer/key_store.ts";
import { printErrorLine, printLine, runCommand, UsageError } from "./flags.ts";

const SPEC = {
  name: "keys",
  summary:
    "Writes the encrypted store of the keys that live orders are signed with.",
  words: { placeholder: "list | set NAME | remove NAME", min: 1, max: 2 },
  flags: {
    file: {
      kind: "value",
      placeholder: "FILE",
      text: "The store (ARENA_KEYS_FILE); `set` makes it where there is none",
    },
  },
  notes: [
    "NAME reads venue.contestant.part, such as kalshi.momentum.private_key.",
    "`set` reads the secret from standard input, to its end: keys set NAME < key.pem",
    "ARENA_KEYS_PASSPHRASE opens and seals the store. `list` shows names and no secrets.",
    "Exits with 1 and one sentence if the store does not open.",
  ],
} as const;

type Action = "list" | "set" | "remove";

/** Whatever keeps the keys from being read or written; the message is the sentence that is printed. */
class KeysError extends Error {
  override readonly name = "KeysError";
}

function parseWords(
  [action = "", name]: readonly string[],
): { readonly action: Action; readonly name: string } {
  if (action !== "list" && action !== "set" && action !== "remove") {
    throw new UsageError(
      `Cannot run keys as the first word must be list, set or remove: current value is ${action}`,
    );
  }
  if (action === "list") return { action, name: "" };
  const parsed = keyNameSchema.safeParse(name);
  if (!parsed.success) {
    throw new UsageError(
      `Cannot run keys ${action} as its NAME must read venue.contestant.part, such as kalshi.momentum.private_key: current value is ${
        name ?? "missing"
      }`,
    );
  }
  return { action, name: parsed.data };
}

async function readStore(path: string, passphrase: string): Promise<Keys> {
  try {
    return await openKeys(await Deno.readTextFile(path), passphrase);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}

/** The store is replaced as a whole, so that a crash leaves the old one or the new one; only its owner may read it. */
async function writeStore(
  path: string,
  keys: Keys,
  passphrase: string,
): Promise<void> {
  const text = await sealKeys(
    keys,
    passphrase,
    (length) => crypto.getRandomValues(new Uint8Array(length)),
  );
  const draft = `${path}.new`;
  await Deno.writeTextFile(draft, text, { mode: 0o600 });
  await Deno.rename(draft, path);
}

async function readSecret(): Promise<string> {
  const secret = (await new Response(Deno.stdin.readable).text()).trim();
  if (secret !== "") return secret;
  throw new KeysError(
    "Cannot set a key as the secret must come from standard input: current value is nothing",
  );
}

async function run(
  words: readonly string[],
  file: string | undefined,
): Promise<number> {
  const { action, name } = parseWords(words);
  const path = file ?? loadSettings(Deno.env.toObject()).ARENA_KEYS_FILE;
  const passphrase = Deno.env.get(PASSPHRASE_VARIABLE);
  if (path === null || passphrase === undefined) {
    throw new KeysError(
      `Cannot open a key store as ARENA_KEYS_FILE and ${PASSPHRASE_VARIABLE} must be set: current value is ${
        path === null ? "no file" : "no passphrase"
      }`,
    );
  }
  const keys = await readStore(path, passphrase);
  if (action === "list") {
    for (const known of Object.keys(keys).toSorted()) printLine(known);
    return 0;
  }
  if (action === "remove" && !Object.hasOwn(keys, name)) {
    throw new KeysError(
      `Cannot remove a key as the store must have it: current value is ${name}`,
    );
  }
  const { [name]: _, ...others } = keys;
  const changed = action === "remove"
    ? others
    : { ...others, [name]: await readSecret() };
  await writeStore(path, changed, passphrase);
  printLine(`${action === "set" ? "set" : "removed"} ${name} in ${path}`);
  return 0;
}

if (import.meta.main) {
  await runCommand(SPEC, async ({ words, flags }) => {
    try {
      return await run(words, flags.file);
    } catch (error) {
      const isTold = error instanceof KeysError ||
        error instanceof KeyStoreError || error instanceof ConfigError;
      if (!isTold) throw error;
      printErrorLine(error.message);
      return 1;
    }
  });
}
