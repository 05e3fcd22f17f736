import type { VenueAnswerError } from "../net/venue_error.ts";
import { EMPTY_WORD } from "./empty_word.ts";
import { ORDER_LIMITS } from "./facts.ts";
import type { OrderTerms } from "./order_terms.ts";
import type { OwnOrderRow } from "./schema/clob.ts";
import type { SignedOf } from "./signature.ts";

/** Returns the body that sends an order. */
export function bodyOf(terms: OrderTerms, signed: SignedOf<"order">): string {
  const { order } = terms.request;
  return JSON.stringify({
    deferExec: false,
    owner: signed.owner,
    orderType: terms.orderType,
    ...(terms.postOnly ? { postOnly: true } : {}),
    order: {
      salt: order.salt,
      maker: signed.maker,
      signer: signed.signer,
      tokenId: order.tokenId,
      makerAmount: order.makerAmount,
      takerAmount: order.takerAmount,
      side: order.side,
      signatureType: signed.signatureType,
      timestamp: String(order.timestampMs),
      expiration: String(terms.expirationS),
      metadata: EMPTY_WORD,
      builder: EMPTY_WORD,
      signature: signed.signature,
    },
  });
}

/** Returns the venue's own words of a refusal, out of `{"error": …}` where they are in there. */
export function wordsOfAnswer({ body, message }: VenueAnswerError): string {
  try {
    const value: unknown = JSON.parse(body);
    const words: unknown = typeof value === "object" && value !== null
      ? Reflect.get(value, "error") ?? Reflect.get(value, "errorMsg")
      : null;
    return typeof words === "string" && words !== "" ? words : message;
  } catch {
    return message;
  }
}

/** Returns when an order ends, in Unix milliseconds: the venue does it before the time that it states. `null` for one without an end. */
export function expiryOf({ expiration }: OwnOrderRow): number | null {
  return expiration === undefined || expiration === 0
    ? null
    : (expiration - ORDER_LIMITS.expiryLeadS) * 1_000;
}
