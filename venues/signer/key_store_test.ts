import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { accountsAt, keysSchema } from "./key_name.ts";
import { KeyStoreError, openKeys, sealKeys } from "./key_store.ts";

const PASSPHRASE = "correct horse battery staple";
const KEYS = { "kalshi.momentum.private_key": "-----BEGIN PRIVATE KEY-----" };
const randomBytes = (length: number) =>
  crypto.getRandomValues(new Uint8Array(length));

Deno.test("pains: sealKeys() and openKeys() give back the keys, in text that shows none of them", async () => {
  const text = await sealKeys(KEYS, PASSPHRASE, randomBytes);
  assert(!text.includes("BEGIN") && !text.includes("momentum"));
  assertEquals(await openKeys(text, PASSPHRASE), KEYS);
  assert(text !== await sealKeys(KEYS, PASSPHRASE, randomBytes));
});

Deno.test("openKeys() refuses another passphrase, a changed text and anything else in one sentence", async () => {
  const text = await sealKeys(KEYS, PASSPHRASE, randomBytes);
  const store = JSON.parse(text);
  const changed = structuredClone(store);
  changed.cipher.text = changed.cipher.text.replace(/^../, "AA");
  const dear = structuredClone(store);
  dear.kdf.cost = 2 ** 30;
  const cases = [
    [text, "another passphrase that is long", "its passphrase must be the one"],
    [JSON.stringify(changed), PASSPHRASE, "its passphrase must be the one"],
    [JSON.stringify(dear), PASSPHRASE, "must be a file that"],
    ["PASSWORDS=1", PASSPHRASE, "must be a file that"],
  ] as const;
  for (const [input, passphrase, words] of cases) {
    const error = await assertRejects(
      () => openKeys(input, passphrase),
      KeyStoreError,
      words,
    );
    assert(!error.message.includes(passphrase));
  }
});

Deno.test("sealKeys() wants a passphrase of 16 characters and names that read venue.account.part", async () => {
  await assertRejects(
    () => sealKeys(KEYS, "fifteen letters", randomBytes),
    KeyStoreError,
    "current value is 15 characters",
  );
  await assertRejects(() =>
    sealKeys({ "kalshi key": "x" }, PASSPHRASE, randomBytes)
  );
});

Deno.test("accountsAt() tells accounts of one venue apart, also those whose names have dots", () => {
  const keys = keysSchema.parse({
    "kalshi.claude-3.5.key_id": "a",
    "kalshi.claude-3.5.private_key": "b",
    "kalshi.momentum.key_id": "c",
    "dflow.claude-3.5.private_key": "d",
  });
  assertEquals(
    accountsAt("kalshi", keys),
    new Map([
      ["claude-3.5", { "key_id": "a", "private_key": "b" }],
      ["momentum", { "key_id": "c" }],
    ]),
  );
  assertThrows(() => keysSchema.parse({ "kalshi..key_id": "a" }));
});
