import { type Cell, cellsOf, type ExportColumn } from "./export_tables.ts";

/** Turns items into the bytes of one format: a head, pages, and an end. */
export interface ExportFormat {
  head(): Uint8Array;
  page(items: readonly object[]): Uint8Array;
  end(): Uint8Array;
}

const ENCODER = new TextEncoder();
const NOTHING = new Uint8Array(0);

/** Comma-separated values with a row of names, quoted where needed (RFC 4180); an empty cell is no value. */
export class CsvFormat implements ExportFormat {
  readonly #columns: readonly ExportColumn[];

  constructor(columns: readonly ExportColumn[]) {
    this.#columns = columns;
  }

  head(): Uint8Array {
    return ENCODER.encode(
      `${this.#columns.map(({ name }) => name).join(",")}\r\n`,
    );
  }

  page(items: readonly object[]): Uint8Array {
    return ENCODER.encode(
      items.map((item) =>
        `${cellsOf(this.#columns, item).map(quoted).join(",")}\r\n`
      ).join(""),
    );
  }

  end(): Uint8Array {
    return NOTHING;
  }
}

function quoted(cell: Cell): string {
  if (cell === null) return "";
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One JSON object a line, with every column in each. */
export class JsonLinesFormat implements ExportFormat {
  readonly #columns: readonly ExportColumn[];

  constructor(columns: readonly ExportColumn[]) {
    this.#columns = columns;
  }

  head(): Uint8Array {
    return NOTHING;
  }

  page(items: readonly object[]): Uint8Array {
    return ENCODER.encode(
      items.map((item) => {
        const cells = cellsOf(this.#columns, item);
        return `${
          JSON.stringify(
            Object.fromEntries(
              this.#columns.map(({ name }, at) => [name, cells[at] ?? null]),
            ),
          )
        }\n`;
      }).join(""),
    );
  }

  end(): Uint8Array {
    return NOTHING;
  }
}
