import { page } from "fresh";
import { BOARD_FIGURES } from "../domain/boards/figures.ts";
import { type Figure, SCORE_FIGURES } from "../domain/scoring/figures.ts";
import { define } from "./(_site)/define.ts";
import { PageHead } from "./(_components)/PageHead.tsx";
import { Panel } from "./(_components)/Panel.tsx";

export const handler = define.handlers({
  GET: ({ state }) => page({ mode: state.arena.mode }),
});

export default define.page<typeof handler>(({ data }) => (
  <>
    <PageHead mode={data.mode} here="/method" />
    <main class="page page-narrow">
      <Panel
        name="method-boards"
        title="What the boards say"
        note="intervals are of 95 %"
      >
        <p class="note prose">
          Both boards come from the same decisions. d is a difference in Brier
          scores, averaged over the wake-ups of a market at which both
          contestants forecast; r is the return of an hour.
        </p>
        <Figures name="boards" figures={BOARD_FIGURES} />
      </Panel>
      <Panel name="method-scores" title="Scores of forecasts">
        <p class="note prose">
          p is a probability that was given, o what happened (1 or 0), q the
          probability of what happened, k a bin, n a count.
        </p>
        <Figures name="scores" figures={SCORE_FIGURES} />
      </Panel>
    </main>
  </>
));

interface FiguresProps {
  /** Both tables have figures of the same name. */
  readonly name: string;
  readonly figures: Readonly<Record<string, Figure>>;
}

function Figures({ name: table, figures }: FiguresProps) {
  return (
    <dl class="figures">
      {Object.entries(figures).map(([name, { meaning, formula, source }]) => (
        <div key={name} id={`${table}-${name}`}>
          <dt>
            <code>{name}</code>
          </dt>
          <dd>
            {meaning}
            <code class="formula">{formula}</code>
            {source === "" ? null : <small>{source}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
