import type { DenialCode } from "../../domain/denial.ts";
import type { OrderEffect } from "../../domain/order_effect.ts";
import type { TradingState } from "../../domain/trading_state.ts";

/** What keeps an order from leaving. */
export interface AdmissionView {
  /** What the order does to what is held. */
  readonly effect: OrderEffect;
  /** Whether journal and venue have been compared since the start. */
  readonly isReconciled: boolean;
  /** Orders of the same contestant that the venue has not accounted for. */
  readonly unreconciled: number;
  /** Whether an order of the same contestant waits for an operator. */
  readonly isBlocked: boolean;
  /** What the contestant may do by the journal; risk may have looked at the order before that. */
  readonly state: TradingState;
  /** Whether the venue's circuit lets the order through. */
  readonly isCircuitReady: boolean;
}

/** Why an order does not leave. */
export interface AdmissionDenial {
  readonly code: DenialCode;
  readonly detail: string;
}

/** Returns why an order does not leave now, although risk has let it through; `null` if it does. */
export function admissionDenial(
  { effect, isReconciled, unreconciled, isBlocked, state, isCircuitReady }:
    AdmissionView,
): AdmissionDenial | null {
  if (!isReconciled) {
    return {
      code: "TRADING_HALTED",
      detail: "Journal and venue have not been compared since the start.",
    };
  }
  if (unreconciled > 0) {
    return {
      code: "TRADING_HALTED",
      detail:
        `The venue has not accounted for ${unreconciled} earlier orders yet.`,
    };
  }
  if (isBlocked) {
    return {
      code: "TRADING_HALTED",
      detail:
        "What became of an earlier order of this contestant is for an operator to settle.",
    };
  }
  if (state === "halted" && effect !== "liquidates") {
    return {
      code: "TRADING_HALTED",
      detail: "Trading was halted after the review of this order.",
    };
  }
  if (state === "reducing" && effect === "increases") {
    return {
      code: "TRADING_STATE_REDUCING",
      detail: "Trading was restricted after the review of this order.",
    };
  }
  if (!isCircuitReady) {
    return {
      code: "VENUE_CIRCUIT_OPEN",
      detail: "The venue failed too often in a row and is left alone.",
    };
  }
  return null;
}
