import uPlot from "uplot";
import { plotFrame } from "./plot_frame.ts";
import { type PriceChart, timeSpan, timeTick } from "./price_chart.ts";

const MS_PER_SECOND = 1_000;
const HUNDRED_CENTS = 100;
/** Cents around the extremes. */
const ROOM = 3;

/** Draws what a price did into a container, in the colors of its style sheet: a line, and a band from low to high. */
export function makePricePlot(
  container: HTMLElement,
  chart: PriceChart,
): uPlot {
  const { atMs, high, low, close } = chart;
  const [fromMs, untilMs] = timeSpan(chart);
  const { frame, axis, color } = plotFrame(container);
  const edge = { stroke: color("--rule"), width: 1, points: { show: false } };
  return new uPlot(
    {
      ...frame,
      padding: [10, 30, 0, 4],
      cursor: { show: false },
      scales: {
        x: { range: [fromMs / MS_PER_SECOND, untilMs / MS_PER_SECOND] },
        y: {
          range: (_, min, max) => [
            Math.max(0, (min ?? 0) - ROOM),
            Math.min(HUNDRED_CENTS, (max ?? HUNDRED_CENTS) + ROOM),
          ],
        },
      },
      axes: [{
        ...axis,
        size: 30,
        space: 90,
        values: (_, splits) =>
          splits.map((seconds) =>
            timeTick(seconds * MS_PER_SECOND, untilMs - fromMs)
          ),
      }, {
        ...axis,
        size: 52,
        values: (_, splits) => splits.map((cents) => `${cents}¢`),
      }],
      series: [
        {},
        { ...edge, label: "high" },
        { ...edge, label: "low" },
        {
          label: "last",
          stroke: color("--ink-0"),
          width: 1.75,
          points: { show: atMs.length === 1, size: 6 },
        },
      ],
      bands: [{ series: [1, 2], fill: color("--rule") }],
    },
    [atMs.map((ms) => ms / MS_PER_SECOND), [...high], [...low], [...close]],
    container,
  );
}
