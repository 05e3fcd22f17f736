import type {
  Model,
  ModelCallOptions,
  ModelOutcome,
  ModelReply,
  ModelRequest,
  Models,
  ToolCall,
} from "../../actors/ports/model.ts";
import { DailyBudget } from "../../domain/inference_budget.ts";
import type { ModelAnswer } from "../../domain/model_answer.ts";
import { MODEL_FAULTS } from "../../domain/model_entries.ts";
import { usd, usdFromMicros } from "../../domain/money.ts";
import { parseAnswer } from "../../models/parse_answer.ts";
import type { Clock } from "../../runtime/mod.ts";
import type { Dice } from "./dice.ts";
import { SIMULATED_BUDGET } from "./simulated_minds.ts";
import type { World } from "./world.ts";

/** Longest time that a call takes, in milliseconds: longer than the arena's own deadline for an order. */
const CALL_MS_MAX = 60_000;
/** Time that a call takes whose model is not slow, in milliseconds. */
const QUICK_MS_MAX = 2_000;
const COST_MAX = usd("0.05");

const TOOLS = [
  "market_details",
  "order_book",
  "price_history",
  "balances",
  "place_order",
  "a_tool_that_there_is_not",
] as const;

/** What models write where an answer should be. */
const GARBAGE = [
  "",
  "I would rather not say.",
  '{"action": "buy_yes"',
  '{"action": "buy_everything", "probabilityYes": 2}',
  "I'm sorry, I can't help with that.",
  '{"action": "hold"} {"action": "buy_yes"}',
  "\ud800\0",
] as const;

/**
 * The models of one process: they answer after a while, some late, some never, some garbage, some with a fault, and
 * each call costs something.
 */
export function simulatedModels(
  world: World,
  clock: Clock,
  dice: Dice,
): Models {
  return {
    open: (id) => new SimulatedModel(world, clock, dice.fork(id)),
    cutCallCost: () => Promise.resolve(null),
    openBudget: () => new DailyBudget(SIMULATED_BUDGET),
    parseAnswer,
    search: null,
    summaries: null,
  };
}

class SimulatedModel implements Model {
  readonly #world: World;
  readonly #clock: Clock;
  readonly #dice: Dice;

  constructor(world: World, clock: Clock, dice: Dice) {
    this.#world = world;
    this.#clock = clock;
    this.#dice = dice;
  }

  costMax() {
    return COST_MAX;
  }

  call(
    request: ModelRequest,
    { signal, onDelta }: ModelCallOptions,
  ): Promise<ModelOutcome> {
    const { faults, tally } = this.#world;
    const dice = this.#dice;
    const isSlow = dice.happens(faults.slowModel);
    const isSilent = dice.happens(faults.silentModel);
    const delayMs = dice.between(0, isSlow ? CALL_MS_MAX : QUICK_MS_MAX);
    const outcome = this.#outcome(request);
    if (isSlow) tally.count("slow model");
    if (isSilent) tally.count("silent model");
    const { promise, resolve } = Promise.withResolvers<ModelOutcome>();
    // A silent one is only ever ended by its caller, or by the deadline that every client has.
    const cancel = this.#clock.setTimer(
      () => {
        if (isSilent) return resolve(this.#failed("timed_out"));
        if (outcome.kind === "replied") {
          onDelta({ kind: "reasoning", text: "Hm. " });
          onDelta({ kind: "text", text: outcome.reply.text });
        }
        resolve(outcome);
      },
      isSilent ? CALL_MS_MAX * 2 : delayMs,
    );
    signal.addEventListener("abort", () => {
      cancel();
      resolve(this.#failed("aborted"));
    }, { once: true });
    return promise;
  }

  #outcome({ tools, toolChoice }: ModelRequest): ModelOutcome {
    const { faults, tally } = this.#world;
    const dice = this.#dice;
    if (dice.happens(faults.modelFault)) {
      tally.count("model fault");
      return this.#failed(dice.pick(MODEL_FAULTS));
    }
    if (dice.happens(faults.garbageReply)) {
      tally.count("garbage reply");
      return this.#replied({ text: dice.pick(GARBAGE) });
    }
    if (tools.length > 0 && toolChoice !== "none" && dice.happens(0.3)) {
      return this.#replied({
        finishReason: "tool_calls",
        toolCalls: [toolCall(dice)],
      });
    }
    return this.#replied({ text: JSON.stringify(answer(dice)) });
  }

  #cost(): ModelReply["cost"] {
    const amount = usdFromMicros(BigInt(this.#dice.between(0, 50_000)));
    return { amount, source: "provider" };
  }

  #failed(kind: typeof MODEL_FAULTS[number]): ModelOutcome {
    return {
      kind: "failed",
      fault: {
        kind,
        detail: "As the simulation has it.",
        retryAfterMs: null,
        httpStatus: null,
      },
      cost: this.#cost(),
      raw: "",
    };
  }

  #replied(change: Partial<ModelReply>): ModelOutcome {
    return {
      kind: "replied",
      reply: {
        id: null,
        model: "simulated/model",
        provider: null,
        text: "",
        reasoning: "Hm. ",
        reasoningDetails: [],
        toolCalls: [],
        refusal: null,
        finishReason: "stop",
        usage: null,
        cost: this.#cost(),
        raw: "",
        ...change,
      },
    };
  }
}

function toolCall(dice: Dice): ToolCall {
  const name = dice.pick(TOOLS);
  return {
    id: "call_1",
    name,
    argumentsText: name === "place_order"
      ? JSON.stringify(answer(dice))
      : dice.pick(["{}", "", "no json"]),
  };
}

/** A decision at any price: what is wrong with it the arena has to find. */
function answer(dice: Dice): ModelAnswer {
  const action = dice.pick(["hold", "buy_yes", "buy_no", "sell_yes"] as const);
  const price = () => dice.between(1, 99) / 100;
  const isTrade = action !== "hold";
  const isPurchase = action === "buy_yes" || action === "buy_no";
  const limitPrice = isTrade ? price() : null;
  const rests = isTrade && dice.happens(0.2);
  return {
    action,
    probabilityYes: dice.next(),
    confidence: dice.next(),
    reason: "The simulation says so.",
    limitPrice,
    contracts: isTrade && dice.happens(0.3) ? dice.between(1, 1_000) : null,
    timeInForce: rests ? "gtc" : null,
    expiresAtMs: null,
    target: isPurchase ? price() : null,
    // Below the limit as it has to be, for the most part.
    stop: isPurchase
      ? (limitPrice ?? 1) * (dice.happens(0.1) ? 1 : dice.next())
      : null,
    invalidation: isPurchase ? "Another draw." : null,
    orderId: null,
  };
}
