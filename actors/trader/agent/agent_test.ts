import { assert, assertEquals } from "@std/assert";
import { deriveOrderId } from "../../../domain/digest.ts";
import { contestantId, marketId, signalId } from "../../../domain/ids.ts";
import type { JournalEntry } from "../../../domain/journal.ts";
import type { Market } from "../../../domain/market.ts";
import type { ModelAnswer } from "../../../domain/model_answer.ts";
import { quantity, usd } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import { yesPrice } from "../../../domain/price.ts";
import type { MarketSignal } from "../../../domain/signal.ts";
import { sealedSnapshot, type Snapshot } from "../../../domain/snapshot.ts";
import { SAMPLE_MARKET } from "../../../domain/testing/samples.ts";
import { TestProbe } from "../../../runtime/mod.ts";
import { ActorStage } from "../../../tests/actors/actor_stage.ts";
import { HeldJournal } from "../../../tests/actors/held_journal.ts";
import { marketSnapshot } from "../../briefer/market_snapshot.ts";
import type {
  AgentCancelReply,
  AgentDecisionReply,
  AgentStanding,
  AgentSubmission,
} from "../../ports/agent_desk.ts";
import type { RiskMessage } from "../../risk/protocol.ts";
import { BUY_ANSWER, HOLD_ANSWER } from "../mind/testing/scripted_models.ts";
import { startAgent } from "./agent.ts";
import { AGENT_MAILBOX, type AgentMessage } from "./messages.ts";

const BOT = contestantId("agent-bot");
const MARKET: Market = { ...SAMPLE_MARKET, closesAtMs: 172_800_000 };
const HALT: JournalEntry = {
  kind: "trading_state_changed",
  scope: { kind: "arena" },
  state: "halted",
  step: null,
  cause: "operator",
  detail: "Stop.",
  by: "test",
};

function snapshotOf(
  causationId: string,
  takenAtMs: number,
  signal: MarketSignal | null = null,
): Snapshot {
  return sealedSnapshot({
    takenAtMs,
    causationId,
    signal,
    markets: [marketSnapshot(MARKET, {
      quote: {
        marketId: MARKET.id,
        yesBid: yesPrice("0.54"),
        yesAsk: yesPrice("0.56"),
        occurredAtMs: takenAtMs,
      },
      history: [],
      book: null,
      signals: [],
      summary: null,
      resolved: { yes: 0, no: 0 },
    })],
  });
}

async function openAgent(journal = new HeldJournal()) {
  if (journal.rows.length === 0) {
    journal.write({ kind: "market_listed", market: MARKET });
  }
  const stage = new ActorStage<AgentMessage>(journal);
  const risk = new TestProbe<RiskMessage>();
  await stage.open(AGENT_MAILBOX, (parts, context) =>
    startAgent({
      ...parts,
      contestantId: BOT,
      name: "bot",
      startingBalance: usd("10000"),
      orderQuantityMax: quantity("1000"),
      risk,
      windowMs: 120_000,
      options: {
        intervalMs: 60_000,
        closingMs: 20_000,
        sessionsMax: 2,
        stepsMax: 4,
        toolCallsMax: 3,
        outputTokensMax: 1_000,
        sizing: "seed",
        kellyFractionMicros: 250_000n,
        personality: "none",
        plantsCanaries: true,
      },
    }, context));
  const show = async (name: string, signal: MarketSignal | null = null) => {
    const snapshot = snapshotOf(name, stage.test.clock.nowMs(), signal);
    await stage.tell({ kind: "snapshot_taken", snapshot });
    return snapshot;
  };
  /** Sends a decision. @returns What has been answered so far. */
  const send = async (submission: AgentSubmission) => {
    const replyTo = new TestProbe<AgentDecisionReply>();
    await stage.tell({ kind: "submit_decision", submission, replyTo });
    return replyTo.messages;
  };
  return {
    stage,
    journal,
    risk,
    show,
    send,
    decide: (
      snapshot: Snapshot,
      change: Partial<AgentSubmission> = {},
    ) =>
      send({
        snapshotId: snapshot.id,
        marketId: MARKET.id,
        key: "k1",
        answer: HOLD_ANSWER,
        ...change,
      }),
    commit: async (...entries: readonly JournalEntry[]) => {
      journal.commitForeign(...entries);
      await stage.settle();
    },
    /** The newest order that risk was sent. */
    order(): Order {
      const review = risk.messages.findLast(({ kind }) =>
        kind === "review_order"
      );
      assert(review?.kind === "review_order");
      return review.order;
    },
  };
}

const buying = (change: Partial<ModelAnswer> = {}) => ({
  answer: { ...BUY_ANSWER, ...change },
});
const codeOf = (replies: readonly AgentDecisionReply[]) =>
  replies.map((reply) => reply.kind === "refused" ? reply.code : reply.status);

