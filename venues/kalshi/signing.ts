import { Buffer } from "node:buffer";
import { constants, createPrivateKey, type KeyObject, sign } from "node:crypto";
import type { SigningModule } from "../signer/signing_module.ts";
import { signatureRequestSchema, signedText } from "./signature.ts";

const SALT_BYTES = 32;
const KEY_ID_PATTERN = /^[\x21-\x7e]{1,100}$/;

/**
 * Signs requests with a Kalshi key: RSA-PSS of SHA-256, MGF1 of SHA-256, 32 bytes of salt, in base64.
 *
 * A key is a PEM in PKCS#8 (`BEGIN PRIVATE KEY`) or PKCS#1 (`BEGIN RSA PRIVATE KEY`); its id is not secret, and is
 * kept beside it.
 */
export const KALSHI_SIGNING: SigningModule<
  typeof signatureRequestSchema,
  string
> = {
  venue: "kalshi",
  requestSchema: signatureRequestSchema,
  parts: ["key_id", "private_key"],
  open({ key_id: keyId = "", private_key: pem = "" }) {
    if (!KEY_ID_PATTERN.test(keyId)) {
      throw new TypeError(
        `Cannot sign for Kalshi as key_id must be the id of the key: current value is ${keyId.length} characters`,
      );
    }
    const key = rsaKey(pem);
    return {
      identity: keyId,
      sign: (request) =>
        sign("sha256", Buffer.from(signedText(request)), {
          key,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: SALT_BYTES,
        }).toString("base64"),
    };
  },
};

function rsaKey(pem: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType === "rsa") return key;
  throw new TypeError(
    `Cannot sign for Kalshi as the key must be an RSA key: current value is ${key.asymmetricKeyType}`,
  );
}
