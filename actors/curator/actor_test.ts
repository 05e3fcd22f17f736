import { assertEquals } from "@std/assert";
import { marketId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { Market } from "../../domain/market.ts";
import { SAMPLE_MARKET } from "../../domain/testing/samples.ts";
import { TestProbe } from "../../runtime/mod.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import { startCurator } from "./actor.ts";
import type { CuratorOptions } from "./options.ts";
import {
  CURATOR_MAILBOX,
  type CuratorMessage,
  type EventReply,
  type EventRequest,
} from "./protocol.ts";

const HOUR_MS = 3_600_000;
const MIDNIGHT = "select_events 1970-01-01T00:00:00.000Z";

function market(ticker: string, category: string): Market {
  return {
    ...SAMPLE_MARKET,
    id: marketId("kalshi", ticker),
    ticker,
    eventTicker: ticker,
    category,
    closesAtMs: 12 * HOUR_MS,
  };
}

const A = market("A", "politics");
const B = market("B", "sports");
const C = market("C", "sports");

function listed(...markets: readonly Market[]): readonly JournalEntry[] {
  return markets.map((one) => ({ kind: "market_listed", market: one }));
}

async function open(
  journal: HeldJournal,
  options: Partial<CuratorOptions> = {},
) {
  const stage = new ActorStage<CuratorMessage>(journal);
  await stage.open(
    CURATOR_MAILBOX,
    (parts, context) =>
      startCurator({
        ...parts,
        options: {
          rule: { withinMs: 24 * HOUR_MS, openForMs: 20_000 },
          count: 2,
          approval: "auto",
          summaries: null,
          ...options,
        },
      }, context),
  );
  const select = (dueAtMs = 0) =>
    stage.tell({ kind: "task_due", due: { task: "select_events", dueAtMs } });
  const tick = () =>
    stage.tell({
      kind: "task_due",
      due: { task: "activate_events", dueAtMs: 1 },
    });
  const replies = new TestProbe<EventReply>();
  const ask = async (request: EventRequest) => {
    await stage.tell({
      kind: "change_events",
      request: { ...request, by: "ada", reason: "Because." },
      replyTo: replies,
    });
    return replies.messages.at(-1);
  };
  const states = () =>
    journal.rows.flatMap(({ entry }) =>
      entry.kind.startsWith("event_") && "marketId" in entry
        ? [`${entry.kind.slice(6)} ${entry.marketId.slice(7)}`]
        : []
    );
  return { stage, journal, select, tick, ask, states, replies };
}

async function opened(
  written: readonly JournalEntry[],
  options: Partial<CuratorOptions> = {},
) {
  const journal = new HeldJournal();
  journal.write(...written);
  return await open(journal, options);
}

Deno.test("curator chooses once per time that a selection is due, also after a restart", async () => {
  const { stage, journal, select } = await opened(listed(A, B, C));
  await select();
  await select();
  const [first, second] = journal.entries("event_selected");
  assertEquals(
    [first, second].map((row) => [row?.marketId, row?.selection, row?.by]),
    [[A.id, MIDNIGHT, "arena"], [B.id, MIDNIGHT, "arena"]],
  );
  assertEquals(journal.entries("event_selected").length, 2);
  const cause = journal.rows.find(({ entry }) =>
    entry.kind === "event_selected"
  )?.causationId;
  assertEquals(cause, MIDNIGHT);
  await stage.close();

  const again = await open(journal);
  await again.select();
  await again.tick();
  assertEquals(journal.entries("event_selected").length, 2);
  await again.select(24 * HOUR_MS);
  assertEquals(journal.entries("event_selected").length, 3);
  await again.stage.close();
});

Deno.test("curator goes on with a selection that found too few markets", async () => {
  const { stage, journal, select, tick, states } = await opened(listed(B));
  await select();
  journal.commitForeign(...listed(C, A));
  await tick();
  // The other category first, though both of the other came before it.
  assertEquals(states(), ["selected B", "activated B", "selected A"]);
  await stage.close();
});

Deno.test("curator takes an event from its choice to its payment, and back where its result is", async () => {
  const { stage, journal, select, tick, states } = await opened(listed(A));
  const phase = async (entry: "closed" | "final" | "disputed") => {
    journal.commitForeign({
      kind: "market_phase_changed",
      marketId: A.id,
      phase: entry,
      resolution: entry === "closed" ? null : { kind: "yes" },
    });
    await tick();
  };
  await select();
  await tick();
  await phase("closed");
  await phase("final");
  await phase("disputed");
  await phase("final");
  assertEquals(states(), [
    "selected A",
    "activated A",
    "closed A",
    "settled A",
    "reopened A",
    "settled A",
  ]);
  await stage.close();
});

Deno.test("curator settles an event whose result is held once it is released", async () => {
  const { stage, journal, select, tick, states } = await opened(listed(A));
  await select();
  await tick();
  const result = { marketId: A.id, resolution: { kind: "yes" } } as const;
  journal.commitForeign(
    {
      kind: "settlement_checked",
      ...result,
      notes: [{ doubt: "before_close", sentence: "It came early." }],
      isHeld: true,
      lastQuote: null,
    },
    { kind: "market_phase_changed", phase: "final", ...result },
  );
  await tick();
  await tick();
  assertEquals(states().slice(2), ["closed A"]);
  journal.commitForeign({
    kind: "settlement_hold_decided",
    ...result,
    action: "release",
    by: "ada",
    reason: "Because.",
  });
  await tick();
  assertEquals(states().slice(2), ["closed A", "settled A"]);
  await stage.close();
});

Deno.test("curator closes an event at its time where the venue says nothing", async () => {
  const { stage, select, tick, states } = await opened(listed(A));
  await select();
  await tick();
  await stage.advance(12 * HOUR_MS - 1);
  await tick();
  assertEquals(states(), ["selected A", "activated A"]);
  await stage.advance(1);
  await tick();
  assertEquals(states(), ["selected A", "activated A", "closed A"]);
  await stage.close();
});

Deno.test("curator lets an event wait for its summary, and not for ever", async () => {
  const summaries = { waitMs: 300_000, leadMs: HOUR_MS };
  const late = { ...B, closesAtMs: HOUR_MS - 1 };
  const { stage, journal, select, tick, states } = await opened(
    listed(A, C, late),
    { summaries, count: 3 },
  );
  await select();
  await tick();
  // Nobody asks the web about what ends so soon.
  assertEquals(states().slice(3), ["activated B"]);
  journal.commitForeign({
    kind: "event_summary_failed",
    venue: "kalshi",
    eventTicker: "A",
    fault: "timed_out",
    detail: "It took too long.",
    cost: 0n as never,
    costSource: "estimate",
  });
  await tick();
  assertEquals(states().slice(4), ["activated A"]);
  await stage.advance(300_000);
  await tick();
  assertEquals(states().slice(5), ["activated C"]);
  await stage.close();
});

Deno.test("events wait for an operator where one approves, and who and why is in the journal", async () => {
  const { stage, journal, select, tick, ask, states } = await opened(
    listed(A, B),
    { approval: "operator" },
  );
  await select();
  await tick();
  assertEquals(states(), ["selected A", "selected B"]);
  assertEquals(await ask({ kind: "approve", marketIds: [B.id] }), {
    kind: "events_changed",
    sequence: 5,
    marketIds: [B.id],
  });
  assertEquals(journal.entries("event_activated"), [{
    kind: "event_activated",
    marketId: B.id,
    by: "ada",
    reason: "Because.",
  }]);
  assertEquals(await ask({ kind: "approve", marketIds: [B.id] }), {
    kind: "events_refused",
    reason: "kalshi:B is active.",
  });
  await ask({ kind: "approve", marketIds: null });
  assertEquals(states().slice(3), ["activated A"]);
  assertEquals(
    (await ask({ kind: "approve", marketIds: null }))?.kind,
    "events_refused",
  );
  await stage.close();
});

Deno.test("an operator chooses, adds and swaps, and is told why not", async () => {
  const far = { ...market("FAR", "science"), closesAtMs: 90 * HOUR_MS };
  const { stage, journal, ask, select, tick, states } = await opened(
    listed(A, B, C, far),
    { count: 1 },
  );
  await select();
  await ask({ kind: "select" });
  assertEquals(states(), ["selected A", "selected B"]);
  await ask({ kind: "add", marketId: far.id });
  assertEquals(states().slice(2), ["selected FAR"]);
  assertEquals(await ask({ kind: "add", marketId: far.id }), {
    kind: "events_refused",
    reason: "kalshi:FAR is an event already: pending.",
  });
  assertEquals(await ask({ kind: "add", marketId: marketId("kalshi", "X") }), {
    kind: "events_refused",
    reason: "kalshi:X is no market that is not over.",
  });
  // Everybody may read what chose an event, and only operators who of them it was.
  const chosen = journal.entries("event_selected").slice(1);
  assertEquals(
    chosen.map(({ by, selection }) => [by, selection.includes(by)]),
    [["ada", false], ["ada", false]],
  );
  const swap = { kind: "swap", marketId: A.id, replacementId: null } as const;
  assertEquals((await ask(swap))?.kind, "events_changed");
  const [swapped] = journal.entries("event_swapped");
  assertEquals([swapped?.replacement, swapped?.by, swapped?.reason], [
    { marketId: C.id, category: "sports", selection: MIDNIGHT },
    "ada",
    "Because.",
  ]);
  assertEquals(await ask(swap), {
    kind: "events_refused",
    reason: "kalshi:A is closed.",
  });
  // What was swapped in counts for the selection, what was swapped out does not.
  await tick();
  assertEquals(journal.entries("event_selected").length, 3);
  assertEquals(
    await ask({ kind: "swap", marketId: B.id, replacementId: null }),
    {
      kind: "events_refused",
      reason: "No market that is open closes in time and is no event yet.",
    },
  );
  await stage.close();
});

Deno.test("a request that comes while rows are written waits for them", async () => {
  const { stage, journal, select, ask, replies, states } = await opened(
    listed(A, B, C),
    { count: 1 },
  );
  journal.isHolding = true;
  await select();
  await ask({ kind: "add", marketId: A.id });
  await ask({ kind: "add", marketId: B.id });
  assertEquals(replies.messages, []);
  journal.isHolding = false;
  journal.commit();
  await stage.settle();
  assertEquals(
    replies.messages.map((reply) =>
      reply.kind === "events_refused" ? reply.reason : reply.marketIds
    ),
    ["kalshi:A is an event already: pending.", [B.id]],
  );
  assertEquals(states(), ["selected A", "selected B"]);
  await stage.close();
});
