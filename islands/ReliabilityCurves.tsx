import {
  makeReliabilityPlot,
  type ReliabilityCurve,
} from "../routes/(_components)/reliability_plot.ts";
import { INK_COUNT } from "../routes/(_components)/inks.ts";
import { usePlot } from "../routes/(_components)/use_plot.ts";

interface ReliabilityCurvesProps {
  readonly curves: readonly ReliabilityCurve[];
}

/** Everybody's reliability curve over the diagonal of perfect calibration; the numbers are in a table below. */
export default function ReliabilityCurves({ curves }: ReliabilityCurvesProps) {
  const shown = curves.filter(({ points }) => points.length > 0);
  const { container } = usePlot((container) =>
    makeReliabilityPlot(container, shown)
  );
  if (shown.length === 0) {
    return <p class="empty">Waiting for the first market to resolve…</p>;
  }
  return (
    <>
      <div class="plot-frame">
        <div
          class="plot plot-square"
          ref={container}
          role="img"
          aria-label="Reliability curves; the table below says the same in numbers"
        />
      </div>
      <ul class="plot-legend">
        {shown.map(({ id, name }, index) => (
          <li key={id}>
            <span class={`swatch ink-${index % INK_COUNT}`} />
            {name}
          </li>
        ))}
      </ul>
      <details class="curve-table">
        <summary>In numbers</summary>
        <table class="board board-plain">
          <thead>
            <tr>
              <th scope="col">Contestant</th>
              <th scope="col" class="right">Forecast</th>
              <th scope="col" class="right">Happened</th>
              <th scope="col" class="right">Forecasts</th>
            </tr>
          </thead>
          <tbody>
            {shown.flatMap(({ id, name, points }) =>
              points.map((point) => (
                <tr key={`${id} ${point.bin}`}>
                  <td>{name}</td>
                  <td class="right num">{point.meanProbability.toFixed(3)}</td>
                  <td class="right num">{point.frequency.toFixed(3)}</td>
                  <td class="right num">{point.count}</td>
                </tr>
              ))
            )}
          </tbody>
        </table>
      </details>
    </>
  );
}
