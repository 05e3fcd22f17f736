import { isArenaEvent } from "../domain/arena_event.ts";
import { type AuditAct, auditActOf } from "../domain/audit.ts";
import type {
  EntryOf,
  JournalRow,
  SettledPosition,
} from "../domain/journal.ts";
import { encodeEntry } from "../domain/journal_codec.ts";
import { isNotice, type NoticeEntry } from "../domain/notice.ts";
import { isPerpetual } from "../domain/perpetual_entries.ts";
import type { Resolution } from "../domain/market.ts";
import { changeContestant, enroll } from "./projection_contestants.ts";
import { changeEvent } from "./projection_events.ts";
import { leaveOut } from "./projection_left_out.ts";
import { transfer } from "./projection_money.ts";
import { changeOrder, fillOrder, introduceOrder } from "./projection_orders.ts";
import { countPerpetual } from "./projection_perpetuals.ts";
import type { ProjectionState } from "./projection_state.ts";

/**
 * Folds one journal row into `state`. A fact that names an id seen before, such as a fill reported twice,
 * changes nothing.
 *
 * @throws {Error} If the journal contradicts itself: an order or contestant that it never introduced, or an
 * event that the order's status does not allow.
 */
export function applyRow(state: ProjectionState, row: JournalRow): void {
  const { entry, sequence } = row;
  if (isNotice(entry)) post(state, entry, row);
  const act = auditActOf(entry);
  if (act !== null) record(state, act, row);
  if (isArenaEvent(entry)) return changeEvent(state, entry, row);
  if (isPerpetual(entry)) return countPerpetual(state, entry, sequence);
  switch (entry.kind) {
    case "contestant_enrolled":
      return enroll(state, entry, sequence);
    case "market_listed":
      return listMarket(state, entry, sequence);
    case "market_phase_changed":
      return changePhase(state, entry, sequence);
    case "signal_detected":
      return detectSignal(state, entry, sequence);
    case "signal_scored":
      return scoreSignal(state, entry);
    case "decision_made":
      return decide(state, entry, sequence);
    case "order_denied":
    case "order_submitted":
      return introduceOrder(state, entry, sequence);
    case "order_accepted":
    case "order_expired":
      return changeOrder(state, { event: entry, ...entry, sequence });
    case "order_rejected":
    case "order_canceled":
    case "order_cancel_requested":
    case "order_cancel_rejected": {
      const { orderId, reason: detail } = entry;
      return changeOrder(state, { event: entry, orderId, detail, sequence });
    }
    case "order_filled":
      return fillOrder(state, entry, sequence);
    case "position_settled":
      return settle(state, entry, row);
    case "equity_marked":
      return mark(state, entry, row);
    case "settlement_reversed":
      return reverse(state, entry, row);
    case "boards_snapshotted":
      return snapshotBoards(state, entry, row);
    case "capital_moved":
    case "funding_charged":
    case "inference_charged":
    case "position_corrected":
    case "balance_corrected":
    case "account_reset":
      return transfer(state, entry, row);
    default:
      return leaveOut(entry);
  }
}

function listMarket(
  state: ProjectionState,
  { market }: EntryOf<"market_listed">,
  sequence: number,
): void {
  const listed = state.get("markets", market.id);
  state.set("markets", market.id, {
    marketId: market.id,
    sequence: listed?.sequence ?? sequence,
    venue: market.venue,
    ticker: market.ticker,
    eventTicker: market.eventTicker,
    title: market.title,
    phase: market.phase,
    opensAtMs: market.opensAtMs,
    closesAtMs: market.closesAtMs,
    category: market.category ?? null,
    resolution: listed?.resolution ?? null,
    resolutionYesPayout: listed?.resolutionYesPayout ?? null,
    lastSequence: sequence,
  });
}

function changePhase(
  state: ProjectionState,
  { marketId, phase, resolution }: EntryOf<"market_phase_changed">,
  sequence: number,
): void {
  state.set("markets", marketId, {
    ...state.need("markets", marketId),
    phase,
    resolution: resolution?.kind ?? null,
    resolutionYesPayout: yesPayoutOf(resolution),
    lastSequence: sequence,
  });
}

function detectSignal(
  state: ProjectionState,
  { signal }: EntryOf<"signal_detected">,
  sequence: number,
): void {
  if (state.get("signals", signal.id) !== undefined) return;
  state.set("signals", signal.id, {
    signalId: signal.id,
    sequence,
    marketId: signal.marketId,
    type: signal.type,
    ticker: signal.ticker,
    payload: JSON.stringify(signal.data),
    midAtDetection: signal.midAtDetection,
    detectedAtMs: signal.timestamp,
    verdict: null,
    midAtScore: null,
    scoredAtMs: null,
  });
}

function scoreSignal(
  state: ProjectionState,
  { score }: EntryOf<"signal_scored">,
): void {
  state.set("signals", score.signalId, {
    ...state.need("signals", score.signalId),
    verdict: score.verdict,
    midAtScore: score.midAtScore,
    scoredAtMs: score.scoredAtMs,
  });
}

