import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { type Cell, cellsOf, type ExportColumn } from "./export_tables.ts";
import type { ExportFormat } from "./text_formats.ts";

/** Rows of one group: more would pack better, and hold everybody else up while they are packed. */
const GROUP_ROWS = 1_000;

const NOTHING = new Uint8Array(0);

/** Apache Parquet in groups of a thousand rows: decimals are text, whole numbers 64 bits wide. */
export class ParquetFormat implements ExportFormat {
  readonly #columns: readonly ExportColumn[];
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  #rows: Cell[][] = [];

  constructor(columns: readonly ExportColumn[]) {
    this.#columns = columns;
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      createdBy: "alpha-arena",
      schema: [
        { name: "root", num_children: columns.length },
        ...columns.map(({ name, type, isNullable }) => ({
          name,
          ...PARQUET_TYPES[type],
          repetition_type: isNullable
            ? "OPTIONAL" as const
            : "REQUIRED" as const,
        })),
      ],
    });
  }

  head(): Uint8Array {
    return NOTHING;
  }

  page(items: readonly object[]): Uint8Array {
    for (const item of items) this.#rows.push(cellsOf(this.#columns, item));
    if (this.#rows.length < GROUP_ROWS) return NOTHING;
    this.#writeGroup();
    return this.#taken();
  }

  end(): Uint8Array {
    if (this.#rows.length > 0) this.#writeGroup();
    this.#writer.finish();
    return this.#taken();
  }

  /** Returns what was written since the last call. */
  #taken(): Uint8Array {
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    return bytes;
  }

  #writeGroup(): void {
    const rows = this.#rows;
    this.#rows = [];
    this.#writer.write({
      rowGroupSize: rows.length,
      columnData: this.#columns.map(({ name, type }, at) => ({
        name,
        data: rows.map((cells) => {
          const cell = cells[at] ?? null;
          return type === "integer" && cell !== null ? BigInt(cell) : cell;
        }),
      })),
    });
  }
}

const TEXT = { type: "BYTE_ARRAY", converted_type: "UTF8" } as const;

const PARQUET_TYPES = {
  text: TEXT,
  decimal: TEXT,
  integer: { type: "INT64" },
  number: { type: "DOUBLE" },
} as const;
