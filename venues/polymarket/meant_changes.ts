import { printMicros } from "../../domain/decimal.ts";
import type { BookChange, TokenChange } from "./book_change.ts";
import type { FollowedToken, MarketDirectory } from "./market_directory.ts";
import { DOLLAR } from "./outcome_token.ts";

/** Changes of one token's book. */
export interface MeantChanges {
  /** `null` where the message is about no market that is followed. */
  readonly token: FollowedToken | null;
  readonly changes: readonly TokenChange[];
}

/**
 * Returns the changes of a message received at `atMs` that are to be applied: those of the YES token, which those of
 * the NO token must mirror, or those of the NO token where they come alone.
 *
 * @throws {RangeError} If they do not, or the message names another market than a token's.
 */
export function meantChanges(
  directory: MarketDirectory,
  { market, changes }: BookChange,
  atMs: number,
): MeantChanges {
  const yes: TokenChange[] = [];
  const no: TokenChange[] = [];
  let yesToken: FollowedToken | null = null;
  let noToken: FollowedToken | null = null;
  for (const change of changes) {
    const token = directory.hear(change.tokenId, market, atMs);
    if (token === undefined) continue;
    if (token.outcome === "yes") {
      yesToken = token;
      yes.push(change);
    } else {
      noToken = token;
      no.push(change);
    }
  }
  if (yes.length === 0) return { token: noToken, changes: no };
  if (no.length === 0 || areMirrored(yes, no)) {
    return { token: yesToken, changes: yes };
  }
  throw new RangeError(
    `Cannot change a book as its two tokens must mirror each other: current value is ${
      pricesOf(yes)
    } for YES and ${pricesOf(no)} for NO`,
  );
}

/** Whether changes of a market's YES token and those of its NO token say the same, one by one. */
function areMirrored(
  yes: readonly TokenChange[],
  no: readonly TokenChange[],
): boolean {
  return yes.length === no.length &&
    yes.every((change, index) => {
      const other = no[index];
      return other !== undefined && change.side !== other.side &&
        change.size === other.size && change.price + other.price === DOLLAR;
    });
}

function pricesOf(changes: readonly TokenChange[]): string {
  return changes.map(({ side, price }) =>
    `${side} ${printMicros(BigInt(price))}`
  ).join(", ");
}