Deno.test("agent enrolls as an outside agent and shows its account and the open snapshots", async () => {
  const { stage, journal, show } = await openAgent();
  const [enrolled] = journal.entries("contestant_enrolled");
  assertEquals([enrolled?.contestantId, enrolled?.strategy], [
    BOT,
    "outside agent",
  ]);
  const snapshot = await show("r1");
  const replyTo = new TestProbe<AgentStanding>();
  await stage.tell({ kind: "read_standing", replyTo });
  const [standing] = replyTo.messages;
  assertEquals(standing?.account.cash, "10000.00");
  assertEquals(standing?.snapshots, [{ snapshot, decideBeforeMs: 120_000 }]);
  await stage.close();
});

Deno.test("agent journals a hold with its snapshot and key, and answers once the journal has it", async () => {
  const { stage, journal, risk, show, decide } = await openAgent();
  const snapshot = await show("r1");
  journal.isHolding = true;
  const replies = await decide(snapshot);
  assertEquals(replies, []);
  await stage.commit();
  assertEquals(codeOf(replies), ["noted"]);
  const [made] = journal.entries("decision_made");
  assertEquals(made?.decision.causationId, "r1");
  assertEquals(made?.decision.submission?.snapshotId, snapshot.id);
  assertEquals(made?.decision.submission?.key, "k1");
  assertEquals(risk.messages, []);
  await stage.close();
});

Deno.test("agent's purchase is sized by the season's rule, goes to risk, and is answered with risk's verdict", async () => {
  const { stage, journal, show, decide, commit, order } = await openAgent();
  const replies = await decide(await show("r1"), buying());
  assertEquals(replies, []);
  // 0.25 × 0.5 × 10000 = 1250, at most a tenth of the cash: 1000 / 0.56.
  assertEquals(order().quantity, quantity("1785"));
  const [made] = journal.entries("decision_made");
  assert(made !== undefined);
  assertEquals(order().id, deriveOrderId(made.decision.id));
  await commit({
    kind: "order_submitted",
    order: { ...order(), status: "submitted" },
  });
  assertEquals(replies, [{
    kind: "taken",
    decisionId: made.decision.id,
    orderId: order().id,
    status: "submitted",
    isRepeat: false,
  }]);
  await stage.close();
});

Deno.test("agent is told the code when risk denies its order", async () => {
  const { stage, show, decide, commit, order } = await openAgent();
  const replies = await decide(await show("r1"), buying());
  await commit({
    kind: "order_denied",
    order: { ...order(), status: "denied" },
    code: "NOTIONAL_EXCEEDS_MAX_PER_ORDER",
    detail: "Too much.",
  });
  const [reply] = replies;
  assert(reply?.kind === "refused");
  assertEquals([reply.code, reply.denial, reply.detail], [
    "denied",
    "NOTIONAL_EXCEEDS_MAX_PER_ORDER",
    "Too much.",
  ]);
  await stage.close();
});

Deno.test("agent's decision that is sent again under its key is the same one, also after a crash", async () => {
  const { stage, journal, risk, show, decide, commit, order } =
    await openAgent();
  const snapshot = await show("r1");
  await decide(snapshot, buying());
  assertEquals(codeOf(await decide(snapshot, buying())), ["pending"]);
  await commit({
    kind: "order_submitted",
    order: { ...order(), status: "submitted" },
  });
  assertEquals(codeOf(await decide(snapshot, buying())), ["submitted"]);
  await stage.crash();
  const [again] = await decide(snapshot, buying());
  assertEquals(again?.kind === "taken" && again.isRepeat, true);
  assertEquals(journal.entries("decision_made").length, 1);
  assertEquals(
    risk.messages.filter(({ kind }) => kind === "review_order").length,
    1,
  );
  await stage.close();
});

Deno.test("agent is refused a key for another decision, and another decision for the same cause", async () => {
  const { stage, show, decide } = await openAgent();
  const snapshot = await show("r1");
  await decide(snapshot);
  assertEquals(
    codeOf(
      await decide(snapshot, { answer: { ...HOLD_ANSWER, confidence: 0.1 } }),
    ),
    ["key_reused"],
  );
  assertEquals(codeOf(await decide(snapshot, { key: "k2" })), [
    "already_decided",
  ]);
  await stage.close();
});

Deno.test("agent is refused what two decisions at once would both do", async () => {
  const { stage, journal, show, decide } = await openAgent();
  const snapshot = await show("r1");
  journal.isHolding = true;
  await decide(snapshot, buying());
  assertEquals(codeOf(await decide(snapshot, { key: "k2" })), [
    "already_decided",
  ]);
  assertEquals(codeOf(await decide(snapshot)), ["key_reused"]);
  assertEquals(codeOf(await decide(snapshot, buying())), ["pending"]);
  await stage.close();
});

