import { HttpError, page } from "fresh";
import BoardHistory from "../islands/BoardHistory.tsx";
import ReliabilityCurves from "../islands/ReliabilityCurves.tsx";
import { define } from "./(_site)/define.ts";
import { avatarsOf } from "./(_components)/avatars.ts";
import { BoardNote } from "./(_components)/BoardNote.tsx";
import { ClassBoards } from "./(_components)/ClassBoards.tsx";
import { DayBoard } from "./(_components)/DayBoard.tsx";
import { ForecastingBoard } from "./(_components)/ForecastingBoard.tsx";
import { HeldNote } from "./(_components)/HeldNote.tsx";
import { historyChart } from "./(_components)/history_chart.ts";
import { PageHead } from "./(_components)/PageHead.tsx";
import { PairBoard } from "./(_components)/PairBoard.tsx";
import { Panel } from "./(_components)/Panel.tsx";
import { SeasonSwitch } from "./(_components)/SeasonSwitch.tsx";
import { TradingBoard } from "./(_components)/TradingBoard.tsx";

export const handler = define.handlers({
  GET({ state, url }) {
    const { arena, boards: shelf } = state;
    const boards = shelf.view(url.searchParams.get("season") ?? undefined);
    if (boards === null) throw new HttpError(404, "There is no such season");
    const seasons = shelf.seasons();
    const days = shelf.days(boards.season.id);
    const day = url.searchParams.get("day");
    const shown = day === null
      ? days.at(-1)
      : days.find((known) => known.day === day);
    if (day !== null && shown === undefined) {
      throw new HttpError(404, "Nothing is known of that day");
    }
    const avatars = avatarsOf(state.catalog);
    const { mode, markets } = arena;
    return page({ mode, markets, boards, seasons, days, shown, avatars }, {
      headers: { "cache-control": "no-store" },
    });
  },
});

export default define.page<typeof handler>(({
  data: { mode, markets, boards, seasons, days, shown, avatars },
}) => (
  <>
    <PageHead mode={mode} here="/boards" />
    <main class="page page-boards">
      <SeasonSwitch seasons={seasons} shown={boards.season} path="/boards" />
      <BoardNote boards={boards} />
      <HeldNote markets={markets} />
      <TradingBoard rows={boards.trading} avatars={avatars} />
      <ForecastingBoard rows={boards.forecasting} avatars={avatars} />
      <PairBoard pairs={boards.pairs} />
      <DayBoard
        days={days}
        shown={shown}
        addressOf={(day) =>
          `/boards?season=${
            encodeURIComponent(boards.season.id)
          }&day=${day}#history-title`}
      >
        <BoardHistory {...historyChart(days)} />
      </DayBoard>
      <Panel
        name="reliability"
        title="Reliability"
        note="how often it happened, by what was forecast"
      >
        <ReliabilityCurves
          curves={boards.forecasting.map((row) => ({
            id: row.contestantId,
            name: row.contestantName,
            points: row.reliability,
          }))}
        />
      </Panel>
      <ClassBoards
        trading={boards.trading}
        forecasting={boards.forecasting}
      />
    </main>
  </>
));
