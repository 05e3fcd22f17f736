import type {
  PerpetualDecisionView,
  PerpetualFillView,
  PerpetualMarketView,
  PerpetualOrderView,
  PerpetualPositionView,
} from "../../domain/view_perpetuals.ts";
import {
  contracts,
  direction,
  dollars,
  percent,
  price,
  signedDollars,
  signedPercent,
} from "./format.ts";
import type { LedgerColumns } from "./Ledger.tsx";
import { OrderProgress } from "./OrderProgress.tsx";

const PAST = { buy: "bought", sell: "sold" } as const;
const CAUSED = {
  decision: "",
  liquidation: ", liquidation",
  wind_down: ", wind-down",
} as const satisfies Record<PerpetualOrderView["cause"], string>;

/** An average has decimals that no price has. */
const ENTRY_FIGURES = 7;

function Holding({ size }: { size: number }) {
  const held = size < 0 ? "short" : "long";
  return <span class={`side side-${held}`}>{held.toUpperCase()}</span>;
}

/** Returns how positions are told: what they are worth now is reckoned from the newest prices, for people alone. */
export function positionColumns(
  markets: readonly PerpetualMarketView[],
): LedgerColumns<PerpetualPositionView> {
  const quoted = new Map(markets.map((market) => [market.id, market]));
  return {
    key: ({ contestantId, marketId }) => `${contestantId} ${marketId}`,
    what: ({ size, entryPrice }) => (
      <span class="num">
        <Holding size={Number(size)} /> {contracts(Math.abs(Number(size)))} from
        {" "}
        {price(String(Number(Number(entryPrice).toPrecision(ENTRY_FIGURES))))}
      </span>
    ),
    right: ({ size, entryPrice, marketId }) => {
      const market = quoted.get(marketId);
      const close = Number(size) < 0 ? market?.ask : market?.bid;
      if (close === null || close === undefined) return "–";
      const gained = Number(size) * (Number(close) - Number(entryPrice));
      const worth = Math.abs(Number(size)) * Number(close);
      return (
        <>
          <span class={`sign sign-${direction(gained)}`}>
            {signedDollars(String(gained))}
          </span>
          <small>of {dollars(String(worth))}</small>
        </>
      );
    },
    rightTitle: "Unrealized",
  };
}

/** How decisions about perpetuals are told: what is to be held, of the equity. */
export const PERPETUAL_DECISION_COLUMNS: LedgerColumns<PerpetualDecisionView> =
  {
    key: ({ id }) => id,
    what: ({ terms, reason }) => (
      <span class="num">
        {terms === null
          ? "holds"
          : <>wants to {terms.side} {contracts(terms.quantity)}</>}
        <small class="reason" title={reason}>{reason}</small>
      </span>
    ),
    right: ({ exposure, confidence }) => (
      <>
        {signedPercent(exposure)}
        <small>sure {percent(confidence)}</small>
      </>
    ),
    rightTitle: "Of equity",
  };

/** How orders for perpetuals are told. */
export const PERPETUAL_ORDER_COLUMNS: LedgerColumns<PerpetualOrderView> = {
  key: ({ id }) => id,
  what: ({ side, quantity, limit, reduceOnly, cause }) => (
    <span class="num">
      {side} {contracts(quantity)} at {price(limit)}
      {reduceOnly ? ", reduce only" : ""}
      {CAUSED[cause]}
    </span>
  ),
  right: (order) => <OrderProgress order={order} />,
  rightTitle: "Status",
};

/** How fills of perpetuals are told. */
export const PERPETUAL_FILL_COLUMNS: LedgerColumns<PerpetualFillView> = {
  key: ({ id }) => id,
  what: ({ side, quantity }) => (
    <span class="num">{PAST[side]} {contracts(quantity)}</span>
  ),
  right: (fill) => (
    <>
      {price(fill.price)}
      <small>fee {dollars(fill.fee)}</small>
    </>
  ),
  rightTitle: "Price",
};
