import { type Keys, keysSchema } from "./key_name.ts";
import { KeyStoreError, openKeys } from "./key_store.ts";

/** The variable with the key store's passphrase. */
export const PASSPHRASE_VARIABLE = "ARENA_KEYS_PASSPHRASE";
/** The variable that holds keys themselves, as JSON. */
export const KEYS_VARIABLE = "ARENA_KEYS";

/** Where keys come from. */
export interface KeySource {
  /** Of the key store; `null` where there is none. */
  readonly path: string | null;
  /** Reads a variable of the environment. */
  readonly variable: (name: string) => string | undefined;
}

/**
 * Reads every key there is: those of the environment, and those of the key store, which win.
 *
 * @throws {KeyStoreError} If the store does not open, or the variable is no JSON of keys.
 */
export async function readKeys({ path, variable }: KeySource): Promise<Keys> {
  const given = keysOfEnvironment(variable(KEYS_VARIABLE));
  if (path === null) return given;
  const passphrase = variable(PASSPHRASE_VARIABLE);
  if (passphrase === undefined) {
    throw new KeyStoreError(
      `Cannot open the key store as ${PASSPHRASE_VARIABLE} must be set: current value is nothing`,
    );
  }
  return { ...given, ...await openKeys(await readStore(path), passphrase) };
}

async function readStore(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    throw new KeyStoreError(
      `Cannot open the key store as ARENA_KEYS_FILE must be a file that can be read: current value is ${path}`,
      { cause: error },
    );
  }
}

function keysOfEnvironment(text: string | undefined): Keys {
  if (text === undefined) return {};
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // What is no JSON does not match the schema either.
  }
  const parsed = keysSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new KeyStoreError(
    `Cannot read ${KEYS_VARIABLE} as it must be JSON of names such as kalshi.momentum.private_key and their secrets: current value is ${text.length} characters of something else`,
  );
}
