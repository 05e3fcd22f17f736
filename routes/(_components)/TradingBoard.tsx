import type { TradingRow } from "../../domain/view_boards.ts";
import type { ModelAvatar } from "./avatars.ts";
import { between, ratio, share } from "./board_text.ts";
import { ContestantCell } from "./ContestantCell.tsx";
import { type FigureColumn, FiguresBoard } from "./FiguresBoard.tsx";
import {
  count,
  direction,
  dollars,
  signedDollars,
  signedPercent,
} from "./format.ts";

interface TradingBoardProps {
  readonly rows: readonly TradingRow[];
  /** How models are drawn. */
  readonly avatars: readonly ModelAvatar[];
}

const COLUMNS: readonly FigureColumn[] = [
  { title: "Return" },
  { title: "Max drawdown", detail: "hourly" },
  { title: "Sharpe", detail: "hourly, per year" },
  { title: "Sortino", detail: "hourly, per year" },
  { title: "Turnover per day" },
  { title: "Net P&L", detail: "fees · inference" },
  { title: "Hit rate", detail: "not ranked" },
];

/** Who trades well. The hit rate stands last, and nobody is ranked by it. */
export function TradingBoard({ rows, avatars }: TradingBoardProps) {
  return (
    <FiguresBoard
      name="trading"
      title="Trading board"
      note="net of fees, funding and inference; by return"
      caption="Contestants by time-weighted net return"
      columns={COLUMNS}
    >
      {rows.map((row) => (
        <Row key={row.contestantId} row={row} avatars={avatars} />
      ))}
    </FiguresBoard>
  );
}

interface RowProps {
  readonly row: TradingRow;
  readonly avatars: readonly ModelAvatar[];
}

function Row({ row, avatars }: RowProps) {
  return (
    <tr data-testid="trading-row" data-contestant-id={row.contestantId}>
      <td class="rank num">{row.rank ?? "–"}</td>
      <ContestantCell row={row} avatars={avatars} />
      <td class="right num">
        <span class={`sign sign-${direction(row.return)}`}>
          {signedPercent(row.return)}
        </span>
        <small>{between(row.returnInterval, signedPercent)}</small>
      </td>
      <td class="right num">
        {share(row.maximumDrawdown)}
        <small>{between(row.maximumDrawdownInterval, share)}</small>
      </td>
      <td class="right num">
        {ratio(row.sharpe)}
        <small>{between(row.sharpeInterval, ratio)}</small>
      </td>
      <td class="right num">
        {ratio(row.sortino)}
        <small>{between(row.sortinoInterval, ratio)}</small>
      </td>
      <td class="right num">
        {share(row.turnoverPerDay)}
        <small>{between(row.turnoverPerDayInterval, share)}</small>
      </td>
      <td class="right num">
        {signedDollars(row.netPnl)}
        <small>
          {dollars(row.fees)} · {dollars(row.inference)}
        </small>
      </td>
      <td class="right num">
        {share(row.hitRate)}
        <small>
          {row.hitRate === null
            ? ""
            : `${between(row.hitRateInterval, share)} of ${
              count(row.closedPositions)
            }`}
        </small>
      </td>
    </tr>
  );
}
