import { HttpError, page } from "fresh";
import { contestantId } from "../domain/ids.ts";
import { seasonOf } from "../domain/season.ts";
import BoardHistory from "../islands/BoardHistory.tsx";
import { avatarsOf } from "./(_components)/avatars.ts";
import { ClassBoards } from "./(_components)/ClassBoards.tsx";
import { ContestantDays } from "./(_components)/ContestantDays.tsx";
import { ForecastingBoard } from "./(_components)/ForecastingBoard.tsx";
import { HeldPerpetuals } from "./(_components)/HeldPerpetuals.tsx";
import { historyChart } from "./(_components)/history_chart.ts";
import { PageHead } from "./(_components)/PageHead.tsx";
import { PairBoard } from "./(_components)/PairBoard.tsx";
import { SeasonSwitch } from "./(_components)/SeasonSwitch.tsx";
import { TradingBoard } from "./(_components)/TradingBoard.tsx";
import { define } from "./(_site)/define.ts";

/** Returns the season of whoever an address names; `null` where it names nobody. */
function seasonNamed(id: string): string | null {
  try {
    return seasonOf(contestantId(id));
  } catch {
    return null;
  }
}

export const handler = define.handlers({
  GET({ state: { arena, boards: shelf, catalog }, url }) {
    const id = url.searchParams.get("id") ?? "";
    const season = seasonNamed(id);
    const boards = season === null ? null : shelf.view(season);
    const isOwn = (row: { readonly contestantId: string }) =>
      row.contestantId === id;
    const trading = boards?.trading.filter(isOwn) ?? [];
    if (boards === null || trading.length === 0) {
      throw new HttpError(404, "There is no such contestant");
    }
    return page({
      mode: arena.mode,
      perpetuals: arena.perpetuals,
      id,
      season: boards.season,
      trading,
      forecasting: boards.forecasting.filter(isOwn),
      pairs: boards.pairs.filter(({ leftId, rightId }) =>
        leftId === id || rightId === id
      ),
      days: shelf.days(boards.season.id),
      avatars: avatarsOf(catalog),
    }, { headers: { "cache-control": "no-store" } });
  },
});

export default define.page<typeof handler>((
  {
    data: {
      mode,
      perpetuals,
      id,
      season,
      trading,
      forecasting,
      pairs,
      days,
      avatars,
    },
  },
) => (
  <>
    <PageHead mode={mode} here="/boards" />
    <main class="page page-boards page-contestant">
      <SeasonSwitch seasons={[]} shown={season} path="/boards" />
      <TradingBoard rows={trading} avatars={avatars} />
      <HeldPerpetuals perpetuals={perpetuals} contestantId={id} />
      <ForecastingBoard rows={forecasting} avatars={avatars} />
      <ContestantDays contestantId={id} days={days}>
        <BoardHistory {...historyChart(days, id)} />
      </ContestantDays>
      <PairBoard pairs={pairs} />
      <ClassBoards trading={trading} forecasting={forecasting} />
    </main>
  </>
));
