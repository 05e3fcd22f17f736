import {
  openSigners,
  type OpenSignersOptions,
  type Signers,
} from "../signer/open_signers.ts";
import { type PolymarketSigned, polymarketSignedSchema } from "./signed.ts";
import type { PolymarketRequest } from "./signing.ts";

/** Opens the wallets that there are keys of. @throws {FatalVenueError} If the keys cannot be read. */
export function openPolymarketSigners(
  options: Pick<
    OpenSignersOptions<typeof polymarketSignedSchema>,
    "path" | "clock" | "onDeath"
  >,
): Promise<Signers<PolymarketRequest, PolymarketSigned>> {
  return openSigners({
    ...options,
    venue: "polymarket",
    worker: new URL("./signer_worker.ts", import.meta.url),
    signedSchema: polymarketSignedSchema,
  });
}
