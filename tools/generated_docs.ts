import { ALERT_KINDS } from "../composition/alert.ts";
import { SETTINGS } from "../config.ts";
import { DENIAL_CODES } from "../domain/denial.ts";
import { ORDER_EVENT_KINDS, TRANSITIONS } from "../domain/order_transitions.ts";
import { EXPORT_TABLES } from "../routes/(_api)/export/export_tables.ts";
import { BOARD_FIGURES } from "../domain/boards/figures.ts";
import { type Figure, SCORE_FIGURES } from "../domain/scoring/figures.ts";
import { WEEKDAYS } from "../domain/trading_pauses.ts";
import { TRADING_STATE_CAUSES } from "../domain/trading_state.ts";
import { DFLOW_FACTS } from "../venues/dflow/facts.ts";
import { HYPERLIQUID_FACTS } from "../venues/hyperliquid/facts.ts";
import { KALSHI_FACTS } from "../venues/kalshi/facts.ts";
import { POLYMARKET_FACTS } from "../venues/polymarket/facts.ts";
import type { Dated, RateLimit, VenueFacts } from "../venues/venue_facts.ts";

/** A file under `docs/` that the code writes. */
export interface GeneratedDoc {
  /** Path inside the repository. */
  readonly path: string;
  readonly text: string;
}

/** Every venue that this arena trades on. */
const VENUE_FACTS: readonly VenueFacts[] = [
  DFLOW_FACTS,
  KALSHI_FACTS,
  POLYMARKET_FACTS,
  HYPERLIQUID_FACTS,
];

const LINE_LENGTH = 80;

const NOTICE = "<!-- Written by `deno task docs`: edit the code, not this. -->";

/** Returns every generated file as the code wants it to be. */
export function generatedDocs(): readonly GeneratedDoc[] {
  return [
    meaningsDoc("docs/generated/denial_codes.md", {
      title: "Denial codes",
      about: ["Why the arena refused an order before it reached a venue."],
      columns: ["Code", "Meaning"],
      meanings: DENIAL_CODES,
    }),
    meaningsDoc("docs/generated/alert_kinds.md", {
      title: "Alert kinds",
      about: [
        "What is posted to `ARENA_ALERT_URL`, by the `kind` of its JSON.",
      ],
      columns: ["Kind", "When"],
      meanings: ALERT_KINDS,
    }),
    {
      path: "docs/generated/order_states.md",
      text: page("Order states", [
        "Each row is a status, each column an event, each cell the status after it.",
        "An empty cell is an invalid transition.",
        "`order_filled` names the status while something is left to fill.",
        table([
          ["Status", ...ORDER_EVENT_KINDS.map((kind) => `\`${kind}\``)],
          ...Object.entries(TRANSITIONS).map(([status, row]) => [
            `\`${status}\``,
            ...ORDER_EVENT_KINDS.map((kind) => cell(row, kind)),
          ]),
        ]),
      ]),
    },
    {
      path: "docs/generated/venue_facts.md",
      text: venueFactsPage(),
    },
    meaningsDoc("docs/generated/trading_state_causes.md", {
      title: "Trading state causes",
      about: [
        "Why a contestant or the arena was set to `active`, `reducing` or `halted`.",
        "Only `operator` may loosen; everything else can only tighten.",
      ],
      columns: ["Cause", "Meaning"],
      meanings: TRADING_STATE_CAUSES,
    }),
    { path: "docs/method.md", text: methodText() },
    { path: "docs/generated/data_dictionary.md", text: dictionaryText() },
    {
      path: "docs/configuration.md",
      text: page("Configuration", [
        "Read once from the environment when a process starts. A value that does not\nhold, and an unknown name that starts with `ARENA_`, stop it with one sentence.",
        table([
          ["Variable", "Default", "Must be", "Meaning"],
          ...Object.entries(SETTINGS).map(([name, setting]) => [
            `\`${name}\``,
            setting.fallback === null ? "off" : `\`${setting.fallback}\``,
            setting.rule,
            setting.meaning,
          ]),
        ]),
      ]),
    },
  ];
}

/** A page with the meaning of each member of a closed set. */
interface Meanings {
  readonly title: string;
  /** Paragraphs above the table. */
  readonly about: readonly string[];
  readonly columns: readonly [name: string, meaning: string];
  readonly meanings: Readonly<Record<string, string>>;
}

function meaningsDoc(
  path: string,
  { title, about, columns, meanings }: Meanings,
): GeneratedDoc {
  const rows = Object.entries(meanings)
    .map(([name, meaning]) => [`\`${name}\``, meaning]);
  return {
    path,
    text: page(title, [...about, table([[...columns], ...rows])]),
  };
}

