import {
  BrokenFileError,
  readWholeText,
} from "../../venues/tape/line_reader.ts";
import type { VenueDecoder } from "../../venues/venue_decoder.ts";
import type { Inspection } from "./inspection.ts";

/** How to read what was captured from one venue. */
export interface PayloadReader {
  readonly decoder: VenueDecoder;
  /** Returns the name of a WebSocket frame; `null` for an object that is none. */
  frameKind(value: object): string | null;
  /** Returns what a row of a REST answer is; `null` for an object that is none. */
  readRow(
    value: object,
  ): { readonly kind: string; readonly mismatch: string | null } | null;
}

/** A value in a captured document. */
interface Place {
  /** File, and line or place in its JSON. */
  readonly text: string;
  /** Receipt time in Unix milliseconds, where the capture notes one; 0 otherwise. */
  readonly atMs: number;
}

const DEPTH_MAX = 32;

/**
 * Inspects a captured document: JSON or JSON lines, with frames and rows anywhere in it.
 *
 * Returns `false` for a file that is neither, such as a text.
 */
export async function inspectPayload(
  path: string,
  reader: PayloadReader,
  inspection: Inspection,
): Promise<boolean> {
  let text: string;
  try {
    text = await readWholeText(path);
  } catch (error) {
    if (!(error instanceof BrokenFileError)) throw error;
    inspection.rejected({ place: path, message: error.message });
    return true;
  }
  const walk = new PayloadWalk(reader, inspection);
  const whole = parse(text);
  if (whole !== undefined) {
    walk.visit(whole, { text: path, atMs: 0 });
    return true;
  }
  const lines = text.split("\n");
  if (!isNamedAsJson(path) && parse(lines[0] ?? "") === undefined) return false;
  for (const [index, line] of lines.entries()) {
    if (line === "") continue;
    const value = parse(line);
    const place = `${path}:${index + 1}`;
    if (value !== undefined) walk.visit(value, { text: place, atMs: 0 });
    else {
      inspection.rejected({
        place,
        message: `Cannot read a line as it must be JSON: current value is ${
          JSON.stringify(line.slice(0, 80))
        }`,
      });
    }
  }
  return true;
}

class PayloadWalk {
  readonly #reader: PayloadReader;
  readonly #inspection: Inspection;

  constructor(reader: PayloadReader, inspection: Inspection) {
    this.#reader = reader;
    this.#inspection = inspection;
  }

  /** Counts `value` if it is a frame or a row, and looks into it otherwise. */
  visit(value: unknown, place: Place, depth = 0): void {
    if (typeof value !== "object" || value === null || depth > DEPTH_MAX) {
      return;
    }
    const atMs = receivedAt(value) ?? place.atMs;
    const frameKind = this.#reader.frameKind(value);
    if (frameKind !== null) {
      this.#decode(value, frameKind, { ...place, atMs });
      return;
    }
    const row = this.#reader.readRow(value);
    if (row?.mismatch === null) this.#inspection.parsed(row.kind);
    else if (row !== null) {
      this.#inspection.rejected({ place: place.text, message: row.mismatch });
    }
    for (const [key, child] of Object.entries(value)) {
      const text = Array.isArray(value)
        ? `${place.text}[${key}]`
        : `${place.text} ${key}`;
      this.visit(child, { text, atMs }, depth + 1);
    }
  }

  #decode(frame: object, kind: string, place: Place): void {
    if (place.atMs > 0) this.#inspection.at(place.atMs);
    const events = this.#reader.decoder.decode(frame, {
      atMs: place.atMs,
      connection: "captured",
      source: place.text,
    });
    const last = events.at(-1);
    if (last?.kind === "frame_rejected") {
      const { message } = last.rejection;
      this.#inspection.rejected({ place: place.text, message });
    } else this.#inspection.parsed(`${this.#reader.decoder.venue} ${kind}`);
  }
}

/** Captures note the receipt beside the frame. */
function receivedAt(value: object): number | null {
  const received: unknown = Reflect.get(value, "received_ms");
  return typeof received === "number" && Number.isSafeInteger(received)
    ? received
    : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isNamedAsJson(path: string): boolean {
  return /\.(json|jsonl|ndjson|tape)(\.gz)?$/.test(path);
}
