import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ChangeLayouts } from "../../../venues/polymarket/change_layouts.ts";
import { MARKET_FRAME_SCHEMAS } from "../../../venues/polymarket/schema/market_frame.ts";
import { mutated } from "./mutation.ts";
import { BETTER_BID, changeText, NO, YES } from "./samples.ts";

const RUNS = 10_000;
/** As the venue writes it: with blanks, and the list in the middle. */
const TEXT = changeText(BETTER_BID);
const FRAME: unknown = JSON.parse(TEXT);

/** What the schema makes of a text; `null` if it refuses. */
function bySchema(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = MARKET_FRAME_SCHEMAS.price_change.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** Whether both ways agree, wherever the short one says anything. @returns Whether it did. */
function agrees(layouts: ChangeLayouts, text: string): boolean {
  const frame = layouts.read(text);
  if (frame === null) return false;
  assertEquals(frame, bySchema(text), text);
  return true;
}

function taught(frame: unknown = FRAME): ChangeLayouts {
  const layouts = new ChangeLayouts();
  layouts.learn(frame);
  return layouts;
}

Deno.test("the short way reads changes as the schema does, 10,000 mutants among them", () => {
  const layouts = taught();
  assert(agrees(layouts, TEXT));
  let taken = 0;
  fc.assert(
    fc.property(mutated([FRAME]), (candidate) => {
      const text = JSON.stringify(candidate);
      if (text !== undefined && agrees(layouts, text)) taken += 1;
    }),
    { numRuns: RUNS },
  );
  assert(taken > 0 && taken < RUNS, `${taken} taken`);
});

Deno.test("the short way reads changes as the schema does where single characters change", () => {
  const layouts = taught();
  fc.assert(
    fc.property(
      fc.nat(TEXT.length - 1),
      fc.oneof(
        fc.constantFrom(...'\\"{}[],:0.19-+eE abf\u0000\u001f\u2028٠'),
        fc.string({ maxLength: 3 }),
      ),
      fc.nat(2),
      (at, put, taken) => {
        agrees(layouts, TEXT.slice(0, at) + put + TEXT.slice(at + taken));
      },
    ),
    { numRuns: RUNS },
  );
});

Deno.test("the short way keeps the tokens of many markets apart", () => {
  const layouts = taught();
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(3), fc.boolean()), { minLength: 1 }),
      (order) => {
        for (const [market, isSwapped] of order) {
          const text = TEXT.replaceAll(YES, isSwapped ? NO : `${YES}${market}`);
          assert(agrees(layouts, text));
        }
      },
    ),
  );
});

Deno.test("the short way leaves what is longer than usual, or of another list, to the schema", () => {
  const layouts = taught();
  const others = [
    TEXT.replace('"0.49"', '"0.4900000000000000"'),
    TEXT.replace(YES, "1".repeat(79)),
    TEXT.replace(/"hash":"\w+"/, `"hash":"${"a".repeat(101)}"`),
    TEXT.replace(/"price_changes":\[.*\]/, '"price_changes":[]'),
    TEXT.replace("}]", "},]"),
    `${TEXT} `,
    `[${TEXT}]`,
  ];
  for (const text of others) assertEquals(layouts.read(text), null, text);
});

Deno.test("the short way learns no frame that it could mistake", () => {
  const base = Object(FRAME);
  const [row] = base.price_changes;
  const odd: readonly unknown[] = [
    null,
    [FRAME],
    { ...base, more: { nested: 1 } },
    { ...base, "a key": 1 },
    { ...base, timestamp: 1 },
    { ...base, price_changes: [{ ...row, best_bid: "" }] },
    { ...base, price_changes: [{ ...row, more: [] }] },
    { ...base, price_changes: [] },
  ];
  for (const frame of odd) {
    assertEquals(taught(frame).read(JSON.stringify(frame)), null);
  }
  // What is beside ours is passed over, in every form that says nothing of ours.
  const more = { a: "x", b: -1.5e3, c: true, d: null };
  const beside = {
    ...more,
    ...base,
    "price_changes": [{ ...row, ...more }, { ...more, ...row }],
  };
  assertEquals(taught(beside).read(JSON.stringify(beside)), null);
  const alike = { ...beside, "price_changes": [{ ...row, ...more }] };
  assert(agrees(taught(alike), JSON.stringify(alike)));
});
