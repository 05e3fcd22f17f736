import uPlot from "uplot";
import type { EquityView } from "../../domain/view.ts";
import { INK_COUNT } from "./inks.ts";
import { plotFrame } from "./plot_frame.ts";

const LABEL_WIDTH = 118;
const LABEL_HEIGHT = 15;
/** Below this width names do not fit beside the lines; the legend below has them. */
const LABELLED_WIDTH_MIN = 520;

const DOLLARS = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
  maximumFractionDigits: 0,
});

/** What a plot is made of. */
export interface PlotOptions {
  readonly container: HTMLElement;
  readonly equity: EquityView;
  /** Names in the order of the equity's lines. */
  readonly names: readonly string[];
  /** Dollars that everybody started with, drawn as a dashed line; `null` where they differ. */
  readonly baseline: number | null;
  /** Told which moment the pointer is at, as an index of `atMs`; `null` when it leaves. */
  readonly onHover: (index: number | null) => void;
}

/** Returns the history as uPlot reads it: seconds, then one row of dollars per line. */
export function plotData(equity: EquityView): uPlot.AlignedData {
  return [
    equity.atMs.map((ms) => ms / 1000),
    ...equity.lines.map((line) => [...line.equity]),
  ];
}

/** Draws the history into a container, in the colors that its style sheet has now. */
export function makePlot(options: PlotOptions): uPlot {
  const { container, equity, names } = options;
  const { frame, axis } = plotFrame(container);
  const colors = readColors(container);
  const isLabelled = frame.width >= LABELLED_WIDTH_MIN;
  return new uPlot(
    {
      ...frame,
      padding: [10, isLabelled ? LABEL_WIDTH : 12, 0, 4],
      cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
      scales: { y: { range: (_, min, max) => padded(min, max) } },
      axes: [
        {
          ...axis,
          size: 30,
          space: 90,
          values: (_, splits) => splits.map(timeLabel),
        },
        {
          ...axis,
          size: 66,
          values: (_, splits) =>
            splits.map((value) => tickLabel(value, splits)),
        },
      ],
      series: [
        {},
        ...names.map((label, index) => ({
          label,
          stroke: colors.inks[index % INK_COUNT] ?? colors.muted,
          width: 1.75,
          points: { show: false },
        })),
      ],
      hooks: {
        setCursor: [({ cursor }) => options.onHover(cursor.idx ?? null)],
        drawAxes: [(self) => drawBaseline(self, options.baseline, colors)],
        draw: isLabelled ? [(self) => drawNames(self, names, colors)] : [],
      },
    },
    plotData(equity),
    container,
  );
}

interface Colors {
  readonly muted: string;
  readonly font: string;
  readonly inks: readonly string[];
}

function readColors(element: HTMLElement): Colors {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    muted: read("--muted"),
    font: `12px ${style.fontFamily}`,
    inks: Array.from(
      { length: INK_COUNT },
      (_, index) => read(`--ink-${index}`),
    ),
  };
}

function padded(min: number, max: number): [number, number] {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return [0, 1];
  const pad = Math.max((max - min) * 0.08, 0.5);
  return [min - pad, max + pad];
}

function timeLabel(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}

function tickLabel(value: number, splits: readonly number[]): string {
  const step = (splits[1] ?? 1) - (splits[0] ?? 0);
  return step >= 1 ? DOLLARS.format(value) : `$${value.toFixed(2)}`;
}

function drawBaseline(
  { ctx, bbox, valToPos }: uPlot,
  baseline: number | null,
  colors: Colors,
): void {
  if (baseline === null) return;
  const y = Math.round(valToPos(baseline, "y", true));
  if (y < bbox.top || y > bbox.top + bbox.height) return;
  ctx.save();
  ctx.strokeStyle = colors.muted;
  ctx.setLineDash([4, 4]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/** Writes each name where its line ends; names that would overlap move apart. */
function drawNames(
  plot: uPlot,
  names: readonly string[],
  colors: Colors,
): void {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  const labels = names.flatMap((name, index) => {
    const value = plot.data[index + 1]?.at(-1);
    return value === null || value === undefined
      ? []
      : [{ name, index, value, y: plot.valToPos(value, "y", true) }];
  }).sort((left, right) => left.y - right.y);
  const step = LABEL_HEIGHT * scale;
  const bottom = bbox.top + bbox.height;
  labels.forEach((label, index) => {
    const above = labels[index - 1];
    if (above !== undefined) label.y = Math.max(label.y, above.y + step);
  });
  labels.toReversed().forEach((label, index, reversed) => {
    const limit = reversed[index - 1]?.y ?? bottom + step / 2;
    label.y = Math.min(label.y, limit - (index === 0 ? 0 : step));
  });
  ctx.save();
  ctx.font = colors.font.replace(
    "12px",
    `600 ${Math.round(12 * scale)}px`,
  );
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  for (const { name, index, y } of labels) {
    ctx.fillStyle = colors.inks[index % INK_COUNT] ?? colors.muted;
    ctx.fillText(clipped(name), bbox.left + bbox.width + 8 * scale, y);
  }
  ctx.restore();
}

function clipped(name: string): string {
  return name.length <= 16 ? name : `${name.slice(0, 15)}…`;
}
