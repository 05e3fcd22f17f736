import { generateKeyPairSync } from "node:crypto";
import { KALSHI_SIGNING } from "../../../venues/kalshi/signing.ts";
import type { KalshiSigner } from "../../../venues/kalshi/signature.ts";

/** A key of ours and what the venue knows of it. */
export interface KeyPair {
  readonly signer: KalshiSigner;
  readonly keyId: string;
  /** The half that is secret, as `ARENA_KEYS` has it. */
  readonly pem: string;
  readonly publicKey: JsonWebKey;
}

/** Makes a key that nobody else has. */
export async function makeKeyPair(keyId = "key-1"): Promise<KeyPair> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2_048,
  });
  const pem = String(privateKey.export({ type: "pkcs8", format: "pem" }));
  const key = await KALSHI_SIGNING.open({ key_id: keyId, private_key: pem });
  const { n = "", e = "" } = publicKey.export({ format: "jwk" });
  return {
    keyId,
    pem,
    publicKey: { kty: "RSA", n, e },
    signer: {
      identity: key.identity,
      sign: async (request) => await key.sign(request),
    },
  };
}

/** How far a request's time may be from the venue's. The real tolerance is not documented. */
export const SKEW_MS_MAX = 5_000;

/** Verifies requests as the venue does, with another implementation than the one that signs. */
export class FakeAuth {
  readonly #keys = new Map<string, JsonWebKey>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  add({ keyId, publicKey }: KeyPair): void {
    this.#keys.set(keyId, publicKey);
  }

  /** Takes a key back, as if it had been revoked. */
  remove(keyId: string): void {
    this.#keys.delete(keyId);
  }

  /** Returns why a request is refused; `null` if it is not. */
  async refusal(request: Request): Promise<string | null> {
    const keyId = request.headers.get("kalshi-access-key") ?? "";
    const time = request.headers.get("kalshi-access-timestamp") ?? "";
    const signature = request.headers.get("kalshi-access-signature") ?? "";
    const key = this.#keys.get(keyId);
    if (key === undefined) return "unknown key";
    if (!/^\d{13}$/.test(time)) return "timestamp is not in milliseconds";
    if (Math.abs(Number(time) - this.#nowMs()) > SKEW_MS_MAX) {
      return "timestamp too far from ours";
    }
    const text = `${time}${request.method}${new URL(request.url).pathname}`;
    const imported = await crypto.subtle.importKey(
      "jwk",
      key,
      { name: "RSA-PSS", hash: "SHA-256" },
      false,
      ["verify"],
    );
    const isValid = await crypto.subtle.verify(
      { name: "RSA-PSS", saltLength: 32 },
      imported,
      bytesOf(signature),
      new TextEncoder().encode(text),
    );
    return isValid ? null : "wrong signature";
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.fromBase64(base64);
  } catch {
    return new Uint8Array();
  }
}
