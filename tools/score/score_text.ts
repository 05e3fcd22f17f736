import type { FileScore } from "./score_file.ts";

const DIGITS = 6;

/** Returns a file's score for people: the figures with their meaning, calibration by bin, and what was rejected. */
export function scoreText(score: FileScore): string {
  const { decomposition, reliability, anchored, market, definitions } = score;
  const rows: [string, string, string][] = [];
  for (const [name, { meaning }] of Object.entries(definitions)) {
    const value: unknown = Reflect.get(score, name);
    if (value === null || typeof value === "number") {
      rows.push([name, shown(value), meaning]);
    }
  }
  const lines = aligned(rows);
  if (market !== undefined) lines.push(`market: ${pairs({ ...market })}`);
  if (decomposition !== undefined) {
    lines.push(`decomposition: ${pairs({ ...decomposition })}`);
  }
  if (anchored !== undefined) {
    lines.push(
      `anchored: calibrationError ${shown(anchored.calibrationError)}, ${
        pairs({ ...anchored.decomposition })
      }`,
    );
  }
  for (const { bin, count, meanProbability, frequency } of reliability ?? []) {
    lines.push(
      `bin ${bin}: ${count} forecasts, mean probability ${
        shown(meanProbability)
      }, happened ${shown(frequency)}`,
    );
  }
  lines.push(...rejectionLines(score));
  return lines.join("\n");
}

function rejectionLines(score: FileScore): readonly string[] {
  const { n, rejected, rejectedBy, rejections, paths } = score;
  const lines = rejections.map(({ line, message }) =>
    `line ${line}: ${message}`
  );
  const hidden = rejected - rejections.length;
  if (hidden > 0) lines.push(`and ${hidden} more lines`);
  for (const [reason, count] of Object.entries(rejectedBy)) {
    lines.push(`rejected ${count}: ${reason}`);
  }
  lines.push(
    `scored ${n}, rejected ${rejected} (${paths.probability} against ${paths.outcome})`,
  );
  return lines;
}

function shown(value: number | null): string {
  if (value === null) return "-";
  return Number.isInteger(value) ? String(value) : value.toFixed(DIGITS);
}

function pairs(figures: Readonly<Record<string, number | null>>): string {
  return Object.entries(figures).map(([name, value]) =>
    `${name} ${shown(value)}`
  ).join(", ");
}

function aligned(
  rows: readonly (readonly [string, string, string])[],
): string[] {
  const widths = [0, 1].map((column) =>
    Math.max(0, ...rows.map((row) => (row[column] ?? "").length))
  );
  return rows.map(([name, value, meaning]) =>
    `${name.padEnd(widths[0] ?? 0)}  ${
      value.padStart(widths[1] ?? 0)
    }  ${meaning}`
  );
}
