/**
 * A small arena that can be asked, and a model that says what it is told to. Only tests import it.
 *
 * @module
 */
import type {
  Model,
  ModelCallOptions,
  ModelFaultKind,
  ModelOutcome,
  ModelReply,
  ModelRequest,
  ToolCall,
} from "../../../actors/ports/model.ts";
import { usdFromMicros } from "../../../domain/money.ts";
import {
  SAMPLE_SETTLEMENT,
  sampleContestant,
  sampleDecision,
  sampleMarket,
  sampleOrder,
} from "../../../domain/testing/view_samples.ts";
import type { ArenaView } from "../../../domain/view.ts";
import { INITIAL } from "../sse_testing.ts";

/** Two contestants: one bought for a reason, the other holds and was halted. */
export const ASKED_VIEW: ArenaView = {
  ...INITIAL,
  journalSequence: 42,
  contestants: [
    {
      ...sampleContestant("momentum", "1100.00"),
      name: "Momentum",
      fees: "3.20",
      positions: "40.00",
    },
    {
      ...sampleContestant("momentum-mini", "990.00"),
      name: "Momentum mini",
      tradingState: "halted",
      tradingDetail: "It lost 10 % in a day.",
    },
  ],
  markets: [sampleMarket("kalshi:A", { title: "Above 100,000?" })],
  decisions: [
    { ...sampleDecision("d_2"), contestantId: "momentum", offset: 9 },
    {
      ...sampleDecision("d_1"),
      contestantId: "momentum",
      offset: 7,
      marketProbability: 0.5,
      reason: "The mid rose.",
      action: {
        kind: "trade",
        side: "buy",
        outcome: "yes",
        quantity: "10.00",
        limit: "0.56",
        timeInForce: "ioc",
      },
    },
  ],
  orders: [{
    ...sampleOrder("o_1", "partially_filled"),
    contestantId: "momentum",
    contestantName: "Momentum",
    filledQuantity: "4.00",
    offset: 8,
  }],
  settlements: [{ ...SAMPLE_SETTLEMENT, contestantName: "Momentum" }],
};

/** What a scripted model does in one call. */
export type ScriptedReply =
  | { readonly text: string; readonly toolCalls?: readonly ToolCall[] }
  | { readonly fault: ModelFaultKind };

/** A model that replies what it is told, in order, and keeps what it was asked. Every call costs a cent. */
export class ScriptedModel implements Model {
  readonly requests: ModelRequest[] = [];
  readonly #replies: ScriptedReply[];

  constructor(...replies: readonly ScriptedReply[]) {
    this.#replies = [...replies];
  }

  costMax() {
    return usdFromMicros(20_000n);
  }

  call(
    request: ModelRequest,
    { onDelta }: ModelCallOptions,
  ): Promise<ModelOutcome> {
    this.requests.push(request);
    const reply = this.#replies.shift() ?? { fault: "overloaded" };
    const cost = { amount: usdFromMicros(10_000n), source: "catalog" } as const;
    if ("fault" in reply) {
      const fault = {
        kind: reply.fault,
        detail: "A secret of the provider.",
        retryAfterMs: null,
        httpStatus: 503,
      };
      return Promise.resolve({ kind: "failed", fault, cost, raw: "" });
    }
    for (const text of reply.text.split(/(?<= )/)) {
      if (text !== "") onDelta({ kind: "text", text });
    }
    onDelta({ kind: "reasoning", text: "A thought that is not said." });
    return Promise.resolve({
      kind: "replied",
      reply: {
        ...REPLY,
        text: reply.text,
        toolCalls: reply.toolCalls ?? [],
        cost,
      },
    });
  }
}

const REPLY: Omit<ModelReply, "cost"> = {
  id: null,
  model: "test/model",
  provider: null,
  text: "",
  reasoning: "",
  reasoningDetails: [],
  toolCalls: [],
  refusal: null,
  finishReason: "stop",
  usage: null,
  raw: "",
};
