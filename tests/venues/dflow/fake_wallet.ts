import { getBase58Decoder } from "@solana/codecs-strings";
import { Buffer } from "node:buffer";
import { createPrivateKey, createPublicKey, verify } from "node:crypto";

/** What every PKCS#8 Ed25519 key begins with. */
const PKCS8 = "302e020100300506032b657004220420";

export const base58 = (bytes: Uint8Array): string =>
  getBase58Decoder().decode(bytes);

/** A Solana wallet made by Node's own implementation. */
export interface FakeWallet {
  readonly address: string;
  readonly addressBytes: Uint8Array;
  /** As wallets export it. */
  readonly secret: string;
}

/** Returns the wallet of a seed of 32 equal bytes. */
export function fakeWallet(seedByte: number): FakeWallet {
  const seed = new Uint8Array(32).fill(seedByte);
  const key = createPrivateKey({
    key: Buffer.from([...Uint8Array.fromHex(PKCS8), ...seed]),
    format: "der",
    type: "pkcs8",
  });
  const addressBytes = new Uint8Array(
    createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32),
  );
  return {
    address: base58(addressBytes),
    addressBytes,
    secret: base58(new Uint8Array([...seed, ...addressBytes])),
  };
}

/** Returns a version 0 transaction of one signer that calls one program with nothing; `nonce` makes it its own. */
export function unsignedTransaction(
  payer: Uint8Array,
  nonce: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...[1, ...new Uint8Array(64)], // one signature, not there yet
    ...[0x80, 1, 0, 1], // version 0; one signer, one account that is read only: the program
    ...[2, ...payer, ...new Uint8Array(32)],
    ...nonce, // the recent blockhash
    ...[1, 1, 0, 0], // one instruction: program 1, no accounts, no bytes
    0, // no lookup tables
  ]);
}

/** A transaction taken apart. */
export interface ReadTransaction {
  readonly signature: string;
  readonly payer: string;
  /** Hex of what is signed. */
  readonly message: string;
  /** Whether the payer's key made the signature, by Node's implementation. */
  readonly isSigned: boolean;
}

/** Reads a transaction of one signature. */
export function readTransaction(bytes: Uint8Array): ReadTransaction {
  const signature = bytes.slice(1, 65);
  const message = bytes.slice(65);
  const payer = message.slice(5, 37);
  const key = createPublicKey({
    key: {
      kty: "OKP",
      crv: "Ed25519",
      x: Buffer.from(payer).toString("base64url"),
    },
    format: "jwk",
  });
  return {
    signature: base58(signature),
    payer: base58(payer),
    message: message.toHex(),
    isSigned: verify(null, message, key, signature),
  };
}
