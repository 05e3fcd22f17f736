import { z } from "zod";
import type { Signer } from "../signer/signer.ts";

/** What is signed: the moment, the method, and the path from the host's root without its query. */
export const signatureRequestSchema = z.object({
  kind: z.literal("request"),
  /** Unix milliseconds; the venue refuses one that is far from its own. */
  atMs: z.int().min(0).max(8_640_000_000_000_000),
  method: z.enum(["GET", "POST", "PUT", "DELETE"]),
  path: z.string().regex(/^\/[\x21-\x7e]{1,500}$/),
});

/** What a Kalshi key signs. */
export type SignatureRequest = z.infer<typeof signatureRequestSchema>;

/** A signature in base64. */
export const signatureSchema = z.base64().max(2_000);

/** Signs requests to Kalshi; its identity is the key's id. */
export type KalshiSigner = Signer<SignatureRequest, string>;

/** Returns the text that Kalshi verifies a signature against. */
export function signedText({ atMs, method, path }: SignatureRequest): string {
  return `${atMs}${method}${path.split("?", 1)[0]}`;
}

/** Returns the headers that make a request ours. */
export async function signedHeaders(
  signer: KalshiSigner,
  request: Omit<SignatureRequest, "kind">,
): Promise<Readonly<Record<string, string>>> {
  const [path = ""] = request.path.split("?", 1);
  return {
    "KALSHI-ACCESS-KEY": signer.identity,
    "KALSHI-ACCESS-TIMESTAMP": String(request.atMs),
    "KALSHI-ACCESS-SIGNATURE": await signer.sign({
      kind: "request",
      ...request,
      path,
    }),
  };
}
