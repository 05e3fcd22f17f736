import type { ComponentChildren } from "preact";
import type { BoardDayView } from "../../domain/view_board_days.ts";
import { score, signedScore } from "./board_text.ts";
import { count, direction, signedDollars, signedPercent } from "./format.ts";
import { Empty, Panel } from "./Panel.tsx";

interface ContestantDaysProps {
  readonly contestantId: string;
  /** The days of its season, the oldest first. */
  readonly days: readonly BoardDayView[];
  /** The chart of the same days. */
  readonly children: ComponentChildren;
}

/** How one contestant stood at the end of each day, the newest first. */
export function ContestantDays(
  { contestantId, days, children }: ContestantDaysProps,
) {
  const rows = days.flatMap(({ day, rows }) => {
    const row = rows.find((one) => one.contestantId === contestantId);
    return row === undefined ? [] : [{ day, row }];
  }).reverse();
  return (
    <Panel name="history" title="Day by day" note="at the end of each UTC day">
      {rows.length === 0
        ? <Empty>Waiting for the first whole hour to be over…</Empty>
        : (
          <>
            {children}
            <div
              class="across"
              tabIndex={0}
              role="region"
              aria-labelledby="history-title"
            >
              <table class="board figures-board">
                <thead>
                  <tr>
                    <th scope="col">Day</th>
                    <th scope="col" class="right">
                      Ranks<small>trading · forecasting</small>
                    </th>
                    <th scope="col" class="right">Return</th>
                    <th scope="col" class="right">
                      Day's P&amp;L<small>fills · won · lost</small>
                    </th>
                    <th scope="col" class="right">
                      Alpha<small>Brier</small>
                    </th>
                    <th scope="col" class="right">Resolved</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((one) => <Day key={one.day} {...one} />)}
                </tbody>
              </table>
            </div>
          </>
        )}
    </Panel>
  );
}

interface DayProps {
  readonly day: string;
  readonly row: BoardDayView["rows"][number];
}

function Day({ day, row }: DayProps) {
  return (
    <tr data-testid="contestant-day">
      <th scope="row">{day}</th>
      <td class="right num">
        {row.tradingRank ?? "–"} · {row.forecastingRank ?? "–"}
      </td>
      <td class="right num">
        <span class={`sign sign-${direction(row.return)}`}>
          {signedPercent(row.return)}
        </span>
      </td>
      <td class="right num">
        {signedDollars(row.dayPnl)}
        <small>
          {count(row.dayFills)} · {row.dayWins} · {row.dayLosses}
        </small>
      </td>
      <td class="right num">
        {signedScore(row.alpha)}
        <small>{score(row.brier)}</small>
      </td>
      <td class="right num">{count(row.resolvedDecisions)}</td>
    </tr>
  );
}
