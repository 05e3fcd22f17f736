import {
  openSigners,
  type OpenSignersOptions,
  type Signers,
} from "../signer/open_signers.ts";
import {
  type SignedTransaction,
  signedTransactionSchema,
} from "./signed_transaction.ts";
import type { TransactionRequest } from "./signing.ts";

/** Opens the wallets that there are keys of. @throws {FatalVenueError} If the keys cannot be read. */
export function openDflowSigners(
  options: Pick<
    OpenSignersOptions<typeof signedTransactionSchema>,
    "path" | "clock" | "onDeath"
  >,
): Promise<Signers<TransactionRequest, SignedTransaction>> {
  return openSigners({
    ...options,
    venue: "dflow",
    worker: new URL("./signer_worker.ts", import.meta.url),
    signedSchema: signedTransactionSchema,
  });
}