function decide(
  state: ProjectionState,
  { decision }: EntryOf<"decision_made">,
  sequence: number,
): void {
  const { id, contestantId, action } = decision;
  if (state.get("decisions", id) !== undefined) return;
  const isTrade = action.kind === "trade";
  const isSized = isTrade || action.kind === "replace";
  state.set("decisions", id, {
    decisionId: id,
    sequence,
    contestantId,
    marketId: decision.marketId,
    probabilityYes: decision.probabilityYes,
    confidence: decision.confidence,
    marketProbability: decision.marketProbability,
    reason: decision.reason,
    action: action.kind,
    side: isTrade ? action.side : null,
    outcome: isTrade ? action.outcome : null,
    quantity: isSized ? action.quantity : null,
    limitPrice: isSized ? action.limit.price : null,
    timeInForce: isTrade ? action.timeInForce : null,
    targetOrderId: "orderId" in action ? action.orderId : null,
    decidedAtMs: decision.decidedAtMs,
  });
  changeContestant(state, contestantId, (contestant) => ({
    decisions: contestant.decisions + 1,
    lastSequence: sequence,
  }));
}

function settle(
  state: ProjectionState,
  entry: EntryOf<"position_settled">,
  row: JournalRow,
): void {
  const { contestantId, cost, payout } = entry;
  addSettlement(state, entry, row);
  changeContestant(state, contestantId, (contestant) => ({
    settlements: contestant.settlements + 1,
    settledCost: contestant.settledCost + cost,
    settledPayout: contestant.settledPayout + payout,
    wins: contestant.wins + (payout > cost ? 1 : 0),
    losses: contestant.losses + (payout < cost ? 1 : 0),
    lastSequence: row.sequence,
  }));
}

/** A settlement that is taken back stays; beside it stands its contra entry, with the signs turned. */
function reverse(
  state: ProjectionState,
  entry: EntryOf<"settlement_reversed">,
  row: JournalRow,
): void {
  const { contestantId, quantity, cost, payout } = entry;
  addSettlement(state, {
    ...entry,
    quantity: -quantity,
    cost: -cost,
    payout: -payout,
  }, row);
  changeContestant(state, contestantId, (contestant) => ({
    settlements: contestant.settlements - 1,
    settledCost: contestant.settledCost - cost,
    settledPayout: contestant.settledPayout - payout,
    wins: contestant.wins - (payout > cost ? 1 : 0),
    losses: contestant.losses - (payout < cost ? 1 : 0),
    lastSequence: row.sequence,
  }));
}

function addSettlement(
  state: ProjectionState,
  { contestantId, marketId, outcome, quantity, cost, payout, resolution }:
    & Omit<SettledPosition, "quantity" | "cost" | "payout">
    & Readonly<Record<"quantity" | "cost" | "payout", bigint>>,
  { sequence, occurredAtMs }: JournalRow,
): void {
  state.set("settlements", String(sequence), {
    sequence,
    contestantId,
    marketId,
    outcome,
    quantity,
    cost,
    payout,
    resolution: resolution.kind,
    resolutionYesPayout: yesPayoutOf(resolution),
    settledAtMs: occurredAtMs,
  });
}

function post(
  state: ProjectionState,
  entry: NoticeEntry,
  { sequence, occurredAtMs }: JournalRow,
): void {
  state.set("notices", String(sequence), {
    sequence,
    kind: entry.kind,
    payload: encodeEntry(entry),
    happenedAtMs: occurredAtMs,
  });
}

function record(
  state: ProjectionState,
  { by, ...act }: AuditAct,
  { sequence, occurredAtMs }: JournalRow,
): void {
  state.set("acts", String(sequence), {
    ...act,
    sequence,
    signedBy: by,
    actedAtMs: occurredAtMs,
  });
}

function mark(
  state: ProjectionState,
  { marks }: EntryOf<"equity_marked">,
  { sequence, occurredAtMs }: JournalRow,
): void {
  for (const { contestantId, cash, positionsAtBid, equity } of marks) {
    const standing = { cash, positionsAtBid, equity, markedAtMs: occurredAtMs };
    state.set("equityMarks", `${contestantId} ${sequence}`, {
      contestantId,
      sequence,
      ...standing,
    });
    changeContestant(state, contestantId, () => ({
      ...standing,
      lastSequence: sequence,
    }));
  }
}

function snapshotBoards(
  state: ProjectionState,
  { seasonId, hourAtMs, isFinal, rows }: EntryOf<"boards_snapshotted">,
  { sequence }: JournalRow,
): void {
  for (const { return: timeWeightedReturn, ...row } of rows) {
    state.set("boardSnapshots", `${row.contestantId} ${sequence}`, {
      ...row,
      sequence,
      seasonId,
      hourAtMs,
      isFinal,
      timeWeightedReturn,
    });
  }
}

function yesPayoutOf(resolution: Resolution | null): bigint | null {
  return resolution?.kind === "scalar" ? resolution.yesPayout : null;
}
