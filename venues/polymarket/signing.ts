import { createHmac } from "node:crypto";
import { Buffer } from "node:buffer";
import { getAddress, type Hex } from "viem";
import { type LocalAccount, privateKeyToAccount } from "viem/accounts";
import { z } from "zod";
import { assertNever } from "../../domain/assert_never.ts";
import type { AccountKeys } from "../signer/key_name.ts";
import type { SigningKey, SigningModule } from "../signer/signing_module.ts";
import { EMPTY_WORD } from "./empty_word.ts";
import { CHAIN_IDS } from "./exchange_contract.ts";
import {
  orderHash,
  type OrderMessage,
  type SignatureType,
  signOrder,
} from "./order_message.ts";
import { signRedemption } from "./redemption_transaction.ts";
import { redemptionSchema } from "./schema/redemption.ts";
import { tokenId, tokenSide } from "./schema/field.ts";
import type { ApiKey, PolymarketSigned } from "./signed.ts";

const chainId = z.literal(CHAIN_IDS);
const whole = z.string().regex(/^\d{1,30}$/);
const secondsField = z.int().min(0);

/** Everything that a Polymarket account signs; whatever else it is asked for is refused. */
const requestSchema = z.discriminatedUnion("kind", [
  /** Who the account is. */
  z.object({ kind: z.literal("account") }),
  z.object({
    kind: z.literal("order"),
    chainId,
    protocol: z.enum(["v1", "v2"]),
    negRisk: z.boolean(),
    order: z.object({
      /** A JSON number on the wire. */
      salt: z.int().min(0),
      tokenId,
      makerAmount: whole,
      takerAmount: whole,
      side: tokenSide,
      timestampMs: z.int().min(0),
    }),
  }),
  /** For the calls that make an API key. */
  z.object({
    kind: z.literal("wallet_auth"),
    chainId,
    timestampS: secondsField,
    nonce: z.int().min(0),
  }),
  /** For every other call: `path` without query, `body` as it is sent. */
  z.object({
    kind: z.literal("request_auth"),
    timestampS: secondsField,
    method: z.enum(["GET", "POST", "DELETE"]),
    path: z.string().startsWith("/").max(200),
    body: z.string().max(100_000),
  }),
  /** Takes the API key that the venue gave out, where the key store has none. */
  z.object({
    kind: z.literal("adopt_api_key"),
    apiKey: z.string().min(1).max(200),
    secret: z.string().min(1).max(200),
    passphrase: z.string().min(1).max(200),
  }),
  /** What a socket is told first; the venue wants the secret itself there. */
  z.object({ kind: z.literal("socket_auth") }),
  redemptionSchema,
]);

/** What the wallet's worker is asked to sign. */
export type PolymarketRequest = z.infer<typeof requestSchema>;

const WALLET_AUTH_TYPES = {
  ClobAuth: [
    { name: "address", type: "address" },
    { name: "timestamp", type: "string" },
    { name: "nonce", type: "uint256" },
    { name: "message", type: "string" },
  ],
} as const;
const WALLET_AUTH_WORDS =
  "This message attests that I control the given wallet";

/**
 * Signs for Polymarket: orders for its exchanges, the two kinds of request, and redemptions.
 *
 * An account's keys are `private_key` (hex), for a wallet that is a contract also `funder` (its address) and
 * `signature_type` (1, 2 or 3), and the API key's `api_key`, `api_secret` and `api_passphrase` where there is one.
 */
export const POLYMARKET_SIGNING: SigningModule<
  typeof requestSchema,
  PolymarketSigned
> = {
  venue: "polymarket",
  requestSchema,
  parts: ["private_key"],
  open: (parts) => new PolymarketKey(parts),
};

class PolymarketKey implements SigningKey<PolymarketRequest, PolymarketSigned> {
  readonly #account: LocalAccount;
  readonly #maker: Hex;
  readonly #signatureType: SignatureType;
  #apiKey: ApiKey | null;

