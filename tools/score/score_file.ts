import { type Figure, SCORE_FIGURES } from "../../domain/scoring/figures.ts";
import {
  type MarketForecast,
  type MarketSkill,
  marketSkill,
} from "../../domain/scoring/market_skill.ts";
import {
  type ScoreReport,
  scoreReport,
} from "../../domain/scoring/score_report.ts";
import {
  type ForecastPaths,
  type LineDefect,
  lineDefect,
  type ReadForecast,
  readForecast,
} from "./forecast_line.ts";
import { type JsonPath, jsonPath, valueAt } from "./json_path.ts";
import { BrokenFileError, readLines } from "../../venues/tape/line_reader.ts";
import { UsageError } from "../flags.ts";

/** A line that was not scored. */
export interface Rejection {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** What `deno task score` says of a file. Where nothing could be scored the figures are left out. */
export interface FileScore extends Partial<Omit<ScoreReport, "n">> {
  readonly n: number;
  /** Against the market; left out without `--market` or where no line has it. */
  readonly market?: MarketSkill;
  readonly rejected: number;
  /** Rejected lines by what was wrong with them. */
  readonly rejectedBy: Readonly<Record<string, number>>;
  /** The first of them. */
  readonly rejections: readonly Rejection[];
  /** Where probability and outcome were read. */
  readonly paths: {
    readonly probability: string;
    readonly outcome: string;
    readonly market: string | null;
  };
  readonly definitions: Readonly<Record<string, Figure>>;
}

/** What `scoreFile` reads and where; a path that is left out is the first of the usual ones that a line has. */
export interface ScoreFileOptions {
  readonly path: string;
  readonly probability?: string | undefined;
  readonly outcome?: string | undefined;
  readonly market?: string | undefined;
}

/** Where probabilities usually are. */
export const PROBABILITY_PATHS = [
  "probability",
  "prob",
  "p",
  "forecast.probability",
  "forecast.prob",
  "forecast",
] as const;

/** Where outcomes usually are. */
export const OUTCOME_PATHS = [
  "outcome",
  "resolution",
  "result",
  "question.resolution",
] as const;

const REJECTIONS_SHOWN = 20;

/**
 * Scores a file of forecasts, one JSON object a line. A line that cannot be scored is counted and named.
 *
 * @throws {UsageError} If the file cannot be read or a path is none.
 */
export async function scoreFile(options: ScoreFileOptions): Promise<FileScore> {
  const file = new ForecastFile(options);
  const { isDirectory } = await Deno.stat(options.path).catch(
    (error: unknown) => {
      throw asUsageError(options, error);
    },
  );
  if (isDirectory) {
    throw new UsageError(
      `Cannot score ${options.path} as it must be a file: name a file of JSON lines`,
    );
  }
  let next = 1;
  try {
    for await (const { firstLine, lines } of readLines(options.path)) {
      for (const [offset, line] of lines.entries()) {
        file.read(line.replace(/^\uFEFF/, ""), firstLine + offset);
      }
      next = firstLine + lines.length;
    }
  } catch (error) {
    if (!(error instanceof BrokenFileError)) throw asUsageError(options, error);
    file.reject(lineDefect("the rest must be readable"), next);
  }
  return file.score();
}

function asUsageError({ path }: ScoreFileOptions, error: unknown): unknown {
  if (error instanceof Deno.errors.NotFound) {
    return new UsageError(
      `Cannot score ${path} as it must exist: name a file of JSON lines`,
    );
  }
  if (
    error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotCapable
  ) {
    return new UsageError(
      `Cannot score ${path} as it may not be read: name a readable file of JSON lines`,
    );
  }
  return error;
}

class ForecastFile {
  readonly #forecasts: ReadForecast[] = [];
  readonly #rejections: Rejection[] = [];
  readonly #rejectedBy = new Map<string, number>();
  readonly #market: JsonPath | null;
  #probability: JsonPath | null;
  #outcome: JsonPath | null;
  #rejected = 0;

  constructor({ probability, outcome, market }: ScoreFileOptions) {
    this.#probability = probability === undefined
      ? null
      : jsonPath(probability);
    this.#outcome = outcome === undefined ? null : jsonPath(outcome);
    this.#market = market === undefined ? null : jsonPath(market);
  }

  read(text: string, line: number): void {
    if (text.trim() === "") return;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return this.reject(lineDefect("the line must be JSON"), line);
    }
    const content = readForecast(value, this.#pathsFor(value));
    if (content.kind === "defect") return this.reject(content, line);
    this.#forecasts.push(content.forecast);
  }

  score(): FileScore {
    const { n = 0, ...report } = scoreReport(this.#forecasts) ?? {};
    const market = marketSkill(this.#forecasts.filter(hasMarket));
    const figures = { n, ...report, ...(market === null ? {} : { market }) };
    return {
      ...figures,
      rejected: this.#rejected,
      rejectedBy: Object.fromEntries(this.#rejectedBy),
      rejections: this.#rejections,
      paths: {
        probability: (this.#probability ?? jsonPath("probability")).text,
        outcome: (this.#outcome ?? jsonPath("outcome")).text,
        market: this.#market?.text ?? null,
      },
      definitions: Object.fromEntries(
        Object.entries(SCORE_FIGURES).filter(([name]) =>
          Object.hasOwn(figures, name)
        ),
      ),
    };
  }

  /** The first line that has a usual path decides for all: lines must not be read by different ones. */
  #pathsFor(value: unknown): ForecastPaths {
    this.#probability ??= firstIn(value, PROBABILITY_PATHS);
    this.#outcome ??= firstIn(value, OUTCOME_PATHS);
    return {
      probability: this.#probability ?? jsonPath("probability"),
      outcome: this.#outcome ?? jsonPath("outcome"),
      market: this.#market,
    };
  }

  reject({ reason, message }: LineDefect, line: number): void {
    this.#rejected++;
    this.#rejectedBy.set(reason, (this.#rejectedBy.get(reason) ?? 0) + 1);
    if (this.#rejections.length < REJECTIONS_SHOWN) {
      this.#rejections.push({ line, message });
    }
  }
}

function hasMarket(
  forecast: ReadForecast,
): forecast is MarketForecast & ReadForecast {
  return forecast.marketProbability !== null;
}

function firstIn(value: unknown, usual: readonly string[]): JsonPath | null {
  const found = usual.find((text) => {
    const at = valueAt(value, jsonPath(text));
    return at !== undefined && typeof at !== "object" || at === null;
  });
  return found === undefined ? null : jsonPath(found);
}
