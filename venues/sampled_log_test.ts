import { assertEquals } from "@std/assert";
import { SimulatedClock } from "../runtime/mod.ts";
import { SampledLog } from "./sampled_log.ts";

Deno.test("SampledLog writes a few of each kind per minute and says how many it left out", () => {
  const clock = new SimulatedClock();
  const lines: string[] = [];
  const log = new SampledLog<string>({
    clock,
    write: (item, leftOut) => lines.push(`${item} ${leftOut}`),
    kindOf: (item) => item,
    perMinute: 2,
  });
  for (let count = 0; count < 1_000; count += 1) log.add("price");
  log.add("trade");
  assertEquals(lines, ["price 0", "price 0", "trade 0"]);
  clock.advanceBy(60_000);
  log.add("price");
  assertEquals(lines.at(-1), "price 998");
});

Deno.test("SampledLog stays small whatever kinds come", () => {
  const clock = new SimulatedClock();
  let written = 0;
  const log = new SampledLog<number>({
    clock,
    write: () => written += 1,
    kindOf: String,
    perMinute: 1,
  });
  for (let kind = 0; kind < 10_000; kind += 1) log.add(kind);
  assertEquals(written, 201);
});
