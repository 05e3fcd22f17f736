import type { ResolvedForecast } from "../../domain/scoring/resolved_forecast.ts";
import { type JsonPath, valueAt } from "./json_path.ts";

/** Where a line has what is scored. */
export interface ForecastPaths {
  readonly probability: JsonPath;
  readonly outcome: JsonPath;
  /** `null`: nothing to compare with. */
  readonly market: JsonPath | null;
}

/** A forecast that was read from a line. */
export interface ReadForecast extends ResolvedForecast {
  /** `null` where the line has none. */
  readonly marketProbability: number | null;
}

/** Why a line cannot be scored. */
export interface LineDefect {
  readonly kind: "defect";
  /** The kind of defect, without the value. */
  readonly reason: string;
  /** For people: with what was found. */
  readonly message: string;
}

/** What a line holds. */
export type LineContent =
  | { readonly kind: "forecast"; readonly forecast: ReadForecast }
  | LineDefect;

/** Returns the defect of a line in which something is not as it must be. */
export function lineDefect(reason: string, found?: unknown): LineDefect {
  return {
    kind: "defect",
    reason,
    message: found === undefined
      ? reason
      : `${reason}: current value is ${shown(found)}`,
  };
}

const SHOWN_CHARS = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= SHOWN_CHARS ? text : `${text.slice(0, SHOWN_CHARS)}…`;
}

const HAPPENED = new Map<unknown, boolean>([
  [true, true],
  [false, false],
  [1, true],
  [0, false],
  ...(["yes", "true", "1"] as const).map((word) => [word, true] as const),
  ...(["no", "false", "0"] as const).map((word) => [word, false] as const),
]);

/** Returns the forecast that a parsed line holds, or what is wrong with it. */
export function readForecast(
  value: unknown,
  { probability, outcome, market }: ForecastPaths,
): LineContent {
  const said = probabilityAt(value, probability);
  if (typeof said !== "number") return said;
  const found = valueAt(value, outcome) ?? null;
  if (found === null) return lineDefect(`${outcome.text} must be there`);
  const happened = HAPPENED.get(
    typeof found === "string" ? found.trim().toLowerCase() : found,
  );
  if (happened === undefined) {
    return lineDefect(
      `${outcome.text} must be yes or no, true or false, 1 or 0`,
      found,
    );
  }
  const isCompared = market !== null &&
    (valueAt(value, market) ?? null) !== null;
  const compared = isCompared ? probabilityAt(value, market) : null;
  if (compared !== null && typeof compared !== "number") return compared;
  return {
    kind: "forecast",
    forecast: { probability: said, happened, marketProbability: compared },
  };
}

function probabilityAt(value: unknown, path: JsonPath): number | LineDefect {
  const found = valueAt(value, path) ?? null;
  if (found === null) return lineDefect(`${path.text} must be there`);
  const number = typeof found === "string" && found.trim() !== ""
    ? Number(found)
    : found;
  return typeof number === "number" && number >= 0 && number <= 1
    ? number
    : lineDefect(`${path.text} must be a probability of 0 to 1`, found);
}