function methodText(): string {
  return page("Method", [
    wrapped(
      "Every figure that the arena or `deno task score` publishes, how it is reckoned and where that comes from. Statistics are double-precision floats; money is exact.",
    ),
    "## Scores of forecasts",
    wrapped(
      "p is a probability that was given, o what happened (1 or 0), q the probability of what happened, k a bin, n a count.",
    ),
    figureList(SCORE_FIGURES),
    "## The two boards",
    wrapped(
      "The trading board and the forecasting board come from the same decisions, at `/boards` and `/api/boards`. Every interval is of 95 %. d is a difference in Brier scores, averaged over the wake-ups of a market at which both contestants forecast; r is the return of an hour.",
    ),
    figureList(BOARD_FIGURES),
    "## Whether they hold",
    wrapped(
      "`tests/scoring/` holds these figures to what others published of the same forecasts and trades, and to 1,000 simulated seasons whose skill is known: the intervals of return, Sharpe, Sortino and of a difference in Brier scores hold it in 93 to 97 % of them; two equal contestants, looked at after every event, are told apart in at most 5 %; and the power meter is within 20 % of what the seasons needed, for one test and while peeking. The interval of a drawdown makes no such promise, and that of the hit rate takes positions as draws of their own.",
    ),
  ]);
}

function dictionaryText(): string {
  return page("Data dictionary", [
    wrapped(
      "What `/api/export` gives away, as `.csv`, `.jsonl` and `.parquet`, newest first. `decimal` is exact text of dollars or contracts; an empty cell is no value. CSV is quoted as RFC 4180 says; Parquet keeps whole numbers in 64 bits and decimals as text.",
    ),
    ...Object.entries(EXPORT_TABLES).flatMap((
      [name, { meaning, columns }],
    ) => [
      `## \`${name}\``,
      wrapped(meaning),
      table([
        ["Column", "Type", "Meaning"],
        ...columns.map((column) => [
          `\`${column.name}\``,
          column.isNullable ? `${column.type}, or empty` : column.type,
          column.meaning,
        ]),
      ]),
    ]),
  ]);
}

/** Sentences are too long for the cells of a table. */
function figureList(figures: Readonly<Record<string, Figure>>): string {
  return Object.entries(figures).map(([name, { meaning, formula, source }]) =>
    [
      `### \`${name}\``,
      wrapped(meaning),
      ...(formula === "" ? [] : [`    ${formula}`]),
      ...(source === "" ? [] : [wrapped(`Source: ${source}.`)]),
    ].join("\n\n")
  ).join("\n\n");
}

function venueFactsPage(): string {
  return page("Venue facts", [
    wrapped(
      "What is the same for all markets of a venue, with the source and the day since when it holds. `documented`: the venue writes it; `observed`: it follows from what the venue sent; `assumed`: nobody says, and this is on the safe side.",
    ),
    ...VENUE_FACTS.map(venueFactsText),
  ]);
}

/** Facts are sentences as well. */
function venueFactsText(facts: VenueFacts): string {
  const { maintenance, rateLimits } = facts;
  const rows: readonly (readonly [string, Dated<unknown>, string])[] = [
    ...facts.fees.map((fee) => ["Fees", fee, fee.value] as const),
    ["Price steps", facts.ticks, facts.ticks.value.join(", ")],
    ["Smallest order in contracts", facts.quantityMin, facts.quantityMin.value],
    [
      "Smallest order in dollars",
      facts.notionalMin,
      facts.notionalMin.value ?? "none",
    ],
    ["Hours", facts.hours, facts.hours.value],
    ...maintenance.map((version) =>
      [
        "Maintenance",
        version,
        version.value.map(({ weekday, from, to, timeZone }) =>
          `${WEEKDAYS[weekday]} ${from} to ${to} ${timeZone}`
        ).join(", ") || "none that is announced",
      ] as const
    ),
    [
      "Rate limits",
      rateLimits,
      rateLimits.value.map(rateText).join("; "),
    ],
  ];
  return [
    `## ${facts.venue}`,
    ...rows.flatMap(([title, { source, effectiveFrom, basis }, text]) => [
      `### ${facts.venue}: ${title.toLowerCase()}`,
      wrapped(`${text.replace(/\.$/, "")}.`),
      wrapped(`Since ${effectiveFrom}, ${basis}: ${source}.`),
    ]),
  ].join("\n\n");
}

function rateText(
  { requests, refillPerSecond, capacity, windows = [] }: RateLimit,
): string {
  const rate = `${requests}: ${refillPerSecond} a second, ${capacity} at once`;
  const within = windows.map(({ tokens, perMs }) =>
    `${tokens} in ${perMs / 1_000} seconds`
  ).join(" and ");
  return within === "" ? rate : `${rate}, so never more than ${within}`;
}

/** Breaks a paragraph where `deno fmt` does. */
function wrapped(paragraph: string): string {
  const lines: string[] = [];
  for (const word of paragraph.split(" ")) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > LINE_LENGTH) {
      lines.push(word);
    } else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.join("\n");
}

function page(title: string, blocks: readonly string[]): string {
  return `${[`# ${title}`, NOTICE, ...blocks].join("\n\n")}\n`;
}

function cell(row: Readonly<Record<string, string>>, kind: string): string {
  const status = row[kind];
  return status === undefined ? "" : `\`${status}\``;
}

/** Pads the columns as `deno fmt` does, so that the file needs no formatting after it. */
function table(rows: readonly (readonly string[])[]): string {
  const escaped = rows.map((row) =>
    row.map((text) => text.replaceAll("|", "\\|"))
  );
  const [head = [], ...body] = escaped;
  const widths = head.map((_, column) =>
    Math.max(3, ...escaped.map((row) => (row[column] ?? "").length))
  );
  const line = (row: readonly string[]) =>
    `| ${
      widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(
        " | ",
      )
    } |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(head), rule, ...body.map(line)].join("\n");
}
