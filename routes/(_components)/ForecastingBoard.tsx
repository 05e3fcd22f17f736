import type { ForecastingRow } from "../../domain/view_boards.ts";
import type { ModelAvatar } from "./avatars.ts";
import { ratio, score, signedScore } from "./board_text.ts";
import { ContestantCell } from "./ContestantCell.tsx";
import { type FigureColumn, FiguresBoard } from "./FiguresBoard.tsx";
import { count, direction } from "./format.ts";

interface ForecastingBoardProps {
  readonly rows: readonly ForecastingRow[];
  /** How models are drawn. */
  readonly avatars: readonly ModelAvatar[];
}

const COLUMNS: readonly FigureColumn[] = [
  { title: "Alpha", detail: "market less own Brier" },
  { title: "Skill", detail: "against the market" },
  { title: "Brier" },
  { title: "Log loss" },
  { title: "ECE" },
  {
    title: "Parts of Brier",
    detail: "reliability − resolution + uncertainty",
  },
  { title: "Resolved", detail: "decisions · markets" },
  { title: "Rating", detail: "Bradley–Terry, a view" },
];

/** Who forecasts well, against the market's own price of the same moment. */
export function ForecastingBoard({ rows, avatars }: ForecastingBoardProps) {
  return (
    <FiguresBoard
      name="forecasting"
      title="Forecasting board"
      note="every decision carries a probability, holds too; by alpha"
      caption="Contestants by how much they beat the market's own price"
      columns={COLUMNS}
    >
      {rows.map((row) => (
        <Row key={row.contestantId} row={row} avatars={avatars} />
      ))}
    </FiguresBoard>
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
