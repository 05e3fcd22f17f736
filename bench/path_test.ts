import { assertEquals, assertGreater } from "@std/assert";
import { ArenaPath } from "./path/arena_path.ts";
import { DirectPath } from "./path/direct_path.ts";
import { type PlayedFeed, playFeed } from "./path/played_feed.ts";
import { completedPaths, type PathFact } from "./path/setup.ts";
import { pathWorkloads } from "./path.ts";

const FEED = playFeed({ durationMs: 480_000, spacingMs: 5_000 });

async function arenaFacts(feed: PlayedFeed): Promise<readonly PathFact[]> {
  const path = await ArenaPath.open(feed);
  await path.play(feed);
  const facts = await path.facts();
  await path.close();
  return facts;
}

function directFacts(feed: PlayedFeed): readonly PathFact[] {
  const path = new DirectPath(feed);
  path.play(feed);
  return path.facts;
}

function countsOf(facts: readonly PathFact[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of facts) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function idOf(fact: PathFact): string {
  switch (fact.kind) {
    case "signal_detected":
      return fact.signal.id;
    case "decision_made":
      return fact.decision.id;
    case "order_submitted":
      return fact.order.id;
    case "order_filled":
      return fact.fill.id;
  }
}

function byId(facts: readonly PathFact[]): readonly PathFact[] {
  return facts.toSorted((left, right) => idOf(left) < idOf(right) ? -1 : 1);
}

Deno.test("ArenaPath takes every signal through four decisions and orders to their fills, both ways", async () => {
  const facts = await arenaFacts(FEED);
  assertEquals(countsOf(facts), {
    signal_detected: 32,
    decision_made: 128,
    order_submitted: 128,
    order_filled: 128,
  });
  assertEquals(completedPaths(facts), 128);
  const sides = facts.flatMap((fact) =>
    fact.kind === "order_filled" ? [fact.fill.side] : []
  );
  assertEquals(new Set(sides), new Set(["buy", "sell"]));
});

Deno.test("ArenaPath comes to the same facts in the same order each time", async () => {
  assertEquals(await arenaFacts(FEED), await arenaFacts(FEED));
});

Deno.test("DirectPath comes to the facts of the arena, so that the floor does the same job", async () => {
  assertEquals(byId(directFacts(FEED)), byId(await arenaFacts(FEED)));
});

Deno.test("completedPaths() counts no order whose signal, decision or fill is missing", () => {
  const facts = directFacts(FEED);
  const without = (kind: PathFact["kind"]) =>
    completedPaths(facts.filter((fact) => fact.kind !== kind));
  assertEquals(without("signal_detected"), 0);
  assertEquals(without("decision_made"), 0);
  assertEquals(without("order_submitted"), 0);
  assertEquals(without("order_filled"), 0);
});

Deno.test("pathWorkloads() measures events and completed paths of arena and floor", async () => {
  const workloads = pathWorkloads();
  assertEquals(workloads.map(({ unit }) => unit), ["events/s", "paths/s"]);
  for (const { ours, floor } of workloads) {
    assertGreater(await ours.run(), 0);
    assertGreater(await floor.run(), 0);
  }
});
