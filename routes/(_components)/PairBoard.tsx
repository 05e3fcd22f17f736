import { EVENTS_MIN } from "../../domain/statistics/cluster_bootstrap.ts";
import type { PairView } from "../../domain/view_boards.ts";
import { between, score, signedScore } from "./board_text.ts";
import { count } from "./format.ts";
import { Empty, Panel } from "./Panel.tsx";

interface PairBoardProps {
  readonly pairs: readonly PairView[];
}

/** Every two contestants, whether they can be told apart, and how many more markets that takes. */
export function PairBoard({ pairs }: PairBoardProps) {
  return (
    <Panel
      name="pairs"
      title="Who can be told apart"
      note="mean difference in Brier scores on what both forecast; below 0 the first is better"
    >
      {pairs.length === 0
        ? (
          <Empty>
            Waiting for a market to resolve that two have forecast…
          </Empty>
        )
        : (
          <div
            class="across"
            tabIndex={0}
            role="region"
            aria-labelledby="pairs-title"
          >
            <table class="board board-plain">
              <caption class="visually-hidden">
                Pairs of contestants and how many further resolved markets it
                takes to tell them apart
              </caption>
              <thead>
                <tr>
                  <th scope="col">Pair</th>
                  <th scope="col" class="right">
                    Difference<small>one look</small>
                  </th>
                  <th scope="col" class="right">
                    At every moment<small>always-valid</small>
                  </th>
                  <th scope="col" class="right">
                    Shared markets<small>events</small>
                  </th>
                  <th scope="col">Verdict</th>
                  <th scope="col" class="right">
                    Further markets<small>80 % power: one test · peeking</small>
                  </th>
                </tr>
              </thead>
              <tbody>
                {pairs.map((pair) => (
                  <Row key={`${pair.leftId} ${pair.rightId}`} pair={pair} />
                ))}
              </tbody>
            </table>
          </div>
        )}
    </Panel>
  );
}

function Row({ pair }: { readonly pair: PairView }) {
  return (
    <tr
      data-testid="pair"
      data-left-id={pair.leftId}
      data-right-id={pair.rightId}
    >
      <th scope="row">
        {pair.leftName} <span class="quiet">against</span> {pair.rightName}
      </th>
      <td class="right num">
        {signedScore(pair.difference)}
        <small>
          {pair.events < EVENTS_MIN
            ? `from ${EVENTS_MIN} events on`
            : between(pair.interval, signedScore)}
          {pair.pValue === null ? "" : `, p = ${score(pair.pValue)}`}
        </small>
      </td>
      <td class="right num">{between(pair.alwaysValid, signedScore)}</td>
      <td class="right num">
        {count(pair.markets)}
        <small>{count(pair.events)}</small>
      </td>
      <td>{verdictText(pair)}</td>
      <td class="right num">{powerText(pair)}</td>
    </tr>
  );
}

function verdictText({ verdict, leftName, rightName }: PairView): string {
  if (verdict === "not yet distinguishable") return verdict;
  return `${verdict === "left" ? leftName : rightName} forecasts better`;
}

function powerText({ power }: PairView): string {
  if (power === null) return "–";
  const { marketsFurther, marketsFurtherPeeking } = power;
  const peeking = marketsFurtherPeeking === null
    ? "over 10,000,000"
    : count(marketsFurtherPeeking);
  return `${count(marketsFurther)} · ${peeking}`;
}
