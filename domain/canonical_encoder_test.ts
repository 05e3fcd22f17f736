import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { z } from "zod";
import {
  canonicalEncoder,
  quotedCanonicalEncoder,
} from "./canonical_encoder.ts";
import { canonicalJson, quoteJson } from "./canonical_json.ts";
import type { JournalEntry } from "./journal.ts";
import { encodeEntry, quoteEntry } from "./journal_codec.ts";
import { entriesByKind } from "./testing/arbitraries.ts";

/** Any text at all, half surrogate pairs and control characters included. */
const anyText = fc.string({ unit: "binary", maxLength: 12 });

/** What the type says cannot be: the text must be the same all the same. */
const anyValue = fc.oneof(
  anyText,
  fc.bigInt(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.bigInt(), { maxLength: 2 }),
  fc.dictionary(anyText, fc.bigInt(), { maxKeys: 2 }),
);

/** Puts `value` in the place of one field, adds it as a new one, or takes one away, at any depth. */
function spoil(
  record: object,
  path: readonly number[],
  value: unknown,
): object {
  const [step = 0, ...rest] = path;
  const keys = Object.keys(record);
  const key = keys[step % (keys.length + 1)];
  if (key === undefined) return { ...record, another: value };
  const field: unknown = Reflect.get(record, key);
  if (typeof field === "object" && field !== null && !Array.isArray(field)) {
    return { ...record, [key]: spoil(field, rest, value) };
  }
  if (rest.length > 0) return { ...record, [key]: value };
  return Object.fromEntries(
    Object.entries(record).filter(([name]) => name !== key),
  );
}

for (const [kind, entries] of Object.entries(entriesByKind)) {
  Deno.test(`encodeEntry() and quoteEntry() give the text of canonicalJson() for every ${kind}, also where it is not what its type says`, () => {
    fc.assert(
      fc.property(
        entries,
        fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 4 }),
        anyValue,
        (entry, path, value) => {
          const spoiled = spoil(entry, path, value) as JournalEntry;
          for (const each of [entry, { ...spoiled, kind: entry.kind }]) {
            const text = canonicalJson(each);
            assertEquals(encodeEntry(each as JournalEntry), text);
            assertEquals(
              quoteEntry(each as JournalEntry),
              JSON.stringify(text),
            );
          }
        },
      ),
      { numRuns: 200 },
    );
  });
}

Deno.test("canonicalEncoder() sorts keys by code unit and looks into lists, choices and what may be null", () => {
  const schema = z.strictObject({
    b: z.array(z.strictObject({ y: z.string(), "": z.string() })).readonly(),
    "a b": z.discriminatedUnion("of", [
      z.strictObject({ of: z.literal("x"), é: z.string() }),
      z.strictObject({ of: z.enum(["y", "z"]) }),
    ]).nullable(),
    B: z.strictObject({}),
    any: z.union([z.string(), z.strictObject({ d: z.int(), c: z.int() })]),
  });
  const value = {
    b: [{ y: '"', "": "\\" }],
    "a b": { of: "x", é: "\n" },
    B: {},
    any: { d: 1, c: -0 },
  };
  for (const choice of [value["a b"], { of: "z" }, { of: "?" }, null]) {
    const chosen = { ...value, "a b": choice };
    const text = canonicalJson(chosen);
    assertEquals(canonicalEncoder(schema)(chosen), text);
    assertEquals(quotedCanonicalEncoder(schema)(chosen), JSON.stringify(text));
  }
  assertEquals(
    canonicalEncoder(schema)(value),
    '{"B":{},"a b":{"of":"x","é":"\\n"},"any":{"c":0,"d":1},"b":[{"":"\\\\","y":"\\""}]}',
  );
});

Deno.test("canonicalEncoder() refuses what canonicalJson() refuses", () => {
  const encode = canonicalEncoder(z.strictObject({ a: z.int(), b: z.int() }));
  for (const bad of [{ a: 1, b: NaN }, { a: 1, b: undefined }, undefined]) {
    assertThrows(() => encode(bad), TypeError, "Cannot encode JSON");
  }
});

Deno.test("quoteJson() gives the text of JSON.stringify()", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      assertEquals(quoteJson(text), JSON.stringify(text));
    }),
    { numRuns: 1_000 },
  );
  for (let code = 0; code < 0x300; code += 1) {
    const text = String.fromCharCode(code);
    assertEquals(quoteJson(text), JSON.stringify(text));
  }
});
