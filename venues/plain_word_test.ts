import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { PlainWord } from "./plain_word.ts";

const LETTERS = fc.string({
  unit: "binary-ascii",
  minLength: 1,
  maxLength: 40,
});
const encoder = new TextEncoder();

/** A text with room behind it for a word that begins near its end. */
function viewOf(text: string): DataView {
  const bytes = new Uint8Array(200);
  encoder.encodeInto(text, bytes);
  return new DataView(bytes.buffer);
}

Deno.test("PlainWord.isAt() finds a word of any length wherever it is", () => {
  fc.assert(fc.property(LETTERS, LETTERS, LETTERS, (before, word, after) => {
    const view = viewOf(before + word + after);
    const plain = PlainWord.of(word);
    assertEquals(plain.length, word.length);
    assertEquals(plain.isAt(view, before.length), true);
  }));
});

Deno.test("PlainWord.isAt() finds no word of which a single letter differs", () => {
  const place = fc.nat(39);
  const shift = fc.integer({ min: 1, max: 127 });
  fc.assert(fc.property(LETTERS, place, shift, (word, anywhere, by) => {
    const at = anywhere % word.length;
    const other = String.fromCharCode((word.charCodeAt(at) + by) % 128);
    const text = word.slice(0, at) + other + word.slice(at + 1);
    assertEquals(PlainWord.of(word).isAt(viewOf(text), 0), false);
  }));
});

Deno.test("PlainWord.isAt() takes no bytes beyond ASCII for letters", () => {
  for (const byte of [0x80, 0xf0, 0xff]) {
    for (let length = 1; length <= 24; length += 1) {
      const view = new DataView(new Uint8Array(64).fill(byte).buffer);
      for (const letter of ["\x00", "\x7f", "a"]) {
        const word = PlainWord.of(letter.repeat(length));
        assertEquals(word.isAt(view, 0), false);
      }
    }
  }
});
