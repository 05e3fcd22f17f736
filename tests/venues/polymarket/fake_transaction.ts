import { keccak_256 as keccak256 } from "@noble/hashes/sha3";
import { recoverAddress } from "./independent_crypto.ts";

/** A signed transaction as a node reads it, from the rules of RLP and EIP-1559 and without the library that wrote it. */
export interface ReadTransaction {
  /** Whose key signed it, in lower case. */
  readonly from: string;
  readonly to: string;
  readonly nonce: number;
  /** Without "0x". */
  readonly data: string;
  readonly hash: string;
}

/** One item of RLP and where it ends. */
interface Item {
  readonly body: Uint8Array;
  readonly end: number;
}

/** Returns the item of RLP that begins at `at`. */
function itemAt(bytes: Uint8Array, at: number): Item {
  const head = bytes[at] ?? 0;
  if (head < 0x80) return { body: bytes.slice(at, at + 1), end: at + 1 };
  const base = head < 0xc0 ? 0x80 : 0xc0;
  const short = head - base;
  const sizeBytes = short > 55 ? short - 55 : 0;
  const start = at + 1 + sizeBytes;
  const size = sizeBytes === 0
    ? short
    : Number(numberOf(bytes.slice(at + 1, start)));
  return { body: bytes.slice(start, start + size), end: start + size };
}

function numberOf(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toHex()}`);
}

/** Returns a list of RLP with `body` in it. */
function listOf(body: Uint8Array): Uint8Array {
  if (body.length <= 55) return Uint8Array.of(0xc0 + body.length, ...body);
  const hex = body.length.toString(16);
  const size = Uint8Array.fromHex(
    hex.padStart(hex.length + hex.length % 2, "0"),
  );
  return Uint8Array.of(0xf7 + size.length, ...size, ...body);
}

/** Reads a signed transaction of type 2. */
export function readTransaction(raw: string): ReadTransaction {
  const bytes = Uint8Array.fromHex(raw.slice(2));
  const { body } = itemAt(bytes, 1);
  const fields: Uint8Array[] = [];
  let signedEnd = 0;
  for (let at = 0; at < body.length;) {
    const item = itemAt(body, at);
    fields.push(item.body);
    at = item.end;
    // Nine fields are signed: all but the signature itself.
    if (fields.length === 9) signedEnd = at;
  }
  const [, nonce, , , , to, , data, , parity, r, s] = fields;
  const signed = keccak256(
    Uint8Array.of(2, ...listOf(body.slice(0, signedEnd))),
  );
  const word = (part?: Uint8Array) => (part?.toHex() ?? "").padStart(64, "0");
  const v = (27 + Number(numberOf(parity ?? new Uint8Array()))).toString(16);
  return {
    from: recoverAddress(signed, `0x${word(r)}${word(s)}${v}`),
    to: `0x${to?.toHex() ?? ""}`,
    nonce: Number(numberOf(nonce ?? new Uint8Array())),
    data: data?.toHex() ?? "",
    hash: `0x${keccak256(bytes).toHex()}`,
  };
}
