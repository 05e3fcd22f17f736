/** The parts of an order's way to the venue, in the order in which it goes through them. */
export const LATENCY_PARTS = {
  decide: "from the wake-up to the opinion",
  check: "risk",
  journal: "waiting for the commits of decision and order",
  sign: "signing",
  wire: "until the venue answered",
} as const;

/** A part of an order's way to the venue. */
export type LatencyPart = keyof typeof LATENCY_PARTS;
