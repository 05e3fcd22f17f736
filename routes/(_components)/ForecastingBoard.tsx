import type { ForecastingRow } from "../../domain/view_boards.ts";
import type { ModelAvatar } from "./avatars.ts";
import { ratio, score, signedScore } from "./board_text.ts";
import { ContestantCell } from "./ContestantCell.tsx";
import { count, direction } from "./format.ts";
import { Empty, Panel } from "./Panel.tsx";

interface ForecastingBoardProps {
  readonly rows: readonly ForecastingRow[];
  /** How models are drawn. */
  readonly avatars: readonly ModelAvatar[];
}

/** Who forecasts well, against the market's own price of the same moment. */
export function ForecastingBoard({ rows, avatars }: ForecastingBoardProps) {
  return (
    <Panel
      name="forecasting"
      title="Forecasting board"
      note="every decision carries a probability, holds too; by alpha"
    >
      {rows.length === 0
        ? <Empty>Waiting for the first contestant to enroll…</Empty>
        : (
          <div
            class="across"
            tabIndex={0}
            role="region"
            aria-labelledby="forecasting-title"
          >
            <table class="board figures-board">
              <caption class="visually-hidden">
                Contestants by how much they beat the market's own price
              </caption>
              <thead>
                <tr>
                  <th scope="col">
                    <span class="visually-hidden">Rank</span>
                  </th>
                  <th scope="col">Contestant</th>
                  <th scope="col" class="right">
                    Alpha<small>market less own Brier</small>
                  </th>
                  <th scope="col" class="right">
                    Skill<small>against the market</small>
                  </th>
                  <th scope="col" class="right">Brier</th>
                  <th scope="col" class="right">Log loss</th>
                  <th scope="col" class="right">ECE</th>
                  <th scope="col" class="right">
                    Parts of Brier
                    <small>reliability − resolution + uncertainty</small>
                  </th>
                  <th scope="col" class="right">
                    Resolved<small>decisions · markets</small>
                  </th>
                  <th scope="col" class="right">
                    Rating<small>Bradley–Terry, a view</small>
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
  readonly row: ForecastingRow;
  readonly avatars: readonly ModelAvatar[];
}

function Row({ row, avatars }: RowProps) {
  const { decomposition: parts } = row;
  return (
    <tr data-testid="forecasting-row" data-contestant-id={row.contestantId}>
      <td class="rank num">{row.rank ?? "–"}</td>
      <ContestantCell row={row} avatars={avatars} />
      <td class="right num">
        <span class={`sign sign-${direction(row.alpha ?? 0)}`}>
          {signedScore(row.alpha)}
        </span>
      </td>
      <td class="right num">{signedScore(row.skill)}</td>
      <td class="right num">{score(row.brier)}</td>
      <td class="right num">{score(row.logLoss)}</td>
      <td class="right num">{score(row.ece)}</td>
      <td class="right num">
        {parts === null
          ? "–"
          : `${score(parts.reliability)} − ${score(parts.resolution)} + ${
            score(parts.uncertainty)
          }`}
      </td>
      <td class="right num">
        {count(row.resolvedDecisions)} · {count(row.markets)}
      </td>
      <td class="right num">
        {row.rating === null ? ratio(null) : count(Math.round(row.rating))}
      </td>
    </tr>
  );
}
