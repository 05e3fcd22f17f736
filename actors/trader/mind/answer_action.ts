import type { DecisionAction, DecisionPlan } from "../../../domain/decision.ts";
import { MICROS } from "../../../domain/money.ts";
import type { Market, Outcome } from "../../../domain/market.ts";
import type { ModelAnswer } from "../../../domain/model_answer.ts";
import {
  type Quantity,
  quantityFromMicros,
  type UsdMicros,
} from "../../../domain/money.ts";
import {
  IMMEDIATE,
  type Order,
  type OrderTerms,
} from "../../../domain/order.ts";
import {
  noPriceFromMicros,
  type OutcomePrice,
  yesPriceFromMicros,
} from "../../../domain/price.ts";
import {
  kellyAmount,
  seedAmount,
  sharesFor,
  type SizingRule,
} from "../../../domain/sizing.ts";

/** What an answer is carried out with. */
export interface AnswerContext {
  readonly market: Market;
  readonly cash: UsdMicros;
  readonly held: { readonly yes: Quantity; readonly no: Quantity };
  /** The contestant's own orders that work in the market. */
  readonly working: readonly Order[];
  readonly sizing: SizingRule;
  readonly kellyFractionMicros: bigint;
  /** Unix milliseconds. */
  readonly nowMs: number;
}

/** What an answer comes to; where it cannot be carried out, one sentence that tells the model what to mend. */
export type AnswerAction =
  | {
    readonly kind: "usable";
    readonly action: DecisionAction;
    readonly plan: DecisionPlan | null;
  }
  | { readonly kind: "unusable"; readonly detail: string };

/** Returns the action that an answer asks for, in exact amounts. Limits are for risk to check. */
export function answerAction(
  answer: ModelAnswer,
  context: AnswerContext,
): AnswerAction {
  switch (answer.action) {
    case "hold":
      return { kind: "usable", action: { kind: "hold" }, plan: null };
    case "cancel":
      return cancel(answer, context);
    case "buy_yes":
      return buy(answer, "yes", context);
    case "buy_no":
      return buy(answer, "no", context);
    case "sell_yes":
      return sell(answer, "yes", context);
    case "sell_no":
      return sell(answer, "no", context);
  }
}

function cancel({ orderId }: ModelAnswer, { working }: AnswerContext) {
  const order = working.find(({ id }) => id === orderId);
  return order === undefined
    ? unusable("orderId must be one of your open orders in this market")
    : {
      kind: "usable" as const,
      action: { kind: "cancel" as const, orderId: order.id },
      plan: null,
    };
}

function buy(
  answer: ModelAnswer,
  outcome: Outcome,
  context: AnswerContext,
): AnswerAction {
  const { limitPrice, target, stop, invalidation } = answer;
  const life = lifeOf(answer, context);
  if (
    limitPrice === null || target === null || stop === null ||
    invalidation === null
  ) {
    return unusable(
      "limitPrice, target, stop and invalidation must not be null where you buy",
    );
  }
  if (stop >= limitPrice || stop >= target) {
    return unusable("stop must be below limitPrice and below target");
  }
  if (life === null) return unusable(LIFE_RULE);
  const limit = priceOf(outcome, limitPrice);
  const quantity = purchase(answer, limit, context);
  if (quantity === null) {
    return unusable("contracts must be above 0 where you buy");
  }
  // A rule that puts nothing on the forecast is a hold, with the forecast in it.
  if (quantity === 0n) {
    return { kind: "usable", action: { kind: "hold" }, plan: null };
  }
  return {
    kind: "usable",
    action: {
      kind: "trade",
      side: "buy",
      outcome,
      quantity,
      limit,
      ...IMMEDIATE,
      ...life,
    },
    plan: {
      target: priceOf(outcome, target),
      stop: priceOf(outcome, stop),
      invalidation,
    },
  };
}

/** @returns `null` where the model had to say how many and did not. */
function purchase(
  { confidence, probabilityYes, contracts }: ModelAnswer,
  { outcome, price }: OutcomePrice,
  { sizing, cash, market, kellyFractionMicros }: AnswerContext,
): Quantity | null {
  switch (sizing) {
    case "seed":
      return sharesFor(
        seedAmount(cash, confidence),
        price,
        market.quantityMin,
      );
    case "kelly": {
      const probability = outcome === "yes"
        ? probabilityYes
        : 1 - probabilityYes;
      return sharesFor(
        kellyAmount(cash, { probability, price }, kellyFractionMicros),
        price,
        market.quantityMin,
      );
    }
    case "model":
      return contracts === null || contracts === 0
        ? null
        : contractsOf(contracts);
  }
}

function sell(
  answer: ModelAnswer,
  outcome: Outcome,
  context: AnswerContext,
): AnswerAction {
  const { contracts, limitPrice } = answer;
  const { held } = context;
  if (limitPrice === null) {
    return unusable("limitPrice must not be null where you sell");
  }
  const life = lifeOf(answer, context);
  if (life === null) return unusable(LIFE_RULE);
  const quantity = contracts === null ? held[outcome] : contractsOf(contracts);
  if (quantity === 0n) {
    return unusable(
      `you hold ${
        held[outcome] === 0n ? "no" : "some"
      } ${outcome.toUpperCase()} contracts: contracts must be above 0 and at most what you hold`,
    );
  }
  return {
    kind: "usable",
    action: {
      kind: "trade",
      side: "sell",
      outcome,
      quantity,
      limit: priceOf(outcome, limitPrice),
      ...IMMEDIATE,
      ...life,
      reduceOnly: true,
    },
    plan: null,
  };
}

const LIFE_RULE =
  "expiresAtMs must be a time to come for gtd, and null for any other order";

/** How long an order works; `null` where the answer contradicts itself. */
function lifeOf(
  { timeInForce, expiresAtMs }: ModelAnswer,
  { nowMs }: AnswerContext,
): Pick<OrderTerms, "timeInForce" | "expiresAtMs"> | null {
  const isDated = timeInForce === "gtd";
  if (isDated !== (expiresAtMs !== null)) return null;
  if (expiresAtMs !== null && expiresAtMs <= nowMs) return null;
  return { timeInForce: timeInForce ?? "ioc", expiresAtMs };
}

function unusable(detail: string): AnswerAction {
  return { kind: "unusable", detail };
}

/** To the nearest millionth: a model's float is decimal text that went through JSON. */
function micros(amount: number): bigint {
  return BigInt(Math.round(amount * Number(MICROS)));
}

function contractsOf(contracts: number): Quantity {
  return quantityFromMicros(micros(contracts));
}

function priceOf(outcome: Outcome, dollars: number): OutcomePrice {
  return outcome === "yes"
    ? { outcome, price: yesPriceFromMicros(micros(dollars)) }
    : { outcome, price: noPriceFromMicros(micros(dollars)) };
}
