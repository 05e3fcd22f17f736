import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { assertNever } from "../../domain/assert_never.ts";
import type { MarketId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import { perpetualPrice } from "../../domain/perpetual.ts";
import { fundingRate } from "../../domain/perpetual_funding.ts";
import type {
  PerpetualMarket,
  PerpetualReport,
} from "../../domain/perpetual_market.ts";
import type { FrameReceipt, VenueDecoder } from "../venue_decoder.ts";
import { hyperliquidMarket, KNOWN_MARKETS } from "./facts.ts";
import {
  bookOf,
  checkCrossing,
  levelOf,
  type ParsedFrame,
  parseFrame,
} from "./frame.ts";
import type { HyperliquidFrame, HyperliquidMeta } from "./schema.ts";

type FrameOf<Channel extends HyperliquidFrame["channel"]> = Extract<
  HyperliquidFrame,
  { readonly channel: Channel }
>;

/** A perpetual of which something was heard. */
interface FollowedMarket {
  readonly market: PerpetualMarket;
  /** The venue's time of the newest book or quote, Unix milliseconds. */
  quotedAtMs: number;
  /** Whose book it has; `null` while it has none. */
  bookConnection: string | null;
}

/**
 * Decodes what Hyperliquid sends of perpetuals on its socket (`l2Book`, `bbo`, `trades`, `activeAssetCtx`), and its
 * `meta`.
 *
 * - A message that does not decode is one `frame_rejected`, and changes nothing.
 * - A perpetual is listed with the first message about it. Of coins that neither `meta` nor `facts.ts` knows nothing
 *   is said: without its decimals and its leverage nobody could trade one.
 * - Books come whole, without sequence numbers; one that is older than what was heard before is left out.
 * - A connection that ends leaves empty books behind until the next ones come.
 * - The same frames give the same events: it reads no clock.
 */
export class HyperliquidDecoder implements VenueDecoder {
  readonly venue = "hyperliquid";
  readonly #known = new Map(
    KNOWN_MARKETS.value.map((market) => [market.coin, market]),
  );
  readonly #followed = new Map<string, FollowedMarket>();

  decode(frame: unknown, receipt: FrameReceipt): readonly MarketEvent[] {
    try {
      const value: unknown = typeof frame === "string"
        ? JSON.parse(frame)
        : frame;
      return this.#read(parseFrame(value), receipt).map((report) => ({
        kind: "perpetual_reported",
        report,
      }));
    } catch (error) {
      return [rejected(error, receipt)];
    }
  }

  /** Phases and results are of binary markets: this venue has none that we trade. */
  tell(): readonly MarketEvent[] {
    return [];
  }

  /** Starts a connection over, or ends it: its books are not to be traded on any more. */
  reconnect(connection: string, atMs: number): readonly MarketEvent[] {
    const events: MarketEvent[] = [];
    for (const followed of this.#followed.values()) {
      if (followed.bookConnection !== connection) continue;
      followed.bookConnection = null;
      const { id: marketId } = followed.market;
      events.push({
        kind: "perpetual_reported",
        report: {
          kind: "book",
          book: { marketId, bids: [], asks: [], occurredAtMs: atMs },
        },
      });
    }
    return events;
  }

  #read(
    parsed: ParsedFrame,
    receipt: FrameReceipt,
  ): readonly PerpetualReport[] {
    if (parsed.kind === "message") return this.#apply(parsed.frame, receipt);
    this.#learn(parsed.meta);
    return [];
  }

  /** A coin that is listed stays as it was listed: what was traded by its decimals must go on to hold. */
  #learn({ universe }: HyperliquidMeta): void {
    this.#known.clear();
    for (const { name, szDecimals, maxLeverage, isDelisted } of universe) {
      if (isDelisted) continue;
      const market = hyperliquidMarket({
        coin: name,
        sizeDecimals: szDecimals,
        leverageMax: maxLeverage,
      });
      this.#known.set(name, market);
    }
  }

  #apply(
    frame: HyperliquidFrame,
    receipt: FrameReceipt,
  ): readonly PerpetualReport[] {
    switch (frame.channel) {
      case "l2Book":
        return this.#replace(frame, receipt);
      case "bbo":
        return this.#quote(frame);
      case "trades":
        return frame.data.flatMap((trade) => this.#print(trade));
      case "activeAssetCtx":
        return this.#value(frame, receipt);
      case "subscriptionResponse":
      case "pong":
        return [];
      case "error":
        throw new RangeError(
          `Cannot follow Hyperliquid as it must take our messages: current value is ${
            JSON.stringify(frame.data)
          }`,
        );
      default:
        return assertNever(frame);
    }
  }

  #replace(
    { data }: FrameOf<"l2Book">,
    { connection }: FrameReceipt,
  ): readonly PerpetualReport[] {
    return this.#about(data.coin, (id, followed) => {
      const book = bookOf(id, data);
      if (data.time < followed.quotedAtMs) return [];
      followed.quotedAtMs = data.time;
      followed.bookConnection = connection;
      return [{ kind: "book", book }];
    });
  }

  #quote({ data }: FrameOf<"bbo">): readonly PerpetualReport[] {
    const { coin, time, bbo: [bidLevel, askLevel] } = data;
    return this.#about(coin, (marketId, followed) => {
      const bid = bidLevel === null ? null : levelOf(bidLevel).price;
      const ask = askLevel === null ? null : levelOf(askLevel).price;
      checkCrossing(marketId, bid, ask);
      if (time < followed.quotedAtMs) return [];
      followed.quotedAtMs = time;
      return [{
        kind: "quote",
        quote: { marketId, bid, ask, occurredAtMs: time },
      }];
    });
  }

  #print(
    { coin, side, px, sz, time, tid }: FrameOf<"trades">["data"][number],
  ): readonly PerpetualReport[] {
    return this.#about(coin, (marketId) => [{
      kind: "trade",
      trade: {
        marketId,
        tradeId: String(tid),
        price: perpetualPrice(px),
        quantity: quantity(sz),
        takerSide: side === "B" ? "buy" : "sell",
        occurredAtMs: time,
      },
    }]);
  }

  #value(
    { data: { coin, ctx } }: FrameOf<"activeAssetCtx">,
    { atMs }: FrameReceipt,
  ): readonly PerpetualReport[] {
    return this.#about(coin, (marketId) => [{
      kind: "context",
      context: {
        marketId,
        fundingRate: fundingRate(ctx.funding),
        oraclePrice: perpetualPrice(ctx.oraclePx),
        markPrice: perpetualPrice(ctx.markPx),
        occurredAtMs: atMs,
      },
    }]);
  }

  /** Returns what `read` makes of a message about `coin`, after its listing where it is the first one. */
  #about(
    coin: string,
    read: (
      id: MarketId,
      followed: FollowedMarket,
    ) => readonly PerpetualReport[],
  ): readonly PerpetualReport[] {
    const heard = this.#followed.get(coin);
    if (heard !== undefined) return read(heard.market.id, heard);
    const market = this.#known.get(coin);
    if (market === undefined) return [];
    const followed = { market, quotedAtMs: 0, bookConnection: null };
    const reports = read(market.id, followed);
    this.#followed.set(coin, followed);
    return [{ kind: "listed", market }, ...reports];
  }
}

function rejected(error: unknown, { source }: FrameReceipt): MarketEvent {
  // SyntaxError: text that is no JSON, or no amount. RangeError: what we or the domain refuse.
  const isExpected = error instanceof SyntaxError ||
    error instanceof RangeError;
  if (!isExpected) throw error;
  const { message } = error;
  return {
    kind: "frame_rejected",
    rejection: { venue: "hyperliquid", source, message },
  };
}
