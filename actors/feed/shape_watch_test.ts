import { assertEquals } from "@std/assert";
import { ShapeWatch } from "./shape_watch.ts";

Deno.test("ShapeWatch wants both a number and a share of unknown shapes", () => {
  const few = new ShapeWatch();
  for (let count = 0; count < 24; count += 1) few.unknown(1_000);
  assertEquals(few.excessAt(1_000), null);
  few.unknown(1_000);
  assertEquals(few.excessAt(1_000), { unknown: 25, of: 25 });
  const drowned = new ShapeWatch();
  for (let count = 0; count < 1_226; count += 1) drowned.known(1_000);
  for (let count = 0; count < 25; count += 1) drowned.unknown(1_000);
  assertEquals(drowned.excessAt(1_000), null);
  drowned.unknown(1_000);
  assertEquals(drowned.excessAt(1_000)?.unknown, 26);
});

Deno.test("ShapeWatch forgets what is older than its window", () => {
  const watch = new ShapeWatch();
  for (let count = 0; count < 30; count += 1) watch.unknown(count * 1_000);
  assertEquals(watch.excessAt(59_000)?.unknown, 30);
  assertEquals(watch.excessAt(66_000), null);
  assertEquals(watch.excessAt(3_600_000), null);
  watch.known(3_600_000);
  assertEquals(watch.excessAt(3_600_000), null);
});
