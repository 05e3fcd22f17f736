import { useEffect, useRef } from "preact/hooks";
import type { HistoryChart } from "../routes/(_components)/history_chart.ts";
import { makeHistoryPlot } from "../routes/(_components)/history_plot.ts";
import { INK_COUNT } from "../routes/(_components)/inks.ts";

/** Everybody's return at the end of each day; the numbers are in the table below. */
export default function BoardHistory(chart: HistoryChart) {
  const container = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current: element } = container;
    if (element === null) return;
    let plot: { destroy(): void } | null = null;
    const redraw = () => {
      plot?.destroy();
      plot = makeHistoryPlot(element, chart);
    };
    const resized = new ResizeObserver(redraw);
    resized.observe(element);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", redraw);
    return () => {
      resized.disconnect();
      scheme.removeEventListener("change", redraw);
      plot?.destroy();
    };
  }, []);
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