  /** @throws {Error} If the parts are no keys. */
  constructor(parts: AccountKeys) {
    this.#account = privateKeyToAccount(privateKeyOf(parts));
    this.#signatureType = signatureTypeOf(parts);
    this.#maker = parts.funder === undefined
      ? this.#account.address
      : getAddress(parts.funder);
    if ((this.#signatureType === 0) !== (parts.funder === undefined)) {
      throw new RangeError(
        `Cannot open a wallet as funder must be set if and only if signature_type is not 0: current value is type ${this.#signatureType}`,
      );
    }
    this.#apiKey = apiKeyOf(parts);
  }

  get identity(): string {
    return this.#account.address;
  }

  async sign(request: PolymarketRequest): Promise<PolymarketSigned> {
    switch (request.kind) {
      case "account":
        return {
          kind: "account",
          address: this.#account.address,
          maker: this.#maker,
          signatureType: this.#signatureType,
          apiKey: this.#apiKey?.apiKey ?? null,
        };
      case "order":
        return await this.#signOrder(request);
      case "wallet_auth":
        return await this.#signWalletAuth(request);
      case "request_auth":
        return this.#signRequest(request);
      case "adopt_api_key": {
        const { kind: _kind, ...apiKey } = request;
        this.#apiKey = apiKey;
        return { kind: "api_key_adopted", apiKey: apiKey.apiKey };
      }
      case "socket_auth":
        return { kind: "socket_auth", auth: this.#requiredApiKey() };
      case "redemption":
        return await signRedemption(this.#account, request);
      default:
        return assertNever(request);
    }
  }

  async #signOrder(
    { order, ...choice }: Extract<PolymarketRequest, { kind: "order" }>,
  ): Promise<PolymarketSigned> {
    const isDepositWallet = this.#signatureType === 3;
    const message: OrderMessage = {
      salt: BigInt(order.salt),
      maker: this.#maker,
      signer: isDepositWallet ? this.#maker : this.#account.address,
      tokenId: BigInt(order.tokenId),
      makerAmount: BigInt(order.makerAmount),
      takerAmount: BigInt(order.takerAmount),
      side: order.side,
      signatureType: this.#signatureType,
      timestamp: BigInt(order.timestampMs),
      metadata: EMPTY_WORD,
      builder: EMPTY_WORD,
    };
    return {
      kind: "order",
      hash: orderHash(message, choice),
      signature: await signOrder(this.#account, message, choice),
      maker: message.maker,
      signer: message.signer,
      signatureType: this.#signatureType,
      owner: this.#requiredApiKey().apiKey,
    };
  }

  async #signWalletAuth(
    { chainId, timestampS, nonce }: Extract<
      PolymarketRequest,
      { kind: "wallet_auth" }
    >,
  ): Promise<PolymarketSigned> {
    const { address } = this.#account;
    const signature = await this.#account.signTypedData({
      domain: { name: "ClobAuthDomain", version: "1", chainId },
      types: WALLET_AUTH_TYPES,
      primaryType: "ClobAuth",
      message: {
        address,
        timestamp: String(timestampS),
        nonce: BigInt(nonce),
        message: WALLET_AUTH_WORDS,
      },
    });
    return { kind: "wallet_auth", address, signature };
  }

  #signRequest(
    { timestampS, method, path, body }: Extract<
      PolymarketRequest,
      { kind: "request_auth" }
    >,
  ): PolymarketSigned {
    const { apiKey, secret, passphrase } = this.#requiredApiKey();
    return {
      kind: "request_auth",
      address: this.#account.address,
      apiKey,
      passphrase,
      signature: requestSignature(
        secret,
        `${timestampS}${method}${path}${body}`,
      ),
    };
  }

  #requiredApiKey(): ApiKey {
    if (this.#apiKey !== null) return this.#apiKey;
    throw new RangeError(
      `Cannot sign for ${this.identity} as there must be an API key: current value is none`,
    );
  }
}

/** Returns the venue's HMAC of a request: base64 with the two letters that a URL can hold, and its padding. */
export function requestSignature(secret: string, text: string): string {
  // Secrets come in either alphabet; Node reads both.
  return createHmac("sha256", Buffer.from(secret, "base64"))
    .update(text).digest("base64")
    .replaceAll("+", "-").replaceAll("/", "_");
}

function privateKeyOf({ private_key: text = "" }: AccountKeys): Hex {
  const hex = text.trim().replace(/^0x/, "");
  return `0x${hex}`;
}

function signatureTypeOf(
  { signature_type: text = "0" }: AccountKeys,
): SignatureType {
  return z.literal([0, 1, 2, 3]).parse(Number(text));
}

function apiKeyOf(parts: AccountKeys): ApiKey | null {
  const { api_key: apiKey, api_secret: secret, api_passphrase: passphrase } =
    parts;
  if (apiKey === undefined && secret === undefined) return null;
  return z.object({
    apiKey: z.string().min(1),
    secret: z.string().min(1),
    passphrase: z.string().min(1),
  }).parse({ apiKey, secret, passphrase });
}
