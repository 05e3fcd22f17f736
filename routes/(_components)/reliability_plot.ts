import uPlot from "uplot";
import { INK_COUNT } from "./inks.ts";
import { plotFrame } from "./plot_frame.ts";

/** One contestant's reliability curve. */
export interface ReliabilityCurve {
  readonly id: string;
  readonly name: string;
  readonly points: readonly {
    readonly bin: number;
    readonly count: number;
    readonly meanProbability: number;
    readonly frequency: number;
  }[];
}

/** Returns the curves as uPlot reads them: all forecast means once, in order, then a row of frequencies per curve. */
export function reliabilityData(
  curves: readonly ReliabilityCurve[],
): uPlot.AlignedData {
  const means = [
    ...new Set([
      0,
      1,
      ...curves.flatMap(({ points }) =>
        points.map(({ meanProbability }) => meanProbability)
      ),
    ]),
  ].sort((left, right) => left - right);
  return [
    means,
    means,
    ...curves.map(({ points }) => {
      const byMean = new Map(
        points.map(({ meanProbability, frequency }) =>
          [meanProbability, frequency] as const
        ),
      );
      return means.map((mean) => byMean.get(mean));
    }),
  ];
}

/** Draws curves into a container, over the diagonal of perfect calibration, in the colors of its style sheet. */
export function makeReliabilityPlot(
  container: HTMLElement,
  curves: readonly ReliabilityCurve[],
): uPlot {
  const { frame, axis: plain, color } = plotFrame(container);
  const axis: uPlot.Axis = {
    ...plain,
    values: (_, splits) =>
      splits.map((value) => `${Math.round(value * 100)} %`),
  };
  return new uPlot(
    {
      ...frame,
      cursor: { show: false },
      scales: {
        x: { time: false, range: [0, 1] },
        y: { range: [0, 1] },
      },
      axes: [{ ...axis, size: 30 }, { ...axis, size: 50 }],
      series: [
        {},
        {
          label: "perfect",
          stroke: color("--muted"),
          width: 1,
          dash: [4, 4],
          points: { show: false },
        },
        ...curves.map(({ name }, index) => ({
          label: name,
          stroke: color(`--ink-${index % INK_COUNT}`),
          width: 1.75,
          spanGaps: true,
          points: { show: true, size: 7 },
        })),
      ],
    },
    reliabilityData(curves),
    container,
  );
}
