import { z } from "zod";

const hex = z.templateLiteral(["0x", z.string().regex(/^[0-9a-fA-F]+$/)]);

/** The key by which a wallet's requests are known. */
const apiKeySchema = z.object({
  apiKey: z.string(),
  secret: z.string(),
  passphrase: z.string(),
});

/** What the wallet's worker answers, by what it was asked. */
export const polymarketSignedSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("account"),
    address: hex,
    /** Who pays: the address itself, or the wallet that it signs for. */
    maker: hex,
    signatureType: z.literal([0, 1, 2, 3]),
    /** `null` until one is adopted. */
    apiKey: z.string().nullable(),
  }),
  z.object({
    kind: z.literal("order"),
    /** By which the venue knows the order. */
    hash: hex,
    signature: hex,
    maker: hex,
    signer: hex,
    signatureType: z.literal([0, 1, 2, 3]),
    /** The API key that sends it. */
    owner: z.string(),
  }),
  z.object({ kind: z.literal("wallet_auth"), address: hex, signature: hex }),
  z.object({
    kind: z.literal("request_auth"),
    address: hex,
    apiKey: z.string(),
    passphrase: z.string(),
    signature: z.string(),
  }),
  z.object({ kind: z.literal("api_key_adopted"), apiKey: z.string() }),
  z.object({ kind: z.literal("socket_auth"), auth: apiKeySchema }),
  z.object({
    kind: z.literal("redemption"),
    /** As it is sent. */
    transaction: hex,
    hash: hex,
  }),
]);

/** What the wallet's worker answers. */
export type PolymarketSigned = z.infer<typeof polymarketSignedSchema>;
/** The key by which a wallet's requests are known. */
export type ApiKey = z.infer<typeof apiKeySchema>;
