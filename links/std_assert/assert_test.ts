import {
  assert,
  assertAlmostEquals,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertObjectMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  fail,
  unreachable,
} from "@std/assert";

/** Returns the message of the assertion that a function breaks, so that the package is not tested by itself alone. */
function messageOf(fn: () => unknown): string {
  try {
    fn();
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    if (error.name !== "AssertionError") {
      throw new Error("AssertionError has lost its name");
    }
    // deno-lint-ignore no-control-regex
    return error.message.replaceAll(/\x1b\[[0-9;]*m/g, "");
  }
  throw new Error("Nothing was thrown");
}

class Point {
  constructor(readonly x: number) {}
}
class Place {
  constructor(readonly x: number) {}
}
class Hidden {
  #secret: number;
  constructor(secret: number) {
    this.#secret = secret;
  }
  get secret(): number {
    return this.#secret;
  }
}

const circle: Record<string, unknown> = { a: 1 };
circle.self = circle;
const sameCircle: Record<string, unknown> = { a: 1 };
sameCircle.self = sameCircle;
const symbol = Symbol("s");

const EQUAL: ReadonlyArray<readonly [string, unknown, unknown]> = [
  ["NaN", NaN, NaN],
  ["zeros", 0, -0],
  ["zeros inside", { a: [0] }, { a: [-0] }],
  ["bigints", 10n, 10n],
  ["key order", { a: 1, b: { c: 2 } }, { b: { c: 2 }, a: 1 }],
  ["no prototype", Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ["symbol keys", { [symbol]: [1] }, { [symbol]: [1] }],
  ["invalid dates", new Date(NaN), new Date(NaN)],
  ["sets", new Set([1, "b", null]), new Set([null, 1, "b"])],
  [
    "sets of objects",
    new Set([{ a: 1 }, { b: 2 }]),
    new Set([{ b: 2 }, { a: 1 }]),
  ],
  [
    "maps",
    new Map<unknown, unknown>([["a", { x: 1 }], ["b", 2]]),
    new Map<unknown, unknown>([["b", 2], ["a", { x: 1 }]]),
  ],
  ["maps by object", new Map([[{ k: 1 }, [1]]]), new Map([[{ k: 1 }, [1]]])],
  ["patterns", /a+/gi, /a+/gi],
  ["addresses", new URL("https://a.test/b?c"), new URL("https://a.test/b?c")],
  ["bytes", new Uint8Array([1, 2]), new Uint8Array([1, 2])],
  ["buffers", new Uint8Array([1, 2]).buffer, new Uint8Array([1, 2]).buffer],
  ["instances", new Point(1), new Point(1)],
  ["getters", new Hidden(1), new Hidden(1)],
  ["circles", circle, sameCircle],
];

const DIFFERENT: ReadonlyArray<readonly [string, unknown, unknown]> = [
  ["number and text", 1, "1"],
  ["null and undefined", null, undefined],
  ["null and object", null, {}],
  ["array and object", [], {}],
  ["absent key", { a: undefined }, {}],
  ["other absent key", { a: undefined }, { b: undefined }],
  ["hole", [1, , 3], [1, undefined, 3]],
  ["array length", [1, 2], [1, 2, 3]],
  ["classes", new Point(1), new Place(1)],
  ["instance and plain", new Point(1), { x: 1 }],
  ["getters", new Hidden(1), new Hidden(2)],
  ["functions", () => 1, () => 1],
  ["symbol keys", { [symbol]: 1 }, { [symbol]: 2 }],
  ["dates", new Date(1), new Date(2)],
  ["sets", new Set([1, 2]), new Set([1, 3])],
  ["sets of objects", new Set([{ a: 1 }]), new Set([{ a: 2 }])],
  ["map values", new Map([["a", 1]]), new Map([["a", 2]])],
  ["map keys", new Map([["a", undefined]]), new Map([["b", undefined]])],
  ["set and map", new Set(), new Map()],
  ["patterns", /a/g, /a/i],
  ["addresses", new URL("https://a.test/b"), new URL("https://a.test/c")],
  ["bytes", new Uint8Array([1, 2]), new Uint8Array([1, 3])],
  ["kinds of bytes", new Uint8Array([1]), new Int8Array([1])],
];

for (const [name, left, right] of EQUAL) {
  Deno.test(`assertEquals() holds for ${name}`, () => {
    assertEquals(left, right);
    assertEquals(right, left);
    messageOf(() => assertNotEquals(left, right));
  });
}

for (const [name, left, right] of DIFFERENT) {
  Deno.test(`assertEquals() does not hold for different ${name}`, () => {
    assertNotEquals(left, right);
    assertNotEquals(right, left);
    messageOf(() => assertEquals(left, right));
  });
}

Deno.test("assertEquals() refuses what nobody can list", () => {
  assertThrows(
    () => assertEquals(new WeakMap(), new WeakMap()),
    TypeError,
    "WeakMap",
  );
  assertThrows(
    () => assertEquals(new WeakSet(), new WeakSet()),
    TypeError,
    "WeakSet",
  );
});

Deno.test("assertEquals() shows a diff", () => {
  const message = messageOf(() =>
    assertEquals({ b: [1, 2, 3], a: "same" }, { a: "same", b: [1, 9, 3] })
  );
  assert(message.startsWith("Values are not equal.\n"));
  assertStringIncludes(message, "[Diff] Actual / Expected");
  assertMatch(message, /^-\s+2,$/m);
  assertMatch(message, /^\+\s+9,$/m);
  assertMatch(message, /^\s+a: "same",$/m);
  assertStringIncludes(
    messageOf(() => assertEquals(1, 2, "on the way")),
    "Values are not equal: on the way",
  );
});

Deno.test("assertStrictEquals() compares by identity", () => {
  const value: unknown = "text";
  assertStrictEquals<string>(value, "text");
  assertEquals(value.length, 4);
  assertStrictEquals(NaN, NaN);
  assertStringIncludes(
    messageOf(() => assertStrictEquals(0, -0)),
    "Values are not strictly equal.",
  );
  assertStringIncludes(
    messageOf(() => assertStrictEquals({ a: 1 }, { a: 1 })),
    "not reference-equal.",
  );
});

Deno.test("assert() and assertFalse() narrow and fail with the given words", () => {
  assert(1);
  assertFalse("");
  assertEquals(messageOf(() => assert(0, "zero")), "zero");
  assertEquals(messageOf(() => assertFalse("a", "text")), "text");
  assertEquals(messageOf(() => fail()), "Failed assertion.");
  assertEquals(messageOf(() => fail("why")), "Failed assertion: why");
  assertEquals(messageOf(() => unreachable("here")), "Unreachable: here");
});

Deno.test("assertThrows() returns the error and checks class and text", () => {
  const thrown = new RangeError("too far");
  const throwing = () => {
    throw thrown;
  };
  assertStrictEquals(assertThrows(throwing), thrown);
  assertStrictEquals(assertThrows(throwing, RangeError, "far"), thrown);
  assertThrows(throwing, Error);
  assertStringIncludes(
    messageOf(() => assertThrows(() => 1, "please")),
    "Expected function to throw: please",
  );
  assertStringIncludes(
    messageOf(() => assertThrows(throwing, TypeError)),
    'instance of "TypeError", but was "RangeError"',
  );
  assertStringIncludes(
    messageOf(() => assertThrows(throwing, RangeError, "near")),
    'include "near"',
  );
  const nonError = () => {
    throw "text";
  };
  assertEquals(assertThrows(nonError), "text");
  messageOf(() => assertThrows(nonError, Error));
});

Deno.test("assertRejects() resolves to the error and refuses a synchronous throw", async () => {
  const error = await assertRejects(
    () => Promise.reject(new RangeError("too far")),
    RangeError,
    "far",
  );
  assertEquals(error.message, "too far");
  const broken = [
    () => assertRejects(() => Promise.resolve(1)),
    () => assertRejects(() => Promise.reject(new Error("a")), RangeError),
    () => assertRejects(() => Promise.reject(new Error("a")), Error, "b"),
    () => assertRejects(() => Promise.reject("text"), Error),
    () =>
      assertRejects(() => {
        throw new Error("at once");
      }),
  ];
  for (const attempt of broken) {
    assertInstanceOf(await attempt().catch((reason) => reason), AssertionError);
  }
});

Deno.test("assertObjectMatch() ignores what was not asked for", () => {
  assertObjectMatch({ a: 1, b: { c: 2, d: 3 }, e: [{ f: 4, g: 5 }, 6] }, {
    b: { c: 2 },
    e: [{ f: 4 }],
  });
  assertObjectMatch({ at: new Date(1), p: /x/, q: new Point(1) }, {
    at: new Date(1),
    p: /x/,
    q: { x: 1 },
  });
  assertObjectMatch({
    m: new Map([["a", { x: 1, y: 2 }], ["b", { x: 0, y: 0 }]]),
  }, { m: new Map([["a", { x: 1 }]]) });
  assertObjectMatch({ s: new Set([1, 2]) }, { s: new Set([1]) });
  assertObjectMatch(circle, sameCircle);
  messageOf(() => assertObjectMatch({ a: 1 }, { a: 2 }));
  messageOf(() => assertObjectMatch({ a: 1 }, { b: 1 }));
  messageOf(() => assertObjectMatch({ a: [1] }, { a: [1, 2] }));
  messageOf(() => assertObjectMatch({ a: { b: 1 } }, { a: { b: 1, c: 2 } }));
});

Deno.test("the order assertions include or exclude the bound", () => {
  assertGreater(2, 1);
  assertGreaterOrEqual(2n, 2n);
  assertLess("a", "b");
  assertLessOrEqual(new Date(1), new Date(1));
  assertEquals(messageOf(() => assertGreater(1, 1)), "Expect 1 > 1");
  assertEquals(messageOf(() => assertGreaterOrEqual(1, 2)), "Expect 1 >= 2");
  assertEquals(messageOf(() => assertLess(1, 1, "own words")), "own words");
  assertEquals(
    messageOf(() => assertLessOrEqual(NaN, NaN)),
    "Expect NaN <= NaN",
  );
});

Deno.test("assertAlmostEquals() tolerates rounding", () => {
  assertAlmostEquals(0.1 + 0.2, 0.3);
  assertAlmostEquals(NaN, NaN);
  assertAlmostEquals(1, 1.4, 0.5);
  assertStringIncludes(
    messageOf(() => assertAlmostEquals(1, 1.1)),
    'Expected actual: "1" to be close to "1.1e+0"',
  );
  messageOf(() => assertAlmostEquals(1, 2, 0.5));
});

Deno.test("the shape assertions hold and fail", () => {
  const maybe: string | undefined = ["a"][0];
  assertExists(maybe);
  assertEquals(maybe.length, 1);
  assertExists(0);
  messageOf(() => assertExists(null));
  const thing: unknown = new Point(3);
  assertInstanceOf(thing, Point);
  assertEquals(thing.x, 3);
  assertStringIncludes(
    messageOf(() => assertInstanceOf(new Place(1), Point)),
    '"Point" but was "Place".',
  );
  assertStringIncludes(
    messageOf(() => assertInstanceOf(Place, Point)),
    "not an instanced object.",
  );
  assertMatch("abc", /b/);
  messageOf(() => assertMatch("abc", /x/));
  assertStringIncludes("abc", "bc");
  messageOf(() => assertStringIncludes("abc", "x"));
  assertArrayIncludes([{ a: 1 }, 2, NaN], [NaN, { a: 1 }]);
  assertStringIncludes(
    messageOf(() => assertArrayIncludes([1, 2], [2, 3])),
    "missing: [\n  3,\n]",
  );
});
