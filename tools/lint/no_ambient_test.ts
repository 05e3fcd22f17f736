import { assertEquals } from "@std/assert";
import { messagesOf } from "./testing.ts";

const BANNED = [
  "Date.now();",
  "globalThis.Date.now();",
  "new Date();",
  "new globalThis.Date();",
  "Date();",
  "const now = Date.now;",
  "performance.now();",
  "Math.random();",
  "crypto.randomUUID();",
  "globalThis.crypto.getRandomValues(bytes);",
  "AbortSignal.timeout(5);",
  "setTimeout(f, 1);",
  "setInterval(f, 1);",
  "setImmediate(f);",
  "globalThis.setTimeout(f, 1);",
  "const start = setTimeout;",
  "run({ setTimeout });",
  "run({ timer: setTimeout });",
  "run(setTimeout);",
  "const f = (timer = setTimeout) => timer;",
  `import { setTimeout } from "node:timers/promises";`,
  `import { setInterval as every } from "node:timers";`,
  `import { randomUUID } from "node:crypto";`,
];

const FINE = [
  "new Date(atMs);",
  "Date.parse(text);",
  "Math.max(1, 2);",
  "queueMicrotask(f);",
  "clock.setTimeout(f, 1);",
  "const { setTimeout } = injected;",
  "const f = ({ setTimeout }) => 1;",
  "interface Timers { setTimeout(f: () => void): void }",
  "type Timer = ReturnType<typeof setTimeout>;",
  "date.now();",
  `import { createHash } from "node:crypto";`,
  `const text = "Date.now()";`,
];

const EXEMPT = [
  "runtime/clock.ts",
  "runtime/random.ts",
  "islands/Board.tsx",
  "routes/(_client)/stream.ts",
  "tests/simulation/run.ts",
  "bench/kernel.ts",
  "domain/order_test.ts",
  "links/std_testing/time.ts",
  "tools/bench.ts",
];

for (const source of BANNED) {
  Deno.test(`no-ambient reports ${source}`, () => {
    const messages = messagesOf("no-ambient", { path: "domain/x.ts", source });
    assertEquals(messages.length, 1, messages.join("\n"));
  });
}

for (const source of FINE) {
  Deno.test(`no-ambient accepts ${source}`, () => {
    assertEquals(messagesOf("no-ambient", { path: "domain/x.ts", source }), []);
  });
}

for (const path of EXEMPT) {
  Deno.test(`no-ambient leaves ${path} alone`, () => {
    const source = "Date.now(); setTimeout(f, 1); new Date();";
    assertEquals(messagesOf("no-ambient", { path, source }), []);
  });
}
