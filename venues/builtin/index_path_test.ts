import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { DEVIATION_PER_ROOT_SECOND, IndexPath } from "./index_path.ts";

const NOON_MS = Date.UTC(2026, 10, 20, 12);
const anyTimeMs = fc.integer({ min: 0, max: 4_000_000_000_000 });

Deno.test("levelAt() depends on seed, name and time only, not on what was asked before", () => {
  const used = new IndexPath(7, "Harbor");
  fc.assert(fc.property(anyTimeMs, (atMs) => {
    const fresh = new IndexPath(7, "Harbor");
    assertEquals(used.levelAt(atMs), fresh.levelAt(atMs));
  }));
});

Deno.test("levelAt() differs between seeds and between indexes", () => {
  const level = new IndexPath(7, "Harbor").levelAt(NOON_MS);
  assert(level !== new IndexPath(8, "Harbor").levelAt(NOON_MS));
  assert(level !== new IndexPath(7, "Summit").levelAt(NOON_MS));
});

Deno.test("levelAt() stays near its center and moves little within a second, jumps apart", () => {
  const index = new IndexPath(7, "Harbor");
  let jumps = 0;
  for (let second = 0; second < 7_200; second += 1) {
    const level = index.levelAt(NOON_MS + second * 1_000);
    const next = index.levelAt(NOON_MS + (second + 1) * 1_000);
    assert(Math.abs(level - 100) < 12);
    const step = Math.abs(next - level);
    assert(step < 0.6);
    if (step > 5 * DEVIATION_PER_ROOT_SECOND) jumps += 1;
  }
  assert(jumps > 0, "an hour or two must see a jump");
});
