import { FatalVenueError } from "../../actors/ports/execution.ts";
import type { Signer } from "../signer/signer.ts";
import type { PolymarketSigned } from "./signed.ts";
import type { PolymarketRequest } from "./signing.ts";

/** Signs for one Polymarket wallet. */
export type PolymarketSigner = Signer<PolymarketRequest, PolymarketSigned>;

/** One answer of the signer. */
export type SignedOf<Kind extends PolymarketSigned["kind"]> = Extract<
  PolymarketSigned,
  { kind: Kind }
>;

/** Returns the signer's answer as the one that was asked for. @throws {FatalVenueError} If it is another one. */
export function signedAs<Kind extends PolymarketSigned["kind"]>(
  kind: Kind,
  signed: PolymarketSigned,
): SignedOf<Kind> {
  if (isOfKind(kind, signed)) return signed;
  throw new FatalVenueError(
    `Cannot sign for polymarket as the signer must answer with ${kind}: current value is ${signed.kind}`,
  );
}

function isOfKind<Kind extends PolymarketSigned["kind"]>(
  kind: Kind,
  signed: PolymarketSigned,
): signed is SignedOf<Kind> {
  return signed.kind === kind;
}
