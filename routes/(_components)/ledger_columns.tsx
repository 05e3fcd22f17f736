import type {
  DecisionView,
  FillView,
  OrderView,
  SettlementView,
} from "../../domain/view.ts";
import type { TradeView } from "../../domain/view_attribution.ts";
import {
  cents,
  contracts,
  direction,
  dollars,
  percent,
  signedDollars,
} from "./format.ts";
import type { LedgerColumns } from "./Ledger.tsx";
import { OrderProgress } from "./OrderProgress.tsx";

const PAST = { buy: "bought", sell: "sold" } as const;

function Outcome({ outcome }: { outcome: TradeView["outcome"] }) {
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
  what: ({ side, quantity, outcome, limit, timeInForce }) => (
    <span class="num">
      {side} {contracts(quantity)} <Outcome outcome={outcome} /> at{" "}
      {cents(limit)} <span class="label">{timeInForce.toUpperCase()}</span>
    </span>
  ),
  right: (order) => <OrderProgress order={order} />,
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

const ENDED = {
  sale: "sold",
  settlement: "settled",
  correction: "corrected",
  liquidation: "liquidated",
} as const satisfies Record<TradeView["end"], string>;

/** How closed trades are told: what they brought, and the two parts that say most. */
export const TRADE_COLUMNS: LedgerColumns<TradeView> = {
  key: ({ id }) => id,
  what: ({ bought, outcome, end, ownProbability, pricePaid }) => (
    <span class="num">
      {ENDED[end]} {contracts(bought)} <Outcome outcome={outcome} />
      {ownProbability === null || pricePaid === null
        ? null
        : `, expected ${percent(ownProbability)}, paid ${percent(pricePaid)}`}
    </span>
  ),
  right: ({ netPnl, parts }) => (
    <>
      <span class={`sign sign-${direction(Number(netPnl))}`}>
        {signedDollars(netPnl)}
      </span>
      <small>
        edge {signedDollars(parts.edge)} · luck {signedDollars(parts.luck)}
      </small>
    </>
  ),
  rightTitle: "Net",
};

/** How decisions are told: the forecast beside the market's own. */
export const DECISION_COLUMNS: LedgerColumns<DecisionView> = {
  key: ({ id }) => id,
  what: ({ action, reason }) => (
    <span class="num">
      {action.kind === "hold" && "holds"}
      {action.kind === "cancel" && "takes its order back"}
      {action.kind === "replace" &&
        `moves its order to ${contracts(action.quantity)} at ${action.limit}`}
      {action.kind === "trade" && (
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
