import { assertEquals } from "@std/assert";
import { messagesOf } from "./testing.ts";

function importing(path: string, source: string): readonly string[] {
  return messagesOf("import-zones", { path, source });
}

const ALLOWED: readonly (readonly [path: string, specifier: string])[] = [
  ["main.ts", "./db/journal.ts"],
  ["composition/venue_kalshi.ts", "../venues/kalshi/market_data.ts"],
  ["actors/arena.ts", "../db/journal.ts"],
  ["config.ts", "./domain/ids.ts"],
  ["config.ts", "./config/setting.ts"],
  ["config/risk_settings.ts", "./setting.ts"],
  ["runtime/mod.ts", "./clock.ts"],
  ["domain/order.ts", "./ids.ts"],
  ["domain/order.ts", "npm:zod"],
  ["domain/order.ts", "zod"],
  ["actors/ports/journal.ts", "../../domain/journal.ts"],
  ["actors/risk/protocol.ts", "../../domain/order.ts"],
  ["actors/risk/actor.ts", "./protocol.ts"],
  ["actors/risk/actor.ts", "../executor/protocol.ts"],
  ["actors/risk/actor.ts", "../ports/journal.ts"],
  ["actors/risk/actor.ts", "../../runtime/mod.ts"],
  ["actors/trader/actor.ts", "../../strategies/hold.ts"],
  ["venues/dflow/client.ts", "../../runtime/clock.ts"],
  ["venues/dflow/client.ts", "../../runtime/backoff.ts"],
  ["venues/dflow/client.ts", "../../actors/ports/market_data.ts"],
  ["strategies/hold.ts", "../domain/decision.ts"],
  ["db/journal.ts", "../actors/ports/journal.ts"],
  ["db/pool.ts", "../runtime/clock.ts"],
  ["routes/index.tsx", "../islands/Board.tsx"],
  ["routes/index.tsx", "./(_components)/Page.tsx"],
  ["routes/(_api)/app.ts", "../../actors/risk/protocol.ts"],
  ["routes/(_client)/stream.ts", "../../domain/view.ts"],
  ["islands/Board.tsx", "../routes/(_client)/stream.ts"],
  ["islands/Board.tsx", "../routes/(_components)/Chart.tsx"],
  ["links/fresh/mod.ts", "./runtime.ts"],
  ["tests/simulation/run_test.ts", "../../db/journal.ts"],
  ["domain/order_test.ts", "../tests/fixtures/orders.ts"],
  ["domain/testing/samples.ts", "../../tests/fixtures/orders.ts"],
  ["bench/kernel.ts", "../runtime/mod.ts"],
];

const REFUSED: readonly (readonly [path: string, specifier: string])[] = [
  ["runtime/mod.ts", "../domain/ids.ts"],
  ["domain/order.ts", "../runtime/mod.ts"],
  ["config.ts", "./runtime/mod.ts"],
  ["config/risk_settings.ts", "../actors/risk/limits.ts"],
  ["actors/ports/journal.ts", "../../runtime/mod.ts"],
  ["actors/risk/protocol.ts", "../../runtime/mod.ts"],
  ["actors/risk/protocol.ts", "../executor/protocol.ts"],
  ["actors/risk/actor.ts", "../executor/actor.ts"],
  ["actors/risk/actor.ts", "../../db/journal.ts"],
  ["actors/risk/actor.ts", "../../venues/paper/exchange.ts"],
  ["venues/dflow/client.ts", "../../runtime/actor_system.ts"],
  ["venues/dflow/client.ts", "../../actors/risk/protocol.ts"],
  ["models/client.ts", "../venues/paper/exchange.ts"],
  ["strategies/hold.ts", "../runtime/clock.ts"],
  ["db/journal.ts", "../runtime/actor_system.ts"],
  ["routes/index.tsx", "../db/journal.ts"],
  ["routes/index.tsx", "../actors/risk/actor.ts"],
  ["routes/(_client)/stream.ts", "../index.tsx"],
  ["routes/(_components)/Page.tsx", "../../islands/Board.tsx"],
  ["islands/Board.tsx", "../routes/index.tsx"],
  ["links/fresh/mod.ts", "../std_assert/mod.ts"],
  ["main.ts", "./links/fresh/mod.ts"],
  ["main.ts", "./tests/fixtures/orders.ts"],
  ["domain/order.ts", "./order_test.ts"],
  ["domain/order.ts", "./testing/samples.ts"],
  ["routes/(_api)/api.ts", "./sse_testing.ts"],
  ["routes/index.tsx", "../composition/log.ts"],
  ["new.ts", "./domain/ids.ts"],
  ["somewhere/new.ts", "../domain/ids.ts"],
];

for (const [path, specifier] of ALLOWED) {
  Deno.test(`import-zones lets ${path} import ${specifier}`, () => {
    assertEquals(importing(path, `import { x } from "${specifier}";`), []);
  });
}

for (const [path, specifier] of REFUSED) {
  Deno.test(`import-zones keeps ${path} from importing ${specifier}`, () => {
    const source = `import { x } from "${specifier}";`;
    assertEquals(importing(path, source).length, 1);
  });
}

Deno.test("import-zones sees every form of import", () => {
  for (
    const source of [
      `import "../db/journal.ts";`,
      `import * as journal from "../db/journal.ts";`,
      `import type { Journal } from "../db/journal.ts";`,
      `export { Journal } from "../db/journal.ts";`,
      `export * from "../db/journal.ts";`,
      `await import("../db/journal.ts");`,
      `type Journal = import("../db/journal.ts").Journal;`,
    ]
  ) assertEquals(importing("domain/order.ts", source).length, 1, source);
});

Deno.test("import-zones lets a protocol take types of runtime and ports", () => {
  for (
    const source of [
      `import type { ActorRef } from "../../runtime/mod.ts";`,
      `import { type ActorRef } from "../../runtime/mod.ts";`,
      `import type { Execution } from "../ports/execution.ts";`,
    ]
  ) assertEquals(importing("actors/risk/protocol.ts", source), [], source);
});

Deno.test("import-zones lets a port take types of runtime", () => {
  const source = `import type { ActorContext } from "../../runtime/mod.ts";`;
  assertEquals(importing("actors/ports/journal.ts", source), []);
});

Deno.test("import-zones lets a venue take only clock, random and backoff from the runtime's index", () => {
  const path = "venues/kalshi/client.ts";
  const from = `from "../../runtime/mod.ts";`;
  assertEquals(importing(path, `import type { Clock, Random } ${from}`), []);
  assertEquals(
    importing(path, `import { ActorSystem, Clock } ${from}`).length,
    1,
  );
  assertEquals(importing(path, `import * as runtime ${from}`).length, 1);
});

Deno.test("import-zones names both files and the rule", () => {
  assertEquals(
    importing("routes/index.tsx", `import { x } from "../db/journal.ts";`),
    [
      "Cannot import db/journal.ts from routes/index.tsx as routes may import only routes, islands, domain, ports and protocols, never db",
    ],
  );
});
