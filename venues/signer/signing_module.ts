import type { z } from "zod";
import type { VenueId } from "../../domain/market.ts";
import type { AccountKeys } from "./key_name.ts";

/** One account's keys, ready to sign. */
export interface SigningKey<Request, Signed> {
  /** Who signs, in public. */
  readonly identity: string;
  /** @throws {Error} If the request is one that this key does not sign; the message names no secret. */
  sign(request: Request): Signed | Promise<Signed>;
}

/** How one venue wants things signed. It runs in the signing worker and nowhere else. */
export interface SigningModule<Schema extends z.ZodType, Signed> {
  readonly venue: VenueId;
  /** The only requests that are signed; anything else is refused. */
  readonly requestSchema: Schema;
  /** Parts that an account must have, such as `private_key`. */
  readonly parts: readonly string[];
  /** Makes a key of its parts. @throws {unknown} If they do not fit; what is thrown is not passed on. */
  open(
    parts: AccountKeys,
  ):
    | SigningKey<z.output<Schema>, Signed>
    | Promise<SigningKey<z.output<Schema>, Signed>>;
}
