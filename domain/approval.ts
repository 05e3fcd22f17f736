declare const reviewed: unique symbol;

/** What risk has reviewed and let through. Only `actors/risk/review.ts` makes one. */
export type Approved<Reviewed> = Reviewed & { readonly [reviewed]: true };