Deno.test("agent is refused a snapshot whose time is over, and one that never was", async () => {
  const { stage, show, decide } = await openAgent();
  const snapshot = await show("r1");
  await stage.advance(120_000);
  assertEquals(codeOf(await decide(snapshot)), ["late"]);
  assertEquals(codeOf(await decide({ ...snapshot, id: "n_never" })), [
    "unknown_snapshot",
  ]);
  await stage.close();
});

Deno.test("agent is refused after a halt, and may go on once it is lifted", async () => {
  const { stage, journal, show, decide, commit } = await openAgent();
  const snapshot = await show("r1");
  await commit(HALT);
  assertEquals(codeOf(await decide(snapshot)), ["halted"]);
  assertEquals(journal.entries("decision_made"), []);
  await commit({ ...HALT, state: "active" });
  assertEquals(codeOf(await decide(snapshot)), ["noted"]);
  await stage.close();
});

Deno.test("agent is refused a market that the snapshot does not have, or that is over", async () => {
  const { stage, show, decide, commit } = await openAgent();
  const snapshot = await show("r1");
  assertEquals(
    codeOf(await decide(snapshot, { marketId: marketId("kalshi", "OTHER") })),
    ["unknown_market"],
  );
  await commit({
    kind: "market_phase_changed",
    marketId: MARKET.id,
    phase: "closed",
    resolution: null,
  });
  assertEquals(codeOf(await decide(snapshot)), ["market_closed"]);
  await stage.close();
});

Deno.test("agent decides about a market as often as a model does, and waits for its last order", async () => {
  const { stage, show, decide, commit, order } = await openAgent();
  await decide(await show("r1"), buying());
  const second = await show("r2");
  assertEquals(codeOf(await decide(second, { key: "k2" })), ["order_pending"]);
  await commit(
    { kind: "order_submitted", order: { ...order(), status: "submitted" } },
    { kind: "order_accepted", orderId: order().id },
    { kind: "order_canceled", orderId: order().id, reason: "The rest." },
  );
  assertEquals(codeOf(await decide(second, { key: "k2" })), ["not_due"]);
  await stage.advance(60_000);
  assertEquals(
    codeOf(await decide(await show("r3"), { key: "k3" })),
    ["noted"],
  );
  await stage.close();
});

Deno.test("agent is woken by signals of markets that it watches", async () => {
  const { stage, show, decide } = await openAgent();
  const signal: MarketSignal = {
    id: signalId("s1"),
    marketId: MARKET.id,
    ticker: MARKET.ticker,
    timestamp: 0,
    midAtDetection: 0.5,
    type: "price_swing",
    data: { previousPrice: 0.4, currentPrice: 0.5, changePercent: 0.25 },
  };
  assertEquals(codeOf(await decide(await show("s1", signal))), ["not_due"]);
  await decide(await show("r1"), { key: "k2" });
  await stage.advance(60_000);
  assertEquals(
    codeOf(await decide(await show("s2", signal), { key: "k3" })),
    ["noted"],
  );
  await stage.close();
});

Deno.test("agent is told what to mend where a decision cannot be carried out, and nothing is journaled", async () => {
  const { stage, journal, show, decide } = await openAgent();
  const [reply] = await decide(await show("r1"), {
    answer: { ...HOLD_ANSWER, action: "sell_yes", limitPrice: 0.5 },
  });
  assert(reply?.kind === "refused");
  assertEquals(reply.code, "unusable");
  assertEquals(journal.entries("decision_made"), []);
  await stage.close();
});

Deno.test("agent's order that risk never answered is told to be lost, and its market is free again", async () => {
  const { stage, show, decide } = await openAgent();
  const snapshot = await show("r1");
  const replies = await decide(snapshot, buying());
  await stage.advance(61_000);
  const next = await show("r2");
  assertEquals(codeOf(await decide(snapshot, buying())), ["lost"]);
  assertEquals(replies, []);
  assertEquals(codeOf(await decide(next, { key: "k2" })), ["noted"]);
  await stage.close();
});

Deno.test("agent takes back its own orders alone, also during a halt", async () => {
  const { stage, risk, show, decide, commit, order } = await openAgent();
  await decide(await show("r1"), buying());
  await commit(
    { kind: "order_submitted", order: { ...order(), status: "submitted" } },
    { kind: "order_accepted", orderId: order().id },
    HALT,
  );
  const replyTo = new TestProbe<AgentCancelReply>();
  for (const orderId of ["o_other", order().id]) {
    await stage.tell({ kind: "cancel_own_order", orderId, replyTo });
  }
  assertEquals(
    replyTo.messages.map((reply) =>
      reply.kind === "refused" ? reply.code : reply.kind
    ),
    ["unknown_order", "canceling"],
  );
  const cancels = risk.messages.filter(({ kind }) => kind === "cancel_order");
  assertEquals(cancels.length, 1);
  await stage.close();
});
