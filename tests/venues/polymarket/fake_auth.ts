import { exchangeDomain } from "../../../venues/polymarket/exchange_contract.ts";
import {
  addressOf,
  domainSeparator,
  orderStructHash,
  recoverAddress,
  requestHmac,
  typedDataHash,
  walletAuthHash,
  type WireOrder,
} from "./independent_crypto.ts";

/** An API key that the fake gave out. */
export interface FakeKey {
  readonly address: string;
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase: string;
}

/** How far a request's time may be from the venue's, in seconds. */
const SKEW_S_MAX = 60;

/** Checks who asks, with cryptography that is not the client's. */
export class FakeAuth {
  readonly #nowMs: () => number;
  readonly #keys = new Map<string, FakeKey>();
  readonly #usedNonces = new Set<string>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Gives a key to the wallet of a private key. */
  grant(privateKey: string): FakeKey {
    const address = addressOf(privateKey);
    const key = {
      address,
      apiKey: `key-${address.slice(2, 10)}`,
      secret: new Uint8Array(32).fill(address.charCodeAt(5)).toBase64(),
      passphrase: `pass-${address.slice(-6)}`,
    };
    this.#keys.set(key.apiKey, key);
    return key;
  }

  /** Takes a key back, as if its wallet had lost it. */
  revoke(apiKey: string): void {
    this.#keys.delete(apiKey);
  }

  keyOf(apiKey: string): FakeKey | undefined {
    return this.#keys.get(apiKey);
  }

  /** Returns the key that a request was signed with, or why it was not. */
  request(
    headers: Headers,
    request: {
      readonly method: string;
      readonly path: string;
      readonly body: string;
    },
  ): FakeKey | string {
    const key = this.#keys.get(headers.get("POLY_API_KEY") ?? "");
    if (key === undefined) return "Unauthorized/Invalid api key";
    if (headers.get("POLY_PASSPHRASE") !== key.passphrase) {
      return "Unauthorized/Invalid passphrase";
    }
    if (headers.get("POLY_ADDRESS")?.toLowerCase() !== key.address) {
      return "Unauthorized/Invalid address";
    }
    const timestamp = headers.get("POLY_TIMESTAMP") ?? "";
    if (!this.#isNow(timestamp)) return "Unauthorized/Invalid timestamp";
    const expected = requestHmac(
      key.secret,
      `${timestamp}${request.method}${request.path}${request.body}`,
    );
    return headers.get("POLY_SIGNATURE") === expected
      ? key
      : "Unauthorized/Invalid signature";
  }

  /** Returns the wallet that asks for a key, or why it gets none. */
  wallet(
    headers: Headers,
    { chainId, creates }: {
      readonly chainId: number;
      readonly creates: boolean;
    },
  ): string {
    const address = headers.get("POLY_ADDRESS") ?? "";
    const timestamp = headers.get("POLY_TIMESTAMP") ?? "";
    const nonce = headers.get("POLY_NONCE") ?? "";
    if (!this.#isNow(timestamp)) throw new Error("Invalid timestamp");
    const hash = walletAuthHash({ address, timestamp, nonce, chainId });
    const signer = recoverAddress(hash, headers.get("POLY_SIGNATURE") ?? "");
    if (signer !== address.toLowerCase()) {
      throw new Error("Invalid L1 signature");
    }
    const used = `${signer} ${nonce}`;
    if (creates && this.#usedNonces.has(used)) {
      throw new Error("Nonce already used");
    }
    if (creates) this.#usedNonces.add(used);
    return signer;
  }

  /** Returns an order's hash, and whose it is. */
  order(
    order: WireOrder,
    choice: {
      readonly chainId: 137;
      readonly negRisk: boolean;
      readonly protocol: "v1" | "v2";
    },
  ): { readonly hash: string; readonly signer: string } {
    const hash = typedDataHash(
      domainSeparator(exchangeDomain(choice)),
      orderStructHash(order),
    );
    return {
      hash: `0x${hash.toHex()}`,
      signer: recoverAddress(hash, order.signature),
    };
  }

  #isNow(timestamp: string): boolean {
    return Math.abs(Number(timestamp) - this.#nowMs() / 1_000) <= SKEW_S_MAX;
  }
}
