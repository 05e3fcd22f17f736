import { createHash } from "node:crypto";
import { assertNever } from "../../domain/assert_never.ts";
import type { Order } from "../../domain/order.ts";
import { isOnGrid, yesScale } from "../../domain/price.ts";
import { printMicros } from "../../domain/decimal.ts";
import type { ChainId } from "./exchange_contract.ts";
import { microsOf } from "./decimal_text.ts";
import { ORDER_LIMITS } from "./facts.ts";
import type { PolymarketListing } from "./listing.ts";
import { tokenOf, type TokenSide } from "./outcome_token.ts";
import type { PolymarketRequest } from "./signing.ts";

/** How the venue is to work an order, in its own words. */
export type VenueOrderType = "GTC" | "GTD" | "FOK" | "FAK";

/** An order as it is to be signed and sent. */
export interface OrderTerms {
  readonly request: Extract<PolymarketRequest, { kind: "order" }>;
  readonly orderType: VenueOrderType;
  readonly postOnly: boolean;
  /** Unix seconds; 0 for an order without an end. It is sent, and not signed. */
  readonly expirationS: number;
  /** Whether what is left is to be taken back at once. */
  readonly cancelsRest: boolean;
}

const MICROS = 1_000_000n;
const SIZE_STEP = BigInt(microsOf(ORDER_LIMITS.sizeStep));
const BUY_MIN = BigInt(microsOf(ORDER_LIMITS.marketableBuyMin));
/** Hex digits of a salt, within the bits that a JSON number holds. */
const SALT_DIGITS = 13;
const SALT_MASK = (1n << 52n) - 1n;

/**
 * Returns how an order goes to the venue, or in one sentence why the venue would refuse it.
 *
 * Everything that is signed follows from the order alone, so that sending it twice is sending one order: salt and
 * time are made of its id and its birth.
 *
 * A purchase that is to fill at once goes out resting and is taken back: the venue's own order of that kind spends
 * an amount instead of buying a number, and buys more than was asked for where it gets a better price.
 *
 * @param nowMs Unix milliseconds.
 */
export function termsOf(
  order: Order,
  listing: PolymarketListing,
  { chainId, nowMs }: { readonly chainId: ChainId; readonly nowMs: number },
): OrderTerms | { readonly refusal: string } {
  const refusal = refusalOf(order, listing, nowMs);
  if (refusal !== null) return { refusal };
  const { outcome, side, limit, quantity } = order;
  const notional = limit.price * quantity / MICROS;
  const isBuy = side === "buy";
  const tokenSide: TokenSide = isBuy ? "BUY" : "SELL";
  return {
    request: {
      kind: "order",
      chainId,
      protocol: listing.protocol,
      negRisk: listing.negRisk,
      order: {
        salt: saltOf(order.id),
        tokenId: tokenOf(listing.tokens, outcome),
        makerAmount: String(isBuy ? notional : quantity),
        takerAmount: String(isBuy ? quantity : notional),
        side: tokenSide,
        timestampMs: order.createdAtMs,
      },
    },
    ...workOf(order),
  };
}

function workOf(
  order: Order,
): Omit<OrderTerms, "request"> {
  const { timeInForce, side, expiresAtMs, postOnly } = order;
  const resting = { postOnly, expirationS: 0, cancelsRest: false };
  switch (timeInForce) {
    case "gtc":
      return { ...resting, orderType: "GTC" };
    case "gtd":
      return {
        ...resting,
        orderType: "GTD",
        expirationS: Math.floor((expiresAtMs ?? 0) / 1_000) +
          ORDER_LIMITS.expiryLeadS,
      };
    case "ioc":
      return side === "sell"
        ? { ...resting, orderType: "FAK" }
        : { ...resting, orderType: "GTC", cancelsRest: true };
    case "fok":
      return { ...resting, orderType: "FOK" };
    default:
      return assertNever(timeInForce);
  }
}

function refusalOf(
  { id, limit, quantity, side, timeInForce, expiresAtMs }: Order,
  { market }: PolymarketListing,
  nowMs: number,
): string | null {
  const refuse = (rule: string, value: string) =>
    `Cannot send ${id} as ${rule}: current value is ${value}`;
  if (!isOnGrid(yesScale(limit), market.priceRanges)) {
    const tick = printMicros(market.priceRanges[0]?.step ?? 0n);
    return refuse(
      `its price must be whole ticks of ${tick}, one tick inside a dollar`,
      printMicros(limit.price),
    );
  }
  if (quantity % SIZE_STEP !== 0n) {
    return refuse("its size must be whole hundredths", printMicros(quantity));
  }
  const isImmediate = timeInForce === "ioc" || timeInForce === "fok";
  if (!isImmediate && quantity < market.quantityMin) {
    return refuse(
      `a resting order must be of ${printMicros(market.quantityMin)} or more`,
      printMicros(quantity),
    );
  }
  if (timeInForce === "ioc" && side === "buy") {
    // It rests for a moment, so both minimums hold.
    if (quantity < market.quantityMin) {
      return refuse(
        `an order must be of ${printMicros(market.quantityMin)} or more`,
        printMicros(quantity),
      );
    }
    const notional = limit.price * quantity / MICROS;
    if (notional < BUY_MIN) {
      return refuse(
        `a purchase that trades at once must cost ${
          printMicros(BUY_MIN)
        } or more`,
        printMicros(notional),
      );
    }
  }
  if (timeInForce === "fok" && side === "buy") {
    return refuse(
      "the venue fills a purchase whole or not only by the amount spent, so it must be ioc, gtc or gtd",
      timeInForce,
    );
  }
  const aheadMs = (expiresAtMs ?? Infinity) - nowMs;
  const aheadMinMs = (ORDER_LIMITS.expiryAheadMinS - ORDER_LIMITS.expiryLeadS) *
    1_000;
  if (timeInForce === "gtd" && aheadMs < aheadMinMs) {
    return refuse(
      `it must end ${aheadMinMs} ms from now or later`,
      `${aheadMs} ms`,
    );
  }
  return null;
}

/** Returns a salt that only this order has, as a whole number that JSON holds exactly. */
export function saltOf(orderId: string): number {
  const digits = createHash("sha256").update(orderId).digest("hex");
  return Number(BigInt(`0x${digits.slice(0, SALT_DIGITS)}`) & SALT_MASK);
}
