import { z } from "zod";
import {
  type CanonicalEncoder,
  canonicalEncoder,
  quotedCanonicalEncoder,
} from "./canonical_encoder.ts";
import { ENTRY_SCHEMAS } from "./entry_schemas.ts";
import type { JournalEntry, JournalKind } from "./journal.ts";

/** Raised for a payload that is no journal entry, or not in its canonical form. */
export class JournalDecodeError extends Error {
  override readonly name = "JournalDecodeError";
}

/**
 * Returns the canonical JSON payload of `entry`, its `kind` included.
 *
 * Dollars, prices and contracts are decimal strings (`"12.34"`), times are whole numbers, keys are sorted:
 * equal entries give equal payloads, which the chain's hash covers.
 *
 * @throws {TypeError} If a number is not finite.
 */
export function encodeEntry(entry: JournalEntry): string {
  return ENTRY_ENCODERS[entry.kind](entry);
}

/** Returns the payload of `entry` as a JSON string, in less time than `JSON.stringify(encodeEntry(entry))` takes. */
export function quoteEntry(entry: JournalEntry): string {
  return QUOTED_ENTRY_ENCODERS[entry.kind](entry);
}

const ENTRY_ENCODERS = encodersBy(canonicalEncoder);
const QUOTED_ENTRY_ENCODERS = encodersBy(quotedCanonicalEncoder);

function encodersBy(
  encoderOf: typeof canonicalEncoder,
): Readonly<Record<JournalKind, CanonicalEncoder>> {
  return Object.fromEntries(
    Object.entries(ENTRY_SCHEMAS).map((
      [kind, schema],
    ) => [kind, encoderOf(schema)]),
  ) as Record<JournalKind, CanonicalEncoder>;
}

/**
 * Returns the entry that `payload` encodes.
 *
 * @throws {JournalDecodeError} If it is no JSON or no journal entry; the message names the field.
 */
export function decodeEntry(payload: string): JournalEntry {
  let json: unknown;
  try {
    json = JSON.parse(payload);
  } catch {
    throw new JournalDecodeError(
      `Cannot decode a journal entry as its payload must be JSON: current value is ${
        JSON.stringify(payload.slice(0, 80))
      }`,
    );
  }
  return readEntry(json);
}

function readEntry(json: unknown): JournalEntry {
  const kind = kindOf(json);
  if (kind === null) {
    throw new JournalDecodeError(
      `Cannot decode a journal entry as 'kind' must be known: current value is ${
        JSON.stringify(json)?.slice(0, 80)
      }`,
    );
  }
  const result = readerOf(kind).safeParse(json);
  if (!result.success) {
    throw new JournalDecodeError(
      `Cannot decode a journal entry of kind ${kind} as it must match its schema: current value is wrong at ${
        result.error.issues.map(({ path, message }) =>
          `${path.join(".")} (${message})`
        ).join("; ")
      }`,
    );
  }
  return result.data;
}

type EntryReader = (typeof ENTRY_SCHEMAS)[JournalKind];

const READERS = new Map<JournalKind, EntryReader>();

/**
 * Returns the schema of a kind, compiled when it is first needed: a start reads every row there is. What the generated
 * code does not take, the schema itself decides, so there is one answer and one error.
 */
function readerOf(kind: JournalKind): EntryReader {
  const known = READERS.get(kind);
  if (known !== undefined) return known;
  const reader = z.compile(ENTRY_SCHEMAS[kind]);
  READERS.set(kind, reader);
  return reader;
}

function kindOf(json: unknown): JournalKind | null {
  if (typeof json !== "object" || json === null) return null;
  const kind: unknown = Reflect.get(json, "kind");
  return typeof kind === "string" && Object.hasOwn(ENTRY_SCHEMAS, kind)
    ? kind as JournalKind
    : null;
}
