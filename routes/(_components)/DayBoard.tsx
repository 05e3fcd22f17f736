import type { ComponentChildren } from "preact";
import type { BoardDayView } from "../../domain/view_board_days.ts";
import { score, signedScore } from "./board_text.ts";
import {
  count,
  direction,
  isoTime,
  signedDollars,
  signedPercent,
} from "./format.ts";
import { Empty, Panel } from "./Panel.tsx";

interface DayBoardProps {
  /** The days of a season, the oldest first. */
  readonly days: readonly BoardDayView[];
  /** The day that is shown in numbers. */
  readonly shown: BoardDayView | undefined;
  /** Returns the address that shows a day. */
  readonly addressOf: (day: string) => string;
  /** The chart of all days. */
  readonly children: ComponentChildren;
}

/** Days that the page leads to; older ones are in the API. */
const DAYS_LINKED_MAX = 31;

/** Both boards as they stood at the end of each day: a chart of all days, and one of them in numbers. */
export function DayBoard({ days, shown, addressOf, children }: DayBoardProps) {
  return (
    <Panel
      name="history"
      title="History"
      note="as it stood at the end of each UTC day, written down by the hour"
    >
      {shown === undefined
        ? <Empty>Waiting for the first whole hour to be over…</Empty>
        : (
          <>
            {children}
            <nav class="seasons" aria-label="Days">
              {days.slice(-DAYS_LINKED_MAX).map(({ day }) => (
                <a
                  key={day}
                  href={addressOf(day)}
                  aria-current={day === shown.day ? "page" : undefined}
                  data-testid="day"
                >
                  {day}
                </a>
              ))}
            </nav>
            <Day day={shown} />
          </>
        )}
    </Panel>
  );
}

function Day(
  { day: { day, hourAtMs, isFinal, rows } }: { readonly day: BoardDayView },
) {
  return (
    <div
      class="across"
      tabIndex={0}
      role="region"
      aria-labelledby="history-title"
    >
      <table class="board figures-board">
        <caption data-testid="day-shown" data-day={day}>
          {isFinal ? `${day}, as it ended` : (
            <>
              {day} as of{" "}
              <time dateTime={isoTime(hourAtMs)}>
                {isoTime(hourAtMs).slice(11, 16)} UTC
              </time>
            </>
          )}
        </caption>
        <thead>
          <tr>
            <th scope="col">Contestant</th>
            <th scope="col" class="right">Trading rank</th>
            <th scope="col" class="right">Return</th>
            <th scope="col" class="right">
              Day's P&amp;L<small>fills · won · lost</small>
            </th>
            <th scope="col" class="right">Forecasting rank</th>
            <th scope="col" class="right">
              Alpha<small>Brier</small>
            </th>
            <th scope="col" class="right">Resolved</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.contestantId} data-testid="day-row">
              <th scope="row">{row.contestantName}</th>
              <td class="right num">{row.tradingRank ?? "–"}</td>
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
              <td class="right num">{row.forecastingRank ?? "–"}</td>
              <td class="right num">
                {signedScore(row.alpha)}
                <small>{score(row.brier)}</small>
              </td>
              <td class="right num">{count(row.resolvedDecisions)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
