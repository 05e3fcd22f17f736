import { z } from "zod";
import type { VenueId } from "../../domain/market.ts";

/** Who the keys of one account belong to: a contestant's id. It may have dots, which venue and part have not. */
const ACCOUNT = "[a-z0-9._-]{1,60}";
const PART = "[a-z0-9_]{1,40}";

/** `venue.account.part`, such as `kalshi.momentum.private_key`. */
export const keyNameSchema = z.string().regex(
  new RegExp(`^[a-z]{1,20}\\.${ACCOUNT}\\.${PART}$`),
  "must read venue.account.part, in lower case, such as kalshi.momentum.private_key",
);

/** Secrets by their names. */
export const keysSchema = z.record(
  keyNameSchema,
  z.string().min(1).max(20_000),
);

/** Secrets by their names. */
export type Keys = Readonly<z.infer<typeof keysSchema>>;

/** The secrets of one account at one venue, by their parts. */
export type AccountKeys = Readonly<Record<string, string>>;

/** Returns the secrets of `venue`, by account. */
export function accountsAt(
  venue: VenueId,
  keys: Keys,
): ReadonlyMap<string, AccountKeys> {
  const accounts = new Map<string, Record<string, string>>();
  for (const [name, secret] of Object.entries(keys)) {
    const partAt = name.lastIndexOf(".");
    const venueEnd = name.indexOf(".");
    if (name.slice(0, venueEnd) !== venue) continue;
    const account = name.slice(venueEnd + 1, partAt);
    const part = name.slice(partAt + 1);
    const parts = accounts.get(account) ?? {};
    parts[part] = secret;
    accounts.set(account, parts);
  }
  return accounts;
}
