import { useEffect, useState } from "preact/hooks";
import type { ContestantView, EquityView } from "../../domain/view.ts";
import { ContestantMark } from "./ContestantMark.tsx";
import { makePlot, plotData, type PlotOptions } from "./equity_plot.ts";
import { dollars, timeOfDay } from "./format.ts";
import type { Inks } from "./inks.ts";
import { Empty, Panel } from "./Panel.tsx";
import { usePlot } from "./use_plot.ts";

interface EquityChartProps {
  readonly equity: EquityView;
  readonly contestants: readonly ContestantView[];
  readonly inks: Inks;
}

/** Everybody's equity over time. Drawn once scripts run; the leaderboard says the same in numbers. */
export function EquityChart({ equity, contestants, inks }: EquityChartProps) {
  const names = equity.lines.map(({ contestantId }) =>
    contestants.find(({ id }) => id === contestantId)?.name ?? contestantId
  );
  const baseline = commonBalance(contestants);
  const { container, hovered } = useEquityPlot({ equity, names, baseline });
  const [leader] = contestants;
  return (
    <Panel name="equity" title="Equity" note="dollars, marked at the bid, UTC">
      {equity.atMs.length === 0
        ? <Empty>Waiting for the first mark of everybody's account…</Empty>
        : (
          <div class="plot-frame">
            <div
              class="plot"
              ref={container}
              role="img"
              aria-label={leader === undefined
                ? "Equity over time"
                : `Equity over time. ${leader.name} leads with ${
                  dollars(leader.equity)
                }.`}
            />
            <Readout equity={equity} names={names} index={hovered} />
          </div>
        )}
      <ul class="plot-legend">
        {equity.lines.map(({ contestantId }, index) => (
          <li key={contestantId}>
            <ContestantMark id={contestantId} inks={inks} />
            {names[index]}
          </li>
        ))}
      </ul>
      <noscript>
        <p class="note">
          The chart needs scripts; the numbers are in the leaderboard.
        </p>
      </noscript>
    </Panel>
  );
}

/** Returns the dollars that all began with; `null` where they differ. */
function commonBalance(contestants: readonly ContestantView[]): number | null {
  const [balance, ...others] = new Set(
    contestants.map(({ startingBalance }) => Number(startingBalance)),
  );
  return others.length > 0 ? null : balance ?? null;
}

/** Keeps the plot drawn: anew where lines change, else just given its data. */
function useEquityPlot(
  drawn: Pick<PlotOptions, "equity" | "names" | "baseline">,
) {
  const [hovered, setHovered] = useState<number | null>(null);
  const isEmpty = drawn.equity.atMs.length === 0;
  const { container, plot } = usePlot(
    (container) => makePlot({ container, onHover: setHovered, ...drawn }),
    [isEmpty, drawn.names.join("\n"), drawn.baseline],
  );
  useEffect(() => plot.current?.setData(plotData(drawn.equity)), [
    drawn.equity,
  ]);
  return { container, hovered };
}

interface ReadoutProps {
  readonly equity: EquityView;
  readonly names: readonly string[];
  /** The moment that the pointer is at. */
  readonly index: number | null;
}

/** Everybody's equity at the pointer, best first. */
function Readout({ equity, names, index }: ReadoutProps) {
  const atMs = index === null ? undefined : equity.atMs[index];
  if (index === null || atMs === undefined) return null;
  const isEarly = 2 * index < equity.atMs.length;
  const values = equity.lines.map((line, number) => ({
    name: names[number],
    dollars: line.equity[index] ?? null,
  })).sort((left, right) => (right.dollars ?? 0) - (left.dollars ?? 0));
  return (
    <div
      class={isEarly ? "readout readout-right num" : "readout num"}
      aria-hidden="true"
    >
      <p>{timeOfDay(atMs)} UTC</p>
      <dl>
        {values.map(({ name, dollars: value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value === null ? "–" : dollars(String(value))}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
