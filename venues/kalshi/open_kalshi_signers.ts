import {
  openSigners,
  type OpenSignersOptions,
  type Signers,
} from "../signer/open_signers.ts";
import { type SignatureRequest, signatureSchema } from "./signature.ts";

/** Opens the Kalshi keys that there are. @throws {FatalVenueError} If they cannot be read. */
export function openKalshiSigners(
  options: Pick<
    OpenSignersOptions<typeof signatureSchema>,
    "path" | "clock" | "onDeath"
  >,
): Promise<Signers<SignatureRequest, string>> {
  return openSigners({
    ...options,
    venue: "kalshi",
    worker: new URL("./signer_worker.ts", import.meta.url),
    signedSchema: signatureSchema,
  });
}
