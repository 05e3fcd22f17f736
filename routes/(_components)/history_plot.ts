import uPlot from "uplot";
import type { HistoryChart } from "./history_chart.ts";
import { INK_COUNT } from "./inks.ts";

const MS_PER_SECOND = 1_000;

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
  const { width, height } = container.getBoundingClientRect();
  const style = getComputedStyle(container);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: color("--muted"),
    font: `12px ${style.fontFamily}`,
    grid: { stroke: color("--rule"), width: 1 },
    ticks: { show: false },
  };
  return new uPlot(
    {
      width: Math.max(1, Math.floor(width)),
      height: Math.max(1, Math.floor(height)),
      tzDate: (seconds) =>
        uPlot.tzDate(new Date(seconds * MS_PER_SECOND), "UTC"),
      legend: { show: false },
      cursor: { show: false },
      axes: [
        { ...axis, size: 34, space: 80 },
        {
          ...axis,
          size: 62,
          values: (_, splits) =>
            splits.map((value) => `${(value * 100).toFixed(1)} %`),
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
