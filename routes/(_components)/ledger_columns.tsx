import type {
  DecisionView,
  FillView,
  OrderView,
  SettlementView,
} from "../../domain/view.ts";
import {
  cents,
  contracts,
  direction,
  dollars,
  percent,
  signedDollars,
} from "./format.ts";
import type { LedgerColumns } from "./Ledger.tsx";

const PAST = { buy: "bought", sell: "sold" } as const;

function Outcome({ outcome }: { outcome: "yes" | "no" }) {
  return <span class={`side side-${outcome}`}>{outcome.toUpperCase()}</span>;
}

/** How fills are told. */
export const FILL_COLUMNS: LedgerColumns<FillView> = {
  key: ({ id }) => id,
  what: ({ side, quantity, outcome }) => (
    <span class="num">
      {PAST[side]} {contracts(quantity)} <Outcome outcome={outcome} />
    </span>
  ),
  right: ({ price, fee }) => (
    <>
      {cents(price)}
      <small>fee {dollars(fee)}</small>
    </>
  ),
  rightTitle: "Price",
};

/** How orders are told. */
export const ORDER_COLUMNS: LedgerColumns<OrderView> = {
  key: ({ id }) => id,
  what: ({ side, quantity, outcome, limit }) => (
    <span class="num">
      {side} {contracts(quantity)} <Outcome outcome={outcome} /> at{" "}
      {cents(limit)}
    </span>
  ),
  right: ({ status, denialCode, filledQuantity, quantity }) => (
    <>
      <span class={`status status-${status}`}>
        {status.replaceAll("_", " ")}
      </span>
      <small>
        {denialCode === null
          ? `${contracts(filledQuantity)} of ${contracts(quantity)}`
          : denialCode.replaceAll("_", " ").toLowerCase()}
      </small>
    </>
  ),
  rightTitle: "Status",
};

/** How settlements are told. */
export const SETTLEMENT_COLUMNS: LedgerColumns<SettlementView> = {
  key: ({ contestantId, marketId, outcome, offset }) =>
    `${contestantId} ${marketId} ${outcome} ${offset}`,
  what: ({ quantity, outcome, resolution }) => (
    <span class="num">
      {contracts(quantity)} <Outcome outcome={outcome} />, result{" "}
      {resolution.kind.toUpperCase()}
    </span>
  ),
  right: ({ profit, cost, payout }) => (
    <>
      <span class={`sign sign-${direction(Number(profit))}`}>
        {signedDollars(profit)}
      </span>
      <small>{dollars(cost)} → {dollars(payout)}</small>
    </>
  ),
  rightTitle: "Profit",
};

/** How decisions are told: the forecast beside the market's own. */
export const DECISION_COLUMNS: LedgerColumns<DecisionView> = {
  key: ({ id }) => id,
  what: ({ action, reason }) => (
    <span class="num">
      {action.kind === "hold" ? "holds" : (
        <>
          wants to {action.side} {contracts(action.quantity)}{" "}
          <Outcome outcome={action.outcome} />
        </>
      )}
      <small class="reason" title={reason}>{reason}</small>
    </span>
  ),
  right: ({ probabilityYes, marketProbability }) => (
    <>
      {percent(probabilityYes)}
      <small>
        market {marketProbability === null ? "–" : percent(marketProbability)}
      </small>
    </>
  ),
  rightTitle: "P(YES)",
};
