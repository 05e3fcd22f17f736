import uPlot from "uplot";

const MS_PER_SECOND = 1_000;

/** What every plot has: the size of its container, no legend of its own, times in UTC, and axes in the page's style. */
interface PlotFrame {
  readonly frame: Pick<uPlot.Options, "width" | "height" | "tzDate" | "legend">;
  readonly axis: uPlot.Axis;
  /** Reads a color of the container's style sheet, such as `--muted`. */
  readonly color: (name: string) => string;
}

/** Returns the frame of a plot in `container` as it is styled and sized now. */
export function plotFrame(container: HTMLElement): PlotFrame {
  const { width, height } = container.getBoundingClientRect();
  const style = getComputedStyle(container);
  const color = (name: string) => style.getPropertyValue(name).trim();
  return {
    frame: {
      width: Math.max(1, Math.floor(width)),
      height: Math.max(1, Math.floor(height)),
      tzDate: (seconds) =>
        uPlot.tzDate(new Date(seconds * MS_PER_SECOND), "UTC"),
      legend: { show: false },
    },
    axis: {
      stroke: color("--muted"),
      font: `12px ${style.fontFamily}`,
      grid: { stroke: color("--rule"), width: 1 },
      ticks: { show: false },
    },
    color,
  };
}
