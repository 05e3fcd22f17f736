import { assertEquals } from "@std/assert";
import { FILE_LINES_MAX, FUNCTION_LINES_MAX } from "./max_lines.ts";
import { messagesOf } from "./testing.ts";

function count(rule: string, source: string, path = "domain/x.ts"): number {
  return messagesOf(rule, { path, source }).length;
}

Deno.test("no-private-keyword reports fields, methods and parameter properties", () => {
  const rule = "no-private-keyword";
  assertEquals(count(rule, "class A { private x = 1; }"), 1);
  assertEquals(count(rule, "class A { private f(): void {} }"), 1);
  assertEquals(count(rule, "class A { private static x = 1; }"), 1);
  assertEquals(
    count(rule, "abstract class A { private abstract f(): void; }"),
    1,
  );
  assertEquals(count(rule, "class A { constructor(private x: number) {} }"), 1);
  assertEquals(count(rule, "/* é€😀 */ class A { private x = 1; }"), 1);
  assertEquals(count(rule, "class A { #x = 1; protected y = 2; }"), 0);
});

Deno.test("max-params reports a fourth parameter of any function", () => {
  const rule = "max-params";
  assertEquals(count(rule, "function f(a, b, c, d) {}"), 1);
  assertEquals(count(rule, "const f = (a, b, c, d) => 1;"), 1);
  assertEquals(count(rule, "class A { constructor(a, b, c, d) {} }"), 1);
  assertEquals(
    count(rule, "interface A { f(a: 1, b: 2, c: 3, d: 4): void }"),
    1,
  );
  assertEquals(count(rule, "type F = (a: 1, b: 2, c: 3, d: 4) => void;"), 1);
  assertEquals(count(rule, "function f(a, b, { c, d, e }) {}"), 0);
  assertEquals(count(rule, "function f(this: A, a: 1, b: 2, c: 3) {}"), 0);
  assertEquals(
    count(rule, "function f(a, b, c, d) {}", "links/fresh/mod.ts"),
    0,
  );
});

Deno.test("error-message-form reports a message without action, without rule or with a period", () => {
  const rule = "error-message-form";
  assertEquals(count(rule, `throw new Error("Bad order");`), 1);
  assertEquals(count(rule, "throw new RangeError(`order ${id} is bad`);"), 1);
  assertEquals(count(rule, `throw new Error("Cannot submit order");`), 1);
  assertEquals(
    count(rule, "throw new Error(`Cannot submit ${id} as it is closed.`);"),
    1,
  );
  assertEquals(count(rule, `throw new Error("Cannot a " + "b");`), 1);
  assertEquals(count(rule, `reject(new AggregateError(errors, "bad"));`), 1);
});

Deno.test("error-message-form accepts the house form and text that it cannot see", () => {
  const rule = "error-message-form";
  assertEquals(
    count(
      rule,
      "throw new Error(`Cannot submit ${id} as it is closed: current value is ${status}`);",
    ),
    0,
  );
  assertEquals(
    count(rule, `throw new Error("Cannot submit " + id + " as it is closed");`),
    0,
  );
  assertEquals(count(rule, "throw new Error(message);"), 0);
  assertEquals(count(rule, "throw new Error(`${message}`);"), 0);
  assertEquals(count(rule, "throw new Error(`${action} as it is closed`);"), 0);
  assertEquals(count(rule, "throw new Error();"), 0);
  assertEquals(count(rule, `new AggregateError(errors);`), 0);
  assertEquals(count(rule, `throw new Error("boom");`, "domain/x_test.ts"), 0);
});

Deno.test("banned-names reports names of types that say nothing", () => {
  const rule = "banned-names";
  for (
    const name of [
      "OrderManager",
      "Utils",
      "BaseOrder",
      "OrderData",
      "HTTPHelper",
      "MarketInfo",
      "IOrder",
    ]
  ) {
    assertEquals(count(rule, `class ${name} {}`), 1, name);
    assertEquals(count(rule, `interface ${name} {}`), 1, name);
    assertEquals(count(rule, `type ${name} = 1;`), 1, name);
  }
  for (
    const name of [
      "Order",
      "MarketData",
      "BaseRate",
      "Database",
      "Instrument",
      "IOError",
    ]
  ) {
    assertEquals(count(rule, `type ${name} = 1;`), 0, name);
  }
});

Deno.test("max-lines counts a function from its first line to its brace", () => {
  const rule = "max-lines";
  const body = (lines: number) =>
    `function f() {\n${"g();\n".repeat(lines - 2)}}`;
  assertEquals(count(rule, body(FUNCTION_LINES_MAX)), 0);
  assertEquals(count(rule, body(FUNCTION_LINES_MAX + 1)), 1);
  assertEquals(
    count(rule, body(FUNCTION_LINES_MAX + 1), "domain/x_test.ts"),
    0,
  );
});

Deno.test("max-lines counts the lines of a file", () => {
  const rule = "max-lines";
  assertEquals(count(rule, "g();\n".repeat(FILE_LINES_MAX)), 0);
  assertEquals(count(rule, "g();\n".repeat(FILE_LINES_MAX + 1)), 1);
  assertEquals(
    count(rule, "g();\n".repeat(FILE_LINES_MAX + 1), "tests/x.ts"),
    0,
  );
});

Deno.test("approved-cast reports a cast outside the review of risk", () => {
  const rule = "approved-cast";
  const source = "const order = raw as Approved<Order>;";
  assertEquals(count(rule, source, "actors/executor/actor.ts"), 1);
  assertEquals(count(rule, "const o = raw as unknown as Approved<Order>;"), 1);
  assertEquals(count(rule, "const o = <Approved<Order>> raw;"), 1);
  assertEquals(count(rule, source, "actors/risk/review.ts"), 0);
  assertEquals(count(rule, "const o: Approved<Order> = review(raw);"), 0);
});
