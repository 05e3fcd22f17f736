import { scrypt } from "node:crypto";
import { z } from "zod";
import { type Keys, keysSchema } from "./key_name.ts";

/** A number of random bytes from the machine's own source. */
export type RandomBytes = (length: number) => Uint8Array<ArrayBuffer>;

/** Raised for a key store that does not open; the message is one sentence without any secret in it. */
export class KeyStoreError extends Error {
  override readonly name = "KeyStoreError";
}

/** Characters of a passphrase, at least: scrypt makes guesses dear, not a short list of guesses long. */
export const PASSPHRASE_CHARACTERS_MIN = 16;

/** About half a second and 128 MB for one guess. */
const WORK = { cost: 2 ** 17, blockSize: 8, parallelization: 1 };
const WORK_BYTES_MAX = 256 * 1_024 * 1_024;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** What AES-GCM wants of its nonce. */
const NONCE_BYTES = 12;

const base64Field = z.base64().max(4_000_000);
const storeSchema = z.strictObject({
  version: z.literal(1),
  kdf: z.strictObject({
    name: z.literal("scrypt"),
    // Bounded, so that a file from elsewhere cannot take the machine's memory.
    cost: z.int().min(2 ** 14).max(2 ** 20),
    blockSize: z.int().min(8).max(16),
    parallelization: z.int().min(1).max(4),
    salt: base64Field,
  }),
  cipher: z.strictObject({
    name: z.literal("aes-256-gcm"),
    nonce: base64Field,
    text: base64Field,
  }),
});

/**
 * Returns `keys` as the text of a key store: AES-256-GCM under a key that scrypt makes of the passphrase.
 *
 * Salt and nonce are new each time, so the same keys never give the same text.
 *
 * @throws {KeyStoreError} If the passphrase is shorter than 16 characters.
 */
export async function sealKeys(
  keys: Keys,
  passphrase: string,
  randomBytes: RandomBytes,
): Promise<string> {
  if (passphrase.length < PASSPHRASE_CHARACTERS_MIN) {
    throw new KeyStoreError(
      `Cannot seal keys as the passphrase must have ${PASSPHRASE_CHARACTERS_MIN} or more characters: current value is ${passphrase.length} characters`,
    );
  }
  const kdf = {
    name: "scrypt" as const,
    ...WORK,
    salt: randomBytes(SALT_BYTES).toBase64(),
  };
  const nonce = randomBytes(NONCE_BYTES);
  const text = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: nonce },
    await keyOf(passphrase, kdf),
    new TextEncoder().encode(JSON.stringify(keysSchema.parse(keys))),
  );
  const store: z.infer<typeof storeSchema> = {
    version: 1,
    kdf,
    cipher: {
      name: "aes-256-gcm",
      nonce: nonce.toBase64(),
      text: new Uint8Array(text).toBase64(),
    },
  };
  return `${JSON.stringify(store, null, 2)}\n`;
}

/**
 * Returns the keys that `sealKeys` put into `text`.
 *
 * @throws {KeyStoreError} If the passphrase is another one, or the text is no key store or was changed.
 */
export async function openKeys(
  text: string,
  passphrase: string,
): Promise<Keys> {
  const store = parseStore(text);
  let plain: ArrayBuffer;
  try {
    plain = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: Uint8Array.fromBase64(store.cipher.nonce) },
      await keyOf(passphrase, store.kdf),
      Uint8Array.fromBase64(store.cipher.text),
    );
  } catch {
    throw new KeyStoreError(
      "Cannot open the key store as its passphrase must be the one that sealed it: current value is another one, or the file was changed",
    );
  }
  return keysSchema.parse(JSON.parse(new TextDecoder().decode(plain)));
}

function parseStore(text: string): z.infer<typeof storeSchema> {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // Whatever is no JSON is no key store either.
  }
  const parsed = storeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new KeyStoreError(
    `Cannot open the key store as it must be a file that \`deno task keys\` wrote: current value is ${text.length} characters of something else`,
  );
}

async function keyOf(
  passphrase: string,
  { cost, blockSize, parallelization, salt }: z.infer<
    typeof storeSchema
  >["kdf"],
): Promise<CryptoKey> {
  const { promise, resolve, reject } = Promise.withResolvers<
    Uint8Array<ArrayBuffer>
  >();
  scrypt(
    passphrase.normalize("NFKC"),
    Uint8Array.fromBase64(salt),
    KEY_BYTES,
    { cost, blockSize, parallelization, maxmem: WORK_BYTES_MAX },
    (error, bytes) => {
      if (error === null) resolve(new Uint8Array(bytes));
      else reject(error);
    },
  );
  return await crypto.subtle.importKey(
    "raw",
    await promise,
    "AES-GCM",
    false,
    ["encrypt", "decrypt"],
  );
}
