import { type PerpetualPrice, perpetualPrice } from "../../domain/perpetual.ts";
import type {
  PerpetualBook,
  PerpetualLevel,
} from "../../domain/perpetual_market.ts";
import type { MarketId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import { describeMismatch, printValue } from "../schema_issue.ts";
import {
  frameSchema,
  type HyperliquidFrame,
  type HyperliquidLevel,
  type HyperliquidMeta,
  metaSchema,
} from "./schema.ts";

/** What Hyperliquid sent, validated. */
export type ParsedFrame =
  | { readonly kind: "message"; readonly frame: HyperliquidFrame }
  | { readonly kind: "meta"; readonly meta: HyperliquidMeta };

/**
 * Returns what a JSON value that Hyperliquid sent says.
 *
 * @throws {RangeError} If it is nothing that we know, or does not match its schema.
 */
export function parseFrame(value: unknown): ParsedFrame {
  const kind = hyperliquidFrameKind(value);
  if (kind === null) {
    throw new RangeError(
      `Cannot decode a Hyperliquid frame as its channel must be known: current value is ${
        printValue(value)
      }`,
    );
  }
  if (kind === "meta") {
    const meta = metaSchema.safeParse(value);
    if (meta.success) return { kind, meta: meta.data };
    throw mismatch(kind, meta.error, value);
  }
  const frame = frameSchema.safeParse(value);
  if (frame.success) return { kind: "message", frame: frame.data };
  throw mismatch(kind, frame.error, value);
}

/** Returns what a message is called; `null` for a value that is none. */
export function hyperliquidFrameKind(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  const channel: unknown = Reflect.get(value, "channel");
  if (typeof channel === "string") return channel;
  return Object.hasOwn(value, "universe") ? "meta" : null;
}

function mismatch(
  kind: string,
  error: Parameters<typeof describeMismatch>[1],
  value: unknown,
): RangeError {
  return new RangeError(
    describeMismatch(`decode a Hyperliquid frame of ${kind}`, error, value),
  );
}

/**
 * Returns the book that both sides make.
 *
 * @throws {RangeError} If a side is not in order, a level is empty, or best bid and ask meet.
 */
export function bookOf(
  marketId: MarketId,
  { time, levels: [bidSide, askSide] }: {
    readonly time: number;
    readonly levels: readonly [
      readonly HyperliquidLevel[],
      readonly HyperliquidLevel[],
    ];
  },
): PerpetualBook {
  const bids = bidSide.map(levelOf);
  const asks = askSide.map(levelOf);
  checkOrder(marketId, bids, (better, worse) => better > worse);
  checkOrder(marketId, asks, (better, worse) => better < worse);
  checkCrossing(marketId, bids[0]?.price ?? null, asks[0]?.price ?? null);
  return { marketId, bids, asks, occurredAtMs: time };
}

/** Holds best prices to what a matching venue shows. @throws {RangeError} If they meet. */
export function checkCrossing(
  marketId: MarketId,
  bid: PerpetualPrice | null,
  ask: PerpetualPrice | null,
): void {
  if (bid === null || ask === null || bid < ask) return;
  throw new RangeError(
    `Cannot take prices of ${marketId} as the bid must be below the ask: current value is ${bid} and ${ask} micro-dollars`,
  );
}

/** @throws {RangeError} If nothing is there, or the price is none. */
export function levelOf({ px, sz }: HyperliquidLevel): PerpetualLevel {
  const level = { price: perpetualPrice(px), quantity: quantity(sz) };
  if (level.quantity > 0n) return level;
  throw new RangeError(
    `Cannot take a level as its size must be above 0: current value is ${sz} at ${px}`,
  );
}

function checkOrder(
  marketId: MarketId,
  levels: readonly PerpetualLevel[],
  isBetter: (better: bigint, worse: bigint) => boolean,
): void {
  for (const [index, level] of levels.entries()) {
    const before = levels[index - 1];
    if (before === undefined || isBetter(before.price, level.price)) continue;
    throw new RangeError(
      `Cannot take the book of ${marketId} as its levels must be best first: current value is ${before.price} before ${level.price} micro-dollars`,
    );
  }
}
