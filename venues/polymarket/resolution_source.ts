import type {
  ResolutionReport,
  ResolutionSource,
} from "../../actors/ports/resolution.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { Resolution } from "../../domain/market.ts";
import { yesPriceFromMicros } from "../../domain/price.ts";
import type { Clock } from "../../runtime/clock.ts";
import { describeMismatch } from "../schema_issue.ts";
import { type PolymarketListing, readListing } from "./listing.ts";
import type { PolymarketRest } from "./rest.ts";
import type { ReportedResolution } from "./schema/records.ts";
import { gammaMarketSchema } from "./schema/gamma.ts";

const PREFIX = "polymarket:";
const DOLLAR = 1_000_000;

/** What questions about markets are asked with. */
export interface PolymarketResolutionOptions {
  readonly rest: PolymarketRest;
  readonly clock: Clock;
}

/**
 * Asks Polymarket how markets stand.
 *
 * The catalogue tells of a proposal and of a dispute; what is paid is final, and told by the payouts of the ledger
 * where the catalogue has closed the market but does not show 0 and 1 yet. Half each is a scalar result.
 */
export class PolymarketResolution implements ResolutionSource {
  readonly venue = "polymarket";
  readonly #options: PolymarketResolutionOptions;

  constructor(options: PolymarketResolutionOptions) {
    this.#options = options;
  }

  /**
   * Looks one market up.
   *
   * @throws {RangeError} If `marketId` belongs to another venue, or the row is one that we do not follow.
   * @throws {Error} If the venue cannot be asked now or its answer does not decode; ask again later.
   */
  async resolve(
    marketId: MarketId,
    signal: AbortSignal,
  ): Promise<ResolutionReport> {
    const { rest, clock } = this.#options;
    const listing = await listingOf(marketId, { rest, clock, signal });
    const { market, resolution, conditionId } = listing;
    if (market.phase !== "closed") {
      return { marketId, phase: market.phase, resolution };
    }
    const paid = await rest.resolution(conditionId, signal);
    const settled = paid === null ? null : paidResolution(paid);
    return settled === null
      ? { marketId, phase: "closed", resolution: null }
      : { marketId, phase: "final", resolution: settled };
  }
}

/**
 * Returns a market as the catalogue lists it now.
 *
 * @throws {RangeError} If `marketId` belongs to another venue, or the row is one that we do not follow.
 */
export async function listingOf(
  marketId: MarketId,
  { rest, clock, signal }: PolymarketResolutionOptions & {
    readonly signal: AbortSignal;
  },
): Promise<PolymarketListing> {
  const row = await rest.market(slugOf(marketId), signal);
  const parsed = gammaMarketSchema.safeParse(row);
  if (!parsed.success) {
    throw new RangeError(
      describeMismatch("decode a Polymarket market", parsed.error, row),
    );
  }
  const listing = readListing(parsed.data, clock.nowMs());
  if (listing.market.id === marketId) return listing;
  throw new RangeError(
    `Cannot look ${marketId} up as the venue must answer about that market: current value is ${listing.market.id}`,
  );
}

/** Returns what Polymarket calls a market. @throws {RangeError} If the id belongs to another venue. */
export function slugOf(marketId: MarketId): string {
  if (marketId.startsWith(PREFIX)) return marketId.slice(PREFIX.length);
  throw new RangeError(
    `Cannot look a market up as its id must start with "${PREFIX}": current value is ${marketId}`,
  );
}

/** Returns what the ledger's payouts are; `null` while nothing is reported. */
export function paidResolution(
  { status, payouts }: ReportedResolution,
): Resolution | null {
  const [yes, no] = payouts ?? [];
  if (status !== "resolved" || yes === undefined || no === undefined) {
    return null;
  }
  if (yes + no !== DOLLAR) {
    throw new RangeError(
      `Cannot resolve a market as both outcomes must pay a dollar together: current value is ${yes} and ${no}`,
    );
  }
  if (yes === DOLLAR) return { kind: "yes" };
  if (no === DOLLAR) return { kind: "no" };
  return { kind: "scalar", yesPayout: yesPriceFromMicros(BigInt(yes)) };
}
