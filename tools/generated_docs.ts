import { SETTINGS } from "../config.ts";
import { DENIAL_CODES } from "../domain/denial.ts";
import { ORDER_EVENT_KINDS, TRANSITIONS } from "../domain/order_transitions.ts";

/** A file under `docs/` that the code writes. */
export interface GeneratedDoc {
  /** Path inside the repository. */
  readonly path: string;
  readonly text: string;
}

const NOTICE = "<!-- Written by `deno task docs`: edit the code, not this. -->";

/** Returns every generated file as the code wants it to be. */
export function generatedDocs(): readonly GeneratedDoc[] {
  return [
    {
      path: "docs/generated/denial_codes.md",
      text: page("Denial codes", [
        "Why the arena refused an order before it reached a venue.",
        table([
          ["Code", "Meaning"],
          ...Object.entries(DENIAL_CODES).map(([code, meaning]) => [
            `\`${code}\``,
            meaning,
          ]),
        ]),
      ]),
    },
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
