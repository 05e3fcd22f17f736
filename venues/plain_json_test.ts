import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseMicros } from "../domain/decimal.ts";
import { KnownTexts } from "./known_texts.ts";
import { PlainJson, plainKeys } from "./plain_json.ts";
import { PlainWord } from "./plain_word.ts";

const RUNS = 10_000;
const json = new PlainJson();

/** Returns what `read` makes of the whole of a text; `null` where it is not what is asked for. */
function readAll<Value>(text: string, read: () => Value): Value | null {
  if (!json.open(text)) return null;
  const value = read();
  return json.isWhole ? value : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const numberText = fc.oneof(
  fc.double().map(String),
  fc.nat().map(String),
  fc.tuple(fc.nat(), fc.nat()).map(([whole, part]) => `${whole}.${part}`),
  fc.array(fc.constantFrom(...'0123456789.-+eE"')).map((all) => all.join("")),
);

Deno.test("amount() and integer() read what JSON.parse reads, to the millionth", () => {
  fc.assert(
    fc.property(numberText, (text) => {
      const value = parsed(text);
      const amount = readAll(text, () => json.amount());
      if (amount !== null) {
        assertEquals(amount, Math.round(Number(value) * 1e6), text);
        assertEquals(typeof value, "number", text);
        assertEquals(BigInt(amount), parseMicros(text));
      }
      const integer = readAll(text, () => json.integer());
      if (integer !== null) assertEquals(integer as unknown, value, text);
    }),
    { numRuns: RUNS },
  );
  assertEquals(readAll("999999999.999999", () => json.amount()), 1e15 - 1);
  assertEquals(readAll("0.5", () => json.amount()), 500_000);
  assertEquals(readAll("0", () => json.integer()), 0);
  assertEquals(readAll("999999999999999", () => json.integer()), 1e15 - 1);
  const odd = ["", "-1", "01", "00", "1.", ".5", "1e3", "1234567890", "+1"];
  for (const text of [...odd, "0.1234567"]) {
    assertEquals(readAll(text, () => json.amount()), null, text);
  }
  for (const text of ["", "-1", "01", "1.5", "1000000000000000"]) {
    assertEquals(readAll(text, () => json.integer()), null, text);
  }
});

Deno.test("decimal() and signedDecimal() read what parseMicros reads", () => {
  fc.assert(
    fc.property(numberText, (digits) => {
      const text = `"${digits}"`;
      for (const read of [() => json.decimal(), () => json.signedDecimal()]) {
        const micros = readAll(text, read);
        if (micros !== null) assertEquals(BigInt(micros), parseMicros(digits));
      }
    }),
    { numRuns: RUNS },
  );
  assertEquals(readAll('"007.50"', () => json.decimal()), 7_500_000);
  assertEquals(readAll('"-7.50"', () => json.signedDecimal()), -7_500_000);
  assertEquals(readAll('"1.000001"', () => json.decimal(1)), 1_000_001);
  assertEquals(readAll('"10"', () => json.decimal(1)), null);
  assertEquals(readAll('"12"', () => json.integerText()), 12);
  for (const text of ['"-1"', '""', '"1.2.3"', '"1"1', "1", '"1', '" 1"']) {
    assertEquals(readAll(text, () => json.decimal()), null, text);
  }
  for (const text of ['"--1"', '"-"', '"1-"']) {
    assertEquals(readAll(text, () => json.signedDecimal()), null, text);
  }
});

Deno.test("skip() passes what JSON.parse takes, and no more", () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 1 }).map((any) => JSON.stringify(any)),
    numberText,
    fc.string().map((text) => `"${text}"`),
    fc.constantFrom("null", "true", "false", "nul", "truee", '"\\""', '"\t"'),
  );
  let passed = 0;
  fc.assert(
    fc.property(value, (text) => {
      const isPassed = readAll(text, () => (json.skip(), true)) === true;
      if (isPassed) assert(parsed(text) !== undefined, text);
      if (isPassed) passed += 1;
    }),
    { numRuns: RUNS },
  );
  assert(passed > RUNS / 20, `${passed} passed`);
  for (const text of ["-0", "-1.5e-3", "1E+2", "0", '"a b"', '""', "null"]) {
    assert(readAll(text, () => (json.skip(), true)), text);
  }
  for (
    const text of ["-", "01", "1.", "1e", "[1]", "{}", '"é"', '"\\n"', "-a"]
  ) {
    assertEquals(readAll(text, () => (json.skip(), true)), null, text);
  }
});

