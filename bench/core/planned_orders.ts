import { deriveDecisionId, deriveOrderId } from "../../domain/digest.ts";
import { type ContestantId, contestantId } from "../../domain/ids.ts";
import { quantity, ZERO_QUANTITY, ZERO_USD } from "../../domain/money.ts";
import { IMMEDIATE, type Order } from "../../domain/order.ts";
import type { Quote } from "../../domain/quote.ts";
import { type PlayedFeed, playFeed } from "../path/played_feed.ts";

const QUANTITY = quantity("10");
/** One quote of every market. */
const ONE_TURN = { durationMs: 8, spacingMs: 8 };

/** How many orders there are, and how many of them at a time. */
export interface OrderPlanOptions {
  /** Each has one order in flight per market at most, as a trader of the arena does. */
  readonly contestants: number;
  /** Of one contestant in one market, one after the other: a purchase, its sale, and so on. */
  readonly ordersPerMarket: number;
  /** Unix milliseconds. */
  readonly startMs: number;
}

/** Everything that the contestants do, made before anything is measured. */
export interface OrderPlan {
  readonly feed: PlayedFeed;
  readonly contestantIds: readonly ContestantId[];
  /** In each the next order follows on the fill of the one before. */
  readonly sequences: readonly (readonly Order[])[];
}

/** Returns the orders of all contestants in the eight markets of `playFeed`; all are filled whole and at once. */
export function planOrders(
  { contestants, ordersPerMarket, startMs }: OrderPlanOptions,
): OrderPlan {
  const feed = playFeed({ ...ONE_TURN, startMs });
  const events = feed.steps.flatMap((step) => step.events);
  const quotes = events.flatMap((event) =>
    event.kind === "quote_changed" ? [event.quote] : []
  );
  const contestantIds = Array.from(
    { length: contestants },
    (_, index) => contestantId(`bench-${index}`),
  );
  const sequences = contestantIds.flatMap((contestantId) =>
    quotes.map((quote) =>
      Array.from(
        { length: ordersPerMarket },
        (_, turn) => plannedOrder(contestantId, quote, turn),
      )
    )
  );
  return { feed, contestantIds, sequences };
}

function plannedOrder(
  contestantId: ContestantId,
  { marketId, yesBid, yesAsk, occurredAtMs }: Quote,
  turn: number,
): Order {
  const causationId = `turn_${turn}`;
  const decisionId = deriveDecisionId({ contestantId, marketId, causationId });
  const isPurchase = turn % 2 === 0;
  const price = isPurchase ? yesAsk : yesBid;
  if (price === null) {
    throw new Error(
      `Cannot plan orders as ${marketId} must have two sides: current value is one`,
    );
  }
  return {
    id: deriveOrderId(decisionId),
    decisionId,
    contestantId,
    marketId,
    side: isPurchase ? "buy" : "sell",
    outcome: "yes",
    quantity: QUANTITY,
    limit: { outcome: "yes", price },
    ...IMMEDIATE,
    replaces: null,
    status: "initialized",
    filledQuantity: ZERO_QUANTITY,
    filledNotional: ZERO_USD,
    createdAtMs: occurredAtMs,
  };
}
