import { hmac } from "@noble/hashes/hmac";
import { sha256 } from "@noble/hashes/sha2";
import { keccak_256 as keccak256 } from "@noble/hashes/sha3";
import { secp256k1 } from "@noble/curves/secp256k1";

/**
 * EIP-712 and the venue's HMAC once more, from the standards and without a line of the code under test: the
 * fake servers check our signatures with it.
 */

const encoder = new TextEncoder();

/** A value as EIP-712 encodes it: one word of 32 bytes. */
type Word = Uint8Array;

export function uintWord(value: bigint | number): Word {
  return Uint8Array.fromHex(BigInt(value).toString(16).padStart(64, "0"));
}

export function addressWord(address: string): Word {
  return Uint8Array.fromHex(address.slice(2).toLowerCase().padStart(64, "0"));
}

export function bytesWord(hex: string): Word {
  return Uint8Array.fromHex(hex.slice(2).padEnd(64, "0"));
}

export function textWord(text: string): Word {
  return keccak256(encoder.encode(text));
}

export function structHash(type: string, words: readonly Word[]): Uint8Array {
  return keccak256(concat([keccak256(encoder.encode(type)), ...words]));
}

export function domainSeparator(
  { name, version, chainId, verifyingContract }: {
    readonly name: string;
    readonly version: string;
    readonly chainId: number;
    readonly verifyingContract?: string;
  },
): Uint8Array {
  return structHash(
    verifyingContract === undefined
      ? "EIP712Domain(string name,string version,uint256 chainId)"
      : "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)",
    [
      textWord(name),
      textWord(version),
      uintWord(chainId),
      ...(verifyingContract === undefined
        ? []
        : [addressWord(verifyingContract)]),
    ],
  );
}

/** Returns what is signed: the hash of a struct in its domain. */
export function typedDataHash(
  separator: Uint8Array,
  struct: Uint8Array,
): Uint8Array {
  return keccak256(concat([Uint8Array.of(0x19, 0x01), separator, struct]));
}

/** Returns the address whose key made `signature`, in lower case; nothing where no key can have made it. */
export function recoverAddress(hash: Uint8Array, signature: string): string {
  try {
    return recover(hash, signature);
  } catch {
    return "";
  }
}

function recover(hash: Uint8Array, signature: string): string {
  const bytes = Uint8Array.fromHex(signature.slice(2));
  const recovery = (bytes[64] ?? 0) - 27;
  const point = secp256k1.Signature.fromCompact(bytes.slice(0, 64))
    .addRecoveryBit(recovery)
    .recoverPublicKey(hash);
  return `0x${keccak256(point.toRawBytes(false).slice(1)).slice(-20).toHex()}`;
}

/** Returns the address of a private key, in lower case. */
export function addressOf(privateKey: string): string {
  const key = secp256k1.getPublicKey(
    Uint8Array.fromHex(privateKey.slice(2)),
    false,
  );
  return `0x${keccak256(key.slice(1)).slice(-20).toHex()}`;
}

export const ORDER_TYPE =
  "Order(uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint8 side,uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder)";

/** An order as it comes over the wire. */
export interface WireOrder {
  readonly salt: number;
  readonly maker: string;
  readonly signer: string;
  readonly tokenId: string;
  readonly makerAmount: string;
  readonly takerAmount: string;
  readonly side: string;
  readonly signatureType: number;
  readonly timestamp: string;
  readonly metadata: string;
  readonly builder: string;
  readonly signature: string;
}

export function orderStructHash(
  order: Omit<WireOrder, "signature">,
): Uint8Array {
  return structHash(ORDER_TYPE, [
    uintWord(order.salt),
    addressWord(order.maker),
    addressWord(order.signer),
    uintWord(BigInt(order.tokenId)),
    uintWord(BigInt(order.makerAmount)),
    uintWord(BigInt(order.takerAmount)),
    uintWord(order.side === "BUY" ? 0 : 1),
    uintWord(order.signatureType),
    uintWord(BigInt(order.timestamp)),
    bytesWord(order.metadata),
    bytesWord(order.builder),
  ]);
}

/** Returns the hash of a wallet's request for an API key. */
export function walletAuthHash(
  { address, timestamp, nonce, chainId }: {
    readonly address: string;
    readonly timestamp: string;
    readonly nonce: string;
    readonly chainId: number;
  },
): Uint8Array {
  return typedDataHash(
    domainSeparator({ name: "ClobAuthDomain", version: "1", chainId }),
    structHash(
      "ClobAuth(address address,string timestamp,uint256 nonce,string message)",
      [
        addressWord(address),
        textWord(timestamp),
        uintWord(BigInt(nonce)),
        textWord("This message attests that I control the given wallet"),
      ],
    ),
  );
}

/** Returns the HMAC of a request in base64 for URLs. */
export function requestHmac(secret: string, text: string): string {
  const key = Uint8Array.fromBase64(
    secret.replaceAll("-", "+").replaceAll("_", "/"),
  );
  return hmac(sha256, key, encoder.encode(text)).toBase64()
    .replaceAll("+", "-").replaceAll("/", "_");
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