Deno.test("key() tells known keys wherever they are guessed to be, and passes all others", () => {
  const keys = plainKeys("price", "price_level", "size");
  const text = '{"size": 1,"price":"2", "prices":[0],"price_level":3}';
  for (const guess of [0, 1, 2]) {
    assertEquals(
      readAll(text.replace("[0]", '"0"'), () => {
        const found: number[] = [];
        json.pass("{".charCodeAt(0));
        do {
          found.push(json.key(keys, guess));
          json.skip();
        } while (json.goesOn());
        json.pass("}".charCodeAt(0));
        return found;
      }),
      [2, 0, -1, 1],
    );
  }
  for (const odd of ['"siz\\u0065":1', '"size" :1', "size:1", '"size"', '"']) {
    const read = () => (json.key(keys, 0), json.skip(), true);
    assertEquals(readAll(odd, read), null, odd);
  }
});

Deno.test("word() wants a word, wordIf() goes on without, skipText() bounds a text", () => {
  const word = PlainWord.of('"BUY"');
  assert(readAll('"BUY"', () => (json.word(word), true)));
  for (const text of ['"BUY', '"BUYS"', '"buy"', "BUY", '""']) {
    assertEquals(readAll(text, () => (json.word(word), true)), null, text);
  }
  const either = () => json.wordIf(word) ? "buy" : (json.skip(), "other");
  assertEquals(readAll('"BUY"', either), "buy");
  assertEquals(readAll('"SELL"', either), "other");
  assert(readAll('"abc"', () => (json.skipText(3), true)));
  assertEquals(readAll('"abcd"', () => (json.skipText(3), true)), null);
});

Deno.test("once broken, a reading stays so, and the next one begins anew", () => {
  assert(json.open("1,2"));
  json.pass(0);
  json.amount();
  assert(!json.goesOn() && !json.nullIf() && !json.isWhole);
  assertEquals(readAll("12", () => json.amount()), 12_000_000);
  // What is left of a longer text says nothing.
  json.open('"a long one","BUY"');
  assertEquals(readAll("1", () => (json.amount(), json.goesOn())), false);
  assert(!json.open("é") && !json.isWhole);
  assert(!json.open("1".repeat(65_536)) && !json.isWhole);
});

Deno.test("known() returns the same value for the same text, and null for one that is none of its kind", () => {
  const made: string[] = [];
  const texts = new KnownTexts((text) => {
    made.push(text);
    return /^[a-z0-9]+$/.test(text) ? { text } : null;
  });
  const read = (text: string) =>
    readAll(JSON.stringify(text), () => json.known(texts));
  const first = read("abc");
  assertEquals(first, { text: "abc" });
  assert(read("abc") === first);
  assertEquals([read("a b"), read("a b"), read("")], [null, null, null]);
  assertEquals(made, ["abc", "a b", "a b", ""]);
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-b0-1]{0,80}$/)), (all) => {
      for (const text of all) {
        assertEquals(read(text), text === "" ? null : { text });
      }
    }),
  );
});

Deno.test("known() keeps ids apart that differ where nobody samples them", () => {
  const texts = new KnownTexts((text) => text);
  const read = (text: string) =>
    readAll(JSON.stringify(text), () => json.known(texts));
  const ids = Array.from(
    { length: 77 },
    (_, at) => "1".repeat(at) + "2" + "1".repeat(76 - at),
  );
  for (const id of [...ids, ...ids]) assertEquals(read(id), id);
});
