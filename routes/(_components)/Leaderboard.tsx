import type { ContestantView } from "../../domain/view.ts";
import {
  count,
  direction,
  dollars,
  signedDollars,
  signedPercent,
  wholeDollars,
} from "./format.ts";
import { ContestantMark } from "./ContestantMark.tsx";
import type { Inks } from "./inks.ts";
import { Moving } from "./Moving.tsx";
import { Empty, Panel } from "./Panel.tsx";

interface LeaderboardProps {
  readonly contestants: readonly ContestantView[];
  readonly inks: Inks;
}

/** Who leads, and with what: two lines per contestant, the second one in small print. */
export function Leaderboard({ contestants, inks }: LeaderboardProps) {
  return (
    <Panel
      name="leaderboard"
      title="Leaderboard"
      note="positions marked at the bid"
    >
      {contestants.length === 0
        ? <Empty>Waiting for the first contestant to enroll…</Empty>
        : (
          <div class="across">
            <table class="board">
              <caption class="visually-hidden">
                Contestants, best equity first
              </caption>
              <thead>
                <tr>
                  <th scope="col">
                    <span class="visually-hidden">Rank</span>
                  </th>
                  <th scope="col">Contestant</th>
                  <th scope="col" class="right">
                    Equity<small>cash + positions</small>
                  </th>
                  <th scope="col" class="right">
                    Return<small>realized</small>
                  </th>
                  <th scope="col" class="right medium">
                    Won–lost<small>settled</small>
                  </th>
                  <th scope="col" class="right wide">
                    Fills / orders<small>decisions · denied</small>
                  </th>
                </tr>
              </thead>
              <tbody>
                {contestants.map((row, index) => (
                  <Row
                    key={row.id}
                    row={row}
                    rank={index + 1}
                    inks={inks}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
    </Panel>
  );
}

const BPS = 10_000;

interface RowProps {
  readonly row: ContestantView;
  readonly rank: number;
  readonly inks: Inks;
}

function Row({ row, rank, inks }: RowProps) {
  return (
    <tr
      data-testid="contestant"
      data-contestant-id={row.id}
      data-offset={row.offset}
    >
      <td class="rank num">{rank}</td>
      <th scope="row">
        <ContestantMark id={row.id} inks={inks} />
        {row.name}
        <small class="chip">{row.strategy}</small>
        {row.drift === null ? null : (
          <small
            class="chip"
            title={`Mean over ${row.drift.orders} live orders: how much worse than the simulator's copies they traded, fees included`}
            data-testid="drift"
          >
            {signedPercent(row.drift.bps / BPS)} drift
          </small>
        )}
        {row.tradingState === "active" ? null : (
          <small
            class="chip chip-warn"
            title={row.tradingDetail ?? undefined}
            data-testid="trading-state"
          >
            {row.tradingState}
          </small>
        )}
      </th>
      <td class="right num">
        <Moving value={Number(row.equity)} text={dollars(row.equity)} />
        <small title={`${dollars(row.cash)} + ${dollars(row.positions)}`}>
          {wholeDollars(row.cash)} + {wholeDollars(row.positions)}
        </small>
      </td>
      <td class="right num">
        <span class={`sign sign-${direction(row.return)}`}>
          {signedPercent(row.return)}
        </span>
        <small>{signedDollars(row.realizedPnl)}</small>
      </td>
      <td class="right num medium">
        {count(row.wins)}–{count(row.losses)}
      </td>
      <td class="right num wide">
        {count(row.fills)} / {count(row.orders)}
        <small>{count(row.decisions)} · {count(row.denied)}</small>
      </td>
    </tr>
  );
}
