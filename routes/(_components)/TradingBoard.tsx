import type { TradingRow } from "../../domain/view_boards.ts";
import type { ModelAvatar } from "./avatars.ts";
import { between, ratio, share } from "./board_text.ts";
import { ContestantCell } from "./ContestantCell.tsx";
import {
  count,
  direction,
  dollars,
  signedDollars,
  signedPercent,
} from "./format.ts";
import { Empty, Panel } from "./Panel.tsx";

interface TradingBoardProps {
  readonly rows: readonly TradingRow[];
  /** How models are drawn. */
  readonly avatars: readonly ModelAvatar[];
}

/** Who trades well. The hit rate stands last, and nobody is ranked by it. */
export function TradingBoard({ rows, avatars }: TradingBoardProps) {
  return (
    <Panel
      name="trading"
      title="Trading board"
      note="net of fees, funding and inference; by return"
    >
      {rows.length === 0
        ? <Empty>Waiting for the first contestant to enroll…</Empty>
        : (
          <div
            class="across"
            tabIndex={0}
            role="region"
            aria-labelledby="trading-title"
          >
            <table class="board figures-board">
              <caption class="visually-hidden">
                Contestants by time-weighted net return
              </caption>
              <thead>
                <tr>
                  <th scope="col">
                    <span class="visually-hidden">Rank</span>
                  </th>
                  <th scope="col">Contestant</th>
                  <th scope="col" class="right">Return</th>
                  <th scope="col" class="right">
                    Max drawdown<small>hourly</small>
                  </th>
                  <th scope="col" class="right">
                    Sharpe<small>hourly, per year</small>
                  </th>
                  <th scope="col" class="right">
                    Sortino<small>hourly, per year</small>
                  </th>
                  <th scope="col" class="right">Turnover per day</th>
                  <th scope="col" class="right">
                    Net P&amp;L<small>fees · inference</small>
                  </th>
                  <th scope="col" class="right">
                    Hit rate<small>not ranked</small>
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <Row key={row.contestantId} row={row} avatars={avatars} />
                ))}
              </tbody>
            </table>
          </div>
        )}
    </Panel>
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
