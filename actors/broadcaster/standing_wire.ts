import type {
  AttributionParts,
  TradeAttribution,
} from "../../domain/attribution.ts";
import type { ViewChange } from "../../domain/view_delta.ts";
import type { Contestant } from "../../domain/contestant.ts";
import type { ControlRegister } from "../../domain/control_register.ts";
import type { Drift } from "../../domain/drift_register.ts";
import type { ContestantId } from "../../domain/ids.ts";
import {
  add,
  printQuantity,
  printUsd,
  subtract,
  ZERO_USD,
} from "../../domain/money.ts";
import { timeWeightedReturn } from "../../domain/performance.ts";
import type { ContestantView } from "../../domain/view.ts";
import type { PartsView, TradeView } from "../../domain/view_attribution.ts";
import type { ControlsView } from "../../domain/view_controls.ts";
import { VIEW_LIMITS } from "../../domain/view_limits.ts";
import type { Labels } from "./wire.ts";

/** Cash, positions and equity come from one mark, so that they add up; what is realized is after fees. */
export function contestantView(
  contestant: Contestant,
  { controls, parts, drift, offset }: {
    readonly controls: Pick<ControlRegister, "standing" | "stateOf">;
    readonly parts: AttributionParts;
    readonly drift: Drift | null;
    readonly offset: number;
  },
): ContestantView {
  const { id: contestantId, startingBalance, netDeposits, mark } = contestant;
  // Before the first mark nothing else is known of what an account is worth.
  const paidIn = add(startingBalance, netDeposits);
  const equity = mark?.equity ?? paidIn;
  return {
    id: contestant.id,
    name: contestant.name,
    strategy: contestant.strategy,
    startingBalance: printUsd(startingBalance),
    cash: printUsd(mark?.cash ?? paidIn),
    positions: printUsd(mark?.positionsAtBid ?? ZERO_USD),
    equity: printUsd(equity),
    return: timeWeightedReturn(contestant.performance, equity),
    realizedPnl: printUsd(
      subtract(contestant.realizedPnl, contestant.feesPaid),
    ),
    decisions: contestant.decisions,
    orders: contestant.orders,
    fills: contestant.fills,
    denied: contestant.denials,
    wins: contestant.wins,
    losses: contestant.losses,
    fees: printUsd(contestant.feesPaid),
    netDeposits: printUsd(netDeposits),
    inferenceCost: printUsd(contestant.inferenceCost),
    drift,
    attribution: partsView(parts),
    ...tradingFields(contestantId, controls),
    offset,
  };
}

function partsView(parts: AttributionParts): PartsView {
  return {
    edge: printUsd(parts.edge),
    sizing: printUsd(parts.sizing),
    execution: printUsd(parts.execution),
    fees: printUsd(parts.fees),
    funding: printUsd(parts.funding),
    inference: printUsd(parts.inference),
    luck: printUsd(parts.luck),
  };
}

/** Returns a closed trade and where its profit or loss came from. */
export function tradeView(trade: TradeAttribution, labels: Labels): TradeView {
  const { entry } = trade;
  return {
    ...labels,
    id: trade.tradeId,
    contestantId: trade.contestantId,
    marketId: trade.marketId,
    atMs: trade.closedAtMs,
    outcome: trade.outcome,
    end: trade.end,
    bought: printQuantity(trade.bought),
    paid: printUsd(trade.paid),
    received: printUsd(trade.received),
    netPnl: printUsd(trade.netPnl),
    parts: partsView(trade.parts),
    ownProbability: entry.ownProbability,
    marketProbability: entry.marketProbability,
    pricePaid: entry.pricePaid,
    kellyFraction: entry.kellyFraction,
  };
}

/** The arena's own reason comes first where it is the stricter one. */
function tradingFields(
  contestantId: ContestantId,
  controls: Pick<ControlRegister, "standing" | "stateOf">,
): Pick<ContestantView, "tradingState" | "tradingDetail"> {
  const tradingState = controls.stateOf(contestantId);
  if (tradingState === "active") return { tradingState, tradingDetail: null };
  const standings = [
    controls.standing({ kind: "contestant", contestantId }),
    controls.standing({ kind: "arena" }),
  ];
  const cause = standings.find((standing) => standing?.state === tradingState);
  return { tradingState, tradingDetail: cause?.detail ?? null };
}

/** Returns what steers the arena as a whole. */
export function controlsView(
  controls: Pick<ControlRegister, "standing" | "circuits" | "deadLetters">,
): ControlsView {
  const arena = controls.standing({ kind: "arena" });
  return {
    trading: {
      state: arena?.state ?? "active",
      step: arena?.step ?? null,
      detail: arena?.detail ?? null,
      sinceMs: arena?.sinceMs ?? null,
    },
    circuits: [...controls.circuits.values()].flatMap((
      { venue, circuit, detail },
    ) => circuit === "closed" ? [] : [{ venue, circuit, detail }]),
    deadLetters: [...controls.deadLetters.values()].slice(
      0,
      VIEW_LIMITS.deadLetters,
    ),
  };
}

/** Returns the change that tells viewers of the controls as they stand. */
export function controlsChange(
  { controls }: { readonly controls: Parameters<typeof controlsView>[0] },
): ViewChange {
  return { kind: "controls_changed", controls: controlsView(controls) };
}
