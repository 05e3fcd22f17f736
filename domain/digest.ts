import { createHash } from "node:crypto";
import {
  type ContestantId,
  type DecisionId,
  decisionId,
  type FillId,
  fillId,
  type MarketId,
  type OrderId,
  orderId,
  type SignalId,
  signalId,
} from "./ids.ts";
import type { Outcome } from "./market.ts";
import type { SignalType } from "./signal.ts";

const ID_DIGITS = 32;

/** Returns the SHA-256 of the UTF-8 bytes of `text`, as 64 lower-case hex digits. */
export function sha256Hex(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** Names a cause without ambiguity: JSON keeps `["a","bc"]` and `["ab","c"]` apart. */
function causeDigits(...parts: readonly (string | number)[]): string {
  return sha256Hex(JSON.stringify(parts)).slice(0, ID_DIGITS);
}

/** What a decision follows from. One contestant decides once per market and cause. */
export interface DecisionCause {
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  /** The id of the round or signal that woke the contestant. */
  readonly causationId: string;
}

/** Returns the id of the decision that `cause` leads to: the same cause always gives the same id. */
export function deriveDecisionId(cause: DecisionCause): DecisionId {
  return decisionId(
    `d_${
      causeDigits(
        "decision",
        cause.contestantId,
        cause.marketId,
        cause.causationId,
      )
    }`,
  );
}

/** Returns the id of the one order that a decision may cause: `o_` and 32 hex digits. */
export function deriveOrderId(decision: DecisionId): OrderId {
  return orderId(`o_${causeDigits("order", decision)}`);
}

/**
 * Returns the id of a fill: `f_` and 32 hex digits.
 *
 * @param order The order that it fills.
 * @param venueFill The venue's own name of the fill, or its place among the order's fills from 0.
 */
export function deriveFillId(
  order: OrderId,
  venueFill: string | number,
): FillId {
  return fillId(`f_${causeDigits("fill", order, venueFill)}`);
}

/**
 * Returns the id of a signal: `s_` and 32 hex digits.
 *
 * @param market The market that raised it.
 * @param type Which rule raised it.
 * @param cause What the rule fired on: the trade's id, or the event's time in Unix milliseconds.
 */
export function deriveSignalId(
  market: MarketId,
  type: SignalType,
  cause: string | number,
): SignalId {
  return signalId(`s_${causeDigits("signal", market, type, cause)}`);
}

/**
 * Returns the id that stands in for a decision where a plan's target or stop sells: `d_` and 32 hex digits.
 *
 * @param plan The decision whose plan it is.
 * @param attempt Which sale by that plan it is, from 1.
 */
export function deriveExitDecisionId(
  plan: DecisionId,
  attempt: number,
): DecisionId {
  return decisionId(`d_${causeDigits("exit", plan, attempt)}`);
}

/** What the sales of a wind-down follow from: the row that asked for it, and what is held. */
export interface WindDownCause {
  /** Of the journal row that set the wind-down off. */
  readonly sequence: number;
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  /** `null` where a perpetual is held. */
  readonly outcome: Outcome | null;
}

/** Returns the id that stands in for a decision where a wind-down sells: `d_` and 32 hex digits. */
export function deriveWindDownDecisionId(cause: WindDownCause): DecisionId {
  const { sequence, contestantId, marketId, outcome } = cause;
  return decisionId(
    `d_${
      causeDigits(
        "wind_down",
        sequence,
        contestantId,
        marketId,
        outcome ?? "perpetual",
      )
    }`,
  );
}

/**
 * Returns the id of one sale of a wind-down: `o_` and 32 hex digits.
 *
 * @param cause What it follows from.
 * @param attempt Which try it is, from 1: an order that left something over is followed by the next one.
 */
export function deriveWindDownOrderId(
  cause: WindDownCause,
  attempt: number,
): OrderId {
  return orderId(
    `o_${
      causeDigits("wind_down_order", deriveWindDownDecisionId(cause), attempt)
    }`,
  );
}
