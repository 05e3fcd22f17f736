import type { z } from "zod";
import { canonicalJson, isPlainText } from "./canonical_json.ts";
import { printMicros } from "./decimal.ts";

/** Returns the canonical JSON text of a value. */
export type CanonicalEncoder = (value: unknown) => string;

/** A schema as zod tells of it. */
type Schema = z.core.$ZodTypes;
type ObjectSchema = Extract<Schema, { _zod: { def: { type: "object" } } }>;

/** A place that the text is written to. */
interface Target {
  /** Returns JSON as it stands there. */
  readonly written: (json: string) => string;
  /** The quote around texts, as it stands there. */
  readonly quote: string;
}

const PLAIN: Target = { written: (json) => json, quote: '"' };
const IN_STRING: Target = {
  written: (json) => JSON.stringify(json).slice(1, -1),
  quote: '\\"',
};

/**
 * Returns a function that gives the very text that `canonicalJson` gives, of any value, and in a third of the time for
 * what has the shape that `schema` reads: where its fields are and how they are sorted is found out once, here, and
 * not for each value.
 */
export function canonicalEncoder(schema: z.ZodType): CanonicalEncoder {
  return encoderOf(schema, PLAIN);
}

/**
 * Returns a function that gives the same text as a JSON string, as `JSON.stringify(canonicalJson(value))` does,
 * without making the text in between.
 */
export function quotedCanonicalEncoder(schema: z.ZodType): CanonicalEncoder {
  const encode = encoderOf(schema, IN_STRING);
  return (value) => `"${encode(value)}"`;
}

function encoderOf(type: z.core.$ZodType, target: Target): CanonicalEncoder {
  const schema = type as Schema;
  const { def } = schema._zod;
  switch (def.type) {
    case "object":
      return objectEncoder(schema as ObjectSchema, target);
    case "array":
      return listEncoder(encoderOf(def.element, target), target);
    case "readonly":
    case "nullable":
    case "optional":
      return encoderOf(def.innerType, target);
    case "union":
      return "discriminator" in def
        ? choiceEncoder(def as z.core.$ZodDiscriminatedUnionDef, target)
        : anyEncoder(target);
    default:
      return leafEncoder(target);
  }
}

function anyEncoder({ written }: Target): CanonicalEncoder {
  return (value) => written(canonicalJson(value));
}

/** For all that is neither a record nor a list. */
function leafEncoder(target: Target): CanonicalEncoder {
  const { quote } = target;
  const encodeAny = anyEncoder(target);
  return (value) => {
    switch (typeof value) {
      case "string":
        return isPlainText(value)
          ? `${quote}${value}${quote}`
          : encodeAny(value);
      case "bigint":
        return `${quote}${printMicros(value)}${quote}`;
      case "number":
      case "boolean":
        return canonicalJson(value);
      default:
        return value === null ? "null" : encodeAny(value);
    }
  };
}

function objectEncoder(
  schema: ObjectSchema,
  target: Target,
): CanonicalEncoder {
  const encodeAny = anyEncoder(target);
  const fields = Object.entries(schema._zod.def.shape)
    .sort(([left], [right]) => left < right ? -1 : 1)
    .map(([key, field]) => ({
      key,
      head: target.written(`${JSON.stringify(key)}:`),
      encode: encoderOf(field, target),
    }));
  return (value) => {
    if (value === null) return "null";
    if (!isRecord(value)) return encodeAny(value);
    let text = "";
    let encoded = 0;
    for (const { key, head, encode } of fields) {
      const field = value[key];
      if (field === undefined) continue;
      text += (encoded === 0 ? "" : ",") + head + encode(field);
      encoded += 1;
    }
    // One that has others, or one without a value, is not of this shape.
    return encoded === Object.keys(value).length
      ? `{${text}}`
      : encodeAny(value);
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listEncoder(
  encode: CanonicalEncoder,
  target: Target,
): CanonicalEncoder {
  const encodeAny = anyEncoder(target);
  return (value) =>
    Array.isArray(value)
      ? `[${value.map((item) => encode(item)).join(",")}]`
      : encodeAny(value);
}

/** For records whose field `discriminator` says which of the options they are. */
function choiceEncoder(
  { discriminator, options }: z.core.$ZodDiscriminatedUnionDef,
  target: Target,
): CanonicalEncoder {
  const encodeAny = anyEncoder(target);
  const encoders = new Map<unknown, CanonicalEncoder>();
  for (const option of options as readonly ObjectSchema[]) {
    const encode = encoderOf(option, target);
    for (const name of option._zod.propValues?.[discriminator] ?? []) {
      encoders.set(name, encode);
    }
  }
  return (value) => {
    if (typeof value !== "object" || value === null) return encodeAny(value);
    const name: unknown = Reflect.get(value, discriminator);
    return (encoders.get(name) ?? encodeAny)(value);
  };
}
