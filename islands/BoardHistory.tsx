import type { HistoryChart } from "../routes/(_components)/history_chart.ts";
import { makeHistoryPlot } from "../routes/(_components)/history_plot.ts";
import { INK_COUNT } from "../routes/(_components)/inks.ts";
import { usePlot } from "../routes/(_components)/use_plot.ts";

/** Everybody's return at the end of each day; the numbers are in the table below. */
export default function BoardHistory(chart: HistoryChart) {
  const { container } = usePlot((container) =>
    makeHistoryPlot(container, chart)
  );
  return (
    <>
      <div class="plot-frame">
        <div
          class="plot"
          ref={container}
          role="img"
          aria-label="Return by day; the table below says the same in numbers"
        />
      </div>
      <ul class="plot-legend">
        {chart.curves.map(({ id, name }, index) => (
          <li key={id}>
            <span class={`swatch ink-${index % INK_COUNT}`} />
            {name}
          </li>
        ))}
      </ul>
    </>
  );
}
