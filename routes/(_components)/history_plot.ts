import uPlot from "uplot";
import type { HistoryChart } from "./history_chart.ts";
import { INK_COUNT } from "./inks.ts";
import { plotFrame } from "./plot_frame.ts";

const MS_PER_SECOND = 1_000;
const DAY_S = 86_400;
const DAYS_BETWEEN_TICKS = [1, 2, 7, 14, 28, 91, 364];
/** Returns that are nearer to each other than this are drawn on a scale of it: one tick would else repeat the next. */
const RETURN_SPAN_MIN = 0.01;

/** Returns a chart as uPlot reads it: times in seconds, then a row per curve. */
export function historyData(
  { atMs, curves }: HistoryChart,
): uPlot.AlignedData {
  return [
    atMs.map((ms) => ms / MS_PER_SECOND),
    ...curves.map(({ values }) => [...values]),
  ];
}

/** Draws returns by day into a container, in the colors of its style sheet. */
export function makeHistoryPlot(
  container: HTMLElement,
  chart: HistoryChart,
): uPlot {
  const { frame, axis, color } = plotFrame(container);
  return new uPlot(
    {
      ...frame,
      cursor: { show: false },
      scales: {
        x: { range: () => dayRange(chart) },
        y: { range: (_, min, max) => returnRange(min, max) },
      },
      axes: [
        {
          ...axis,
          size: 34,
          space: 80,
          incrs: DAYS_BETWEEN_TICKS.map((days) => days * DAY_S),
          values: (_, splits) =>
            splits.map((seconds) =>
              new Date(seconds * MS_PER_SECOND).toISOString().slice(0, 10)
            ),
        },
        {
          ...axis,
          size: 62,
          values: (_, splits) =>
            splits.map((value) =>
              `${(value * 100).toFixed(1).replace(/^-0\.0$/, "0.0")} %`
            ),
        },
      ],
      series: [
        {},
        ...chart.curves.map(({ name }, index) => ({
          label: name,
          stroke: color(`--ink-${index % INK_COUNT}`),
          width: 1.75,
          spanGaps: true,
          points: { show: true, size: 6 },
        })),
      ],
    },
    historyData(chart),
    container,
  );
}

/** Returns the days with half a day around them, in seconds: by itself a single one would stand at the beginning of years. */
function dayRange({ atMs }: HistoryChart): uPlot.Range.MinMax {
  const first = (atMs[0] ?? 0) / MS_PER_SECOND;
  const last = (atMs.at(-1) ?? 0) / MS_PER_SECOND;
  return [first - DAY_S / 2, last + DAY_S / 2];
}

/** Returns a range with room around `min` to `max`, at least `RETURN_SPAN_MIN` wide. */
function returnRange(
  min: number | null,
  max: number | null,
): uPlot.Range.MinMax {
  const [low, high] = [min ?? 0, max ?? 0];
  const room = Math.max(
    (high - low) * 0.1,
    (RETURN_SPAN_MIN - (high - low)) / 2,
  );
  return [low - room, high + room];
}
