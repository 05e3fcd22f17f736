import { getAddressFromPublicKey } from "@solana/addresses";
import { getBase58Encoder } from "@solana/codecs-strings";
import { createKeyPairFromBytes } from "@solana/keys";
import { getCompiledTransactionMessageDecoder } from "@solana/transaction-messages";
import {
  getSignatureFromTransaction,
  getTransactionDecoder,
  getTransactionEncoder,
  partiallySignTransaction,
} from "@solana/transactions";
import { z } from "zod";
import type { SigningModule } from "../signer/signing_module.ts";
import type { SignedTransaction } from "./signed_transaction.ts";

/** A transaction of at most 1,232 bytes, which is what the network takes. */
const requestSchema = z.object({
  kind: z.literal("transaction"),
  transaction: z.base64().max(2_000),
});

/** What the wallet's worker signs. */
export type TransactionRequest = z.infer<typeof requestSchema>;

const SECRET_BYTES = 64;

/**
 * Signs the transactions that the venue builds, with a Solana wallet.
 *
 * A key is what wallets export: base58, or the JSON array of the Solana command line. It signs only transactions
 * that it pays for and that want no other signature, so that one that does more than was asked for does not pass
 * because somebody else's signature is already on it.
 */
export const DFLOW_SIGNING: SigningModule<
  typeof requestSchema,
  SignedTransaction
> = {
  venue: "dflow",
  requestSchema,
  parts: ["private_key"],
  async open({ private_key: text = "" }) {
    const keyPair = await createKeyPairFromBytes(secretBytes(text));
    const identity = await getAddressFromPublicKey(keyPair.publicKey);
    return {
      identity,
      async sign({ transaction: base64 }) {
        const transaction = getTransactionDecoder().decode(
          Uint8Array.fromBase64(base64),
        );
        checkSigner(transaction.messageBytes, identity);
        const signed = await partiallySignTransaction([keyPair], transaction);
        return {
          transaction: Uint8Array.from(getTransactionEncoder().encode(signed))
            .toBase64(),
          signature: getSignatureFromTransaction(signed),
        };
      },
    };
  },
};

function checkSigner(
  message: Parameters<
    ReturnType<typeof getCompiledTransactionMessageDecoder>["decode"]
  >[0],
  identity: string,
): void {
  const { header, staticAccounts } = getCompiledTransactionMessageDecoder()
    .decode(message);
  const [payer] = staticAccounts;
  if (payer === identity && header.numSignerAccounts === 1) return;
  throw new RangeError(
    `Cannot sign a transaction as ${identity} must pay for it and sign it alone: current value is payer ${payer} and ${header.numSignerAccounts} signatures`,
  );
}

function secretBytes(text: string): Uint8Array {
  const bytes = text.trim().startsWith("[")
    ? Uint8Array.from(z.array(z.int().min(0).max(255)).parse(JSON.parse(text)))
    : Uint8Array.from(getBase58Encoder().encode(text.trim()));
  if (bytes.length !== SECRET_BYTES) {
    throw new RangeError(
      `Cannot read a Solana key as it must have ${SECRET_BYTES} bytes: current value is ${bytes.length}`,
    );
  }
  return bytes;
}
