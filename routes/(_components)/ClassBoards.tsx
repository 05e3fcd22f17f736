import type {
  BoardsView,
  ScoreClass,
  TradingClass,
} from "../../domain/view_boards.ts";
import { score, signedScore } from "./board_text.ts";
import { ClassBoard } from "./ClassBoard.tsx";
import { count, signedDollars } from "./format.ts";

/** Scores and profits of the same contestants, each by category and by horizon. */
export function ClassBoards(
  { trading, forecasting }: Pick<BoardsView, "trading" | "forecasting">,
) {
  const scores = {
    note: "alpha; Brier score of how many",
    empty: "Waiting for the first market to resolve…",
    figuresOf: ({ alpha, brier, n }: ScoreClass) => (
      <>
        {signedScore(alpha)}
        <small>{score(brier)} of {count(n)}</small>
      </>
    ),
  };
  const profits = {
    note: "net of fees; fills",
    empty: "Waiting for the first fill…",
    figuresOf: ({ netPnl, fills }: TradingClass) => (
      <>
        {signedDollars(netPnl)}
        <small>{count(fills)}</small>
      </>
    ),
  };
  return (
    <>
      <ClassBoard
        {...scores}
        name="category"
        title="By category"
        rows={forecasting.map(({ contestantName: name, byCategory }) => ({
          name,
          classes: byCategory,
        }))}
      />
      <ClassBoard
        {...scores}
        name="horizon"
        title="By horizon"
        rows={forecasting.map(({ contestantName: name, byHorizon }) => ({
          name,
          classes: byHorizon,
        }))}
      />
      <ClassBoard
        {...profits}
        name="trading-category"
        title="Profit by category"
        rows={trading.map(({ contestantName: name, byCategory }) => ({
          name,
          classes: byCategory,
        }))}
      />
      <ClassBoard
        {...profits}
        name="trading-horizon"
        title="Profit by horizon"
        rows={trading.map(({ contestantName: name, byHorizon }) => ({
          name,
          classes: byHorizon,
        }))}
      />
    </>
  );
}
