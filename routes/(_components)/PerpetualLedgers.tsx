import type { PerpetualsView } from "../../domain/view_perpetuals.ts";
import type { Inks } from "./inks.ts";
import { Ledger } from "./Ledger.tsx";
import {
  PERPETUAL_DECISION_COLUMNS,
  PERPETUAL_FILL_COLUMNS,
  PERPETUAL_ORDER_COLUMNS,
  positionColumns,
} from "./perpetual_columns.tsx";

interface PerpetualLedgersProps {
  readonly perpetuals: PerpetualsView;
  readonly inks: Inks;
  /** Rows after this journal row came while the page was open. */
  readonly since: number;
}

/** Who holds which perpetuals, and what was decided, ordered and filled of them. */
export function PerpetualLedgers(
  { perpetuals, inks, since }: PerpetualLedgersProps,
) {
  const { markets, positions, fills, orders, decisions } = perpetuals;
  const shown = { inks, since };
  return (
    <>
      <Ledger
        {...shown}
        name="positions"
        title="Positions"
        testId="perpetual-position"
        empty="Nobody holds a perpetual…"
        items={positions.toReversed()}
        columns={positionColumns(markets)}
      />
      <Ledger
        {...shown}
        name="fills"
        title="Fills"
        testId="perpetual-fill"
        empty="Waiting for the first fill: only a venue's own record counts."
        items={fills}
        columns={PERPETUAL_FILL_COLUMNS}
      />
      <Ledger
        {...shown}
        name="orders"
        title="Orders"
        testId="perpetual-order"
        empty="Waiting for the first order to pass risk…"
        items={orders}
        columns={PERPETUAL_ORDER_COLUMNS}
      />
      <Ledger
        {...shown}
        name="decisions"
        title="Decisions"
        testId="perpetual-decision"
        empty="Waiting for the first decision: a hold is one, too."
        items={decisions}
        columns={PERPETUAL_DECISION_COLUMNS}
      />
    </>
  );
}
