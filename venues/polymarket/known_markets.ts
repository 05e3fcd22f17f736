import type { MarketId } from "../../domain/ids.ts";
import { isOnGrid, yesScale } from "../../domain/price.ts";
import type { Order } from "../../domain/order.ts";
import type { Clock } from "../../runtime/clock.ts";
import { describeMismatch } from "../schema_issue.ts";
import { type PolymarketListing, readListing } from "./listing.ts";
import { listingOf } from "./resolution_source.ts";
import type { PolymarketRest } from "./rest.ts";
import { gammaMarketSchema } from "./schema/gamma.ts";

/** What markets are looked up with. */
export interface KnownMarketsOptions {
  readonly rest: PolymarketRest;
  readonly clock: Clock;
}

/** Listings that orders and trades are about, looked up once each. */
export class KnownMarkets {
  readonly #options: KnownMarketsOptions;
  readonly #byId = new Map<MarketId, PolymarketListing>();
  readonly #byToken = new Map<string, PolymarketListing>();

  constructor(options: KnownMarketsOptions) {
    this.#options = options;
  }

  /** Returns the market of an order, looked up anew where its price is between the ticks that we know. */
  async ofOrder(
    { marketId, limit }: Order,
    signal: AbortSignal,
  ): Promise<PolymarketListing> {
    const known = this.#byId.get(marketId);
    if (
      known !== undefined && isOnGrid(yesScale(limit), known.market.priceRanges)
    ) return known;
    return this.#keep(await listingOf(marketId, { ...this.#options, signal }));
  }

  /** Returns the market of a token. @throws {RangeError} If the catalogue does not list it. */
  async ofToken(
    tokenId: string,
    signal: AbortSignal,
  ): Promise<PolymarketListing> {
    const known = this.#byToken.get(tokenId);
    if (known !== undefined) return known;
    const { rest, clock } = this.#options;
    for (const closed of [false, true]) {
      const { rows } = await rest.markets(
        { tokenIds: [tokenId], closed },
        signal,
      );
      const [row] = rows;
      if (row === undefined) continue;
      const parsed = gammaMarketSchema.safeParse(row);
      if (!parsed.success) {
        throw new RangeError(
          describeMismatch("decode a Polymarket market", parsed.error, row),
        );
      }
      const listing = readListing(parsed.data, clock.nowMs());
      const { yes, no } = listing.tokens;
      // Another market's rules would be applied to what it is not about.
      if (tokenId === yes || tokenId === no) return this.#keep(listing);
    }
    throw new RangeError(
      `Cannot look a market up as the catalogue must list its token: current value is ${tokenId}`,
    );
  }

  #keep(listing: PolymarketListing): PolymarketListing {
    this.#byId.set(listing.market.id, listing);
    this.#byToken.set(listing.tokens.yes, listing);
    this.#byToken.set(listing.tokens.no, listing);
    return listing;
  }
}
