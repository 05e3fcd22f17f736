import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import type { JournalRow } from "../domain/journal.ts";
import { ENROLLED, rowsOf } from "../domain/testing/story.ts";
import { SimulatedClock } from "../runtime/simulated_clock.ts";
import { JournalPages } from "./journal_pages.ts";

function stageOf(count: number) {
  const rows: JournalRow[] = rowsOf(Array(count).fill(ENROLLED));
  const clock = new SimulatedClock();
  const reads: number[] = [];
  const pages = new JournalPages(clock, (after, limit) => {
    reads.push(after);
    return Promise.resolve(rows.slice(after, after + limit));
  });
  return { pages, clock, reads, rows };
}

Deno.test("JournalPages.read() reads a whole page once for everybody", async () => {
  const { pages, reads } = stageOf(10);
  const first = await pages.read(0, 5);
  assertEquals(first.map(({ sequence }) => sequence), [1, 2, 3, 4, 5]);
  assertStrictEquals(await pages.read(0, 5), first);
  await pages.read(5, 5);
  await pages.read(5, 5);
  assertEquals(reads, [0, 5]);
});

Deno.test("JournalPages.read() takes a part of a longer page that is kept, and pushes no page out for it", async () => {
  const { pages, reads } = stageOf(200);
  await pages.read(0, 100);
  await pages.read(100, 100);
  for (let after = 0; after < 200; after += 5) {
    const part = await pages.read(after, 5);
    assertEquals(
      part.map(({ sequence }) => sequence),
      [1, 2, 3, 4, 5].map((step) => after + step),
    );
  }
  await pages.read(0, 100);
  assertEquals(reads, [0, 100]);
  // What reaches over the end of a page is read.
  assertEquals((await pages.read(98, 5)).length, 5);
  assertEquals(reads, [0, 100, 98]);
});

Deno.test("JournalPages.read() reads a page anew that rows may still be added to", async () => {
  const { pages, rows, reads } = stageOf(3);
  assertEquals((await pages.read(0, 5)).length, 3);
  rows.push(...rowsOf([ENROLLED, ENROLLED], rows[2]));
  assertEquals((await pages.read(0, 5)).length, 5);
  assertEquals(reads, [0, 0]);
});

Deno.test("JournalPages keeps 24 pages, those used last, for half a minute", async () => {
  const { pages, clock, reads } = stageOf(26);
  for (let after = 0; after < 24; after++) await pages.read(after, 1);
  await pages.read(0, 1);
  await pages.read(24, 1);
  assertEquals(reads.length, 25);
  await pages.read(0, 1);
  assertEquals(reads.length, 25);
  await pages.read(1, 1);
  assertEquals(reads.length, 26);
  clock.advanceBy(29_999);
  await pages.read(1, 1);
  assertEquals(reads.length, 26);
  clock.advanceBy(30_000);
  await pages.read(1, 1);
  assertEquals(reads.length, 27);
});

Deno.test("JournalPages.read() reads the next long page while the one before is folded", async () => {
  const { pages, reads } = stageOf(3_500);
  await pages.read(0, 1_000);
  assertEquals(reads, [0, 1_000]);
  const second = await pages.read(1_000, 1_000);
  assertEquals(second.at(0)?.sequence, 1_001);
  assertEquals(reads, [0, 1_000, 2_000]);
  // Somebody else who reads from the start meets what is kept.
  await pages.read(0, 1_000);
  assertEquals(reads, [0, 1_000, 2_000]);
});

Deno.test("JournalPages.read() reads a page that was read ahead anew where rows may have come since", async () => {
  const { pages, rows, reads } = stageOf(1_001);
  await pages.read(0, 1_000);
  rows.push(...rowsOf([ENROLLED], rows[1_000]));
  assertEquals((await pages.read(1_000, 1_000)).length, 2);
  assertEquals(reads, [0, 1_000, 1_000]);
});

Deno.test("JournalPages.read() tells only who asks of a page that cannot be read", async () => {
  const rows = rowsOf(Array(1_000).fill(ENROLLED));
  let failures = 0;
  const pages = new JournalPages(new SimulatedClock(), (after, limit) => {
    if (after === 0) return Promise.resolve(rows.slice(0, limit));
    failures += 1;
    return Promise.reject(new Error("Gone by the test"));
  });
  await pages.read(0, 1_000);
  assertEquals(failures, 1);
  await assertRejects(() => pages.read(1_000, 1_000), Error, "Gone");
  assertEquals(failures, 2);
});

Deno.test("JournalPages.expire() forgets the page that was read ahead as well", async () => {
  const { pages, clock, reads } = stageOf(2_000);
  await pages.read(0, 1_000);
  clock.advanceBy(30_000);
  pages.expire();
  await pages.read(1_000, 1_000);
  assertEquals(reads, [0, 1_000, 1_000, 2_000]);
});
