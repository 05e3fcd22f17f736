import { assert, assertEquals, assertRejects } from "@std/assert";
import { getBase58Decoder } from "@solana/codecs-strings";
import { Buffer } from "node:buffer";
import {
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  verify,
} from "node:crypto";
import { FatalVenueError } from "../../actors/ports/execution.ts";
import { SystemClock } from "../../runtime/mod.ts";
import { sealKeys } from "../signer/key_store.ts";
import { openDflowSigners } from "./open_dflow_signers.ts";

const PASSPHRASE = "correct horse battery staple";
/** What every PKCS#8 Ed25519 key begins with. */
const PKCS8 = "302e020100300506032b657004220420";

interface Wallet {
  readonly publicKey: KeyObject;
  readonly address: Uint8Array;
  readonly secret: Uint8Array;
}

/** A wallet made by Node's own implementation. */
function walletOf(seedByte: number): Wallet {
  const seed = new Uint8Array(32).fill(seedByte);
  const key = createPrivateKey({
    key: Buffer.from([...Uint8Array.fromHex(PKCS8), ...seed]),
    format: "der",
    type: "pkcs8",
  });
  const publicKey = createPublicKey(key);
  const address = new Uint8Array(
    publicKey.export({ format: "der", type: "spki" }).subarray(-32),
  );
  return { publicKey, address, secret: new Uint8Array([...seed, ...address]) };
}

const WALLET = walletOf(7);
const OTHER = walletOf(8);
const base58 = (bytes: Uint8Array) => getBase58Decoder().decode(bytes);

/** Writes a key store and opens its signers while `body` runs. */
async function withSigners(
  keys: Record<string, string>,
  body: (open: () => ReturnType<typeof openDflowSigners>) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  const randomBytes = (length: number) =>
    crypto.getRandomValues(new Uint8Array(length));
  await Deno.writeTextFile(
    path,
    await sealKeys(keys, PASSPHRASE, randomBytes),
  );
  Deno.env.set("ARENA_KEYS_PASSPHRASE", PASSPHRASE);
  try {
    await body(() =>
      openDflowSigners({
        path,
        clock: new SystemClock(),
        onDeath: (error) => {
          throw error;
        },
      })
    );
  } finally {
    Deno.env.delete("ARENA_KEYS_PASSPHRASE");
    await Deno.remove(path);
  }
}

/** A version 0 transaction of one signer that calls one program with nothing, byte by byte. */
function transactionOf({ address }: Wallet): string {
  return Uint8Array.from([
    ...[1, ...new Uint8Array(64)], // one signature, not there yet
    ...[0x80, 1, 0, 1], // version 0; one signer, one account that is read only: the program
    ...[2, ...address, ...new Uint8Array(32)],
    ...new Uint8Array(32).fill(9), // the recent blockhash
    ...[1, 1, 0, 0], // one instruction: program 1, no accounts, no bytes
    0, // no lookup tables
  ]).toBase64();
}

/** Checks a signature with another implementation than the one that made it. */
function isSignedBy({ publicKey }: Wallet, base64: string): boolean {
  const bytes = Uint8Array.fromBase64(base64);
  // One signature: its count, 64 bytes, then the message.
  return verify(null, bytes.slice(65), publicKey, bytes.slice(1, 65));
}

Deno.test("sign() signs a transaction that the wallet pays for, as another implementation confirms", async () => {
  const secrets = [
    base58(WALLET.secret),
    JSON.stringify([...WALLET.secret]),
  ];
  for (const secret of secrets) {
    await withSigners(
      { "dflow.momentum.private_key": secret },
      async (open) => {
        const signers = await open();
        const signer = signers.of("momentum");
        assertEquals(signer.identity, base58(WALLET.address));
        const signed = await signer.sign({
          kind: "transaction",
          transaction: transactionOf(WALLET),
        });
        assert(isSignedBy(WALLET, signed.transaction));
        assert(!isSignedBy(OTHER, signed.transaction));
        assertEquals(
          base58(Uint8Array.fromBase64(signed.transaction).slice(1, 65)),
          signed.signature,
        );
        signers.stop();
        await assertRejects(
          () => signer.sign({ kind: "transaction", transaction: "" }),
          FatalVenueError,
          "its signer must run",
        );
      },
    );
  }
});

Deno.test("sign() refuses what another pays for and what is no transaction", async () => {
  const keys = {
    "dflow.momentum.private_key": base58(WALLET.secret),
  };
  await withSigners(keys, async (open) => {
    const signers = await open();
    const signer = signers.of("momentum");
    for (const transaction of [transactionOf(OTHER), "AAAA", "not base64!"]) {
      await assertRejects(
        () => signer.sign({ kind: "transaction", transaction }),
        FatalVenueError,
      );
    }
    signers.stop();
  });
});

Deno.test("openDflowSigners() refuses keys that do not parse without quoting them, and accounts without keys", async () => {
  await withSigners(
    { "dflow.momentum.private_key": "5ecretThatDoesNotParse" },
    async (open) => {
      const error = await assertRejects(
        open,
        FatalVenueError,
        "dflow.momentum",
      );
      assert(!error.message.includes("5ecret"));
    },
  );
  await withSigners({}, async (open) => {
    const signers = await open();
    await assertRejects(
      () => Promise.try(() => signers.of("momentum")),
      FatalVenueError,
      "there must be keys of dflow.momentum: current value is no account",
    );
    signers.stop();
  });
});
