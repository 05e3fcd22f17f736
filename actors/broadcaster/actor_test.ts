import { assertEquals, assertNotEquals } from "@std/assert";
import { contestantId, orderId } from "../../domain/ids.ts";
import type { JournalEntry, JournalRow } from "../../domain/journal.ts";
import { yesPrice } from "../../domain/price.ts";
import { ENROLLED, MARKET, rowsOf, STORY } from "../../domain/testing/story.ts";
import {
  type DatedWindows,
  TradingPauses,
} from "../../domain/trading_pauses.ts";
import type { ArenaPhase, ArenaView } from "../../domain/view.ts";
import type { ViewDelta } from "../../domain/view_delta.ts";
import { reduce } from "../../domain/view_reducer.ts";
import {
  SAMPLE_ORIGIN,
  sampleActor,
} from "../../domain/testing/view_samples.ts";
import {
  type ActorInspection,
  type ActorRef,
  EventBus,
  TestSystem,
} from "../../runtime/mod.ts";
import type { Journal } from "../ports/journal.ts";
import type { ArenaTopics } from "../ports/topics.ts";
import type { ViewFrame } from "../ports/view_stream.ts";
import { startBroadcaster } from "./actor.ts";
import { BROADCASTER_MAILBOX, type BroadcasterMessage } from "./protocol.ts";

const PATH = "root/broadcaster";
const THURSDAYS: DatedWindows = {
  value: [{
    weekday: 4,
    from: "03:00",
    to: "05:00",
    timeZone: "America/New_York",
  }],
  effectiveFrom: "2026-01-01",
};

/** A journal that holds what it is given. */
class FixedJournal implements Journal {
  readonly rows: JournalRow[] = [];

  append(): Promise<JournalRow> {
    return Promise.reject(new TypeError("Nothing is appended in this test"));
  }
  read(after: number, limit: number): Promise<readonly JournalRow[]> {
    return Promise.resolve(this.rows.slice(after, after + limit));
  }
  head() {
    const newest = this.rows.at(-1);
    return { sequence: newest?.sequence ?? 0, hash: newest?.hash ?? "" };
  }
  onCommit(): () => void {
    return () => {};
  }
}

/** One broadcaster with everything around it. */
class Stage {
  readonly test = new TestSystem();
  readonly journal = new FixedJournal();
  readonly bus = new EventBus<ArenaTopics>();
  readonly frames: ViewFrame[] = [];
  readonly timed: string[] = [];
  readonly tree = new Map<string, Partial<ActorInspection>>();
  ref: ActorRef<BroadcasterMessage> | undefined;
  phase: ArenaPhase = { name: "trading", sentence: "All is well." };

  static async open(entries: readonly JournalEntry[]): Promise<Stage> {
    const stage = new Stage();
    stage.journal.rows.push(...rowsOf(entries));
    const spec = stage.test.actor<BroadcasterMessage>(
      PATH,
      (context) =>
        startBroadcaster({
          journal: stage.journal,
          bus: stage.bus,
          stream: { publish: (frame) => void stage.frames.push(frame) },
          origin: SAMPLE_ORIGIN,
          phase: () => stage.phase,
          inspect: () => stage.inspect(),
          onOrderTimed: ({ orderId }) => stage.timed.push(orderId),
          pauses: new TradingPauses([THURSDAYS]),
        }, context),
      { mailbox: BROADCASTER_MAILBOX, backoff: { minMs: 1, maxMs: 1 } },
    );
    stage.ref = spec.ref;
    await stage.test.start([spec]);
    return stage;
  }

  inspect(): readonly ActorInspection[] {
    return ["root", PATH].map((path) => ({
      ...sampleActor(path),
      conflated: 0,
      workPending: 0,
      stashDepth: 0,
      ...this.tree.get(path),
    }));
  }

  commit(...entries: readonly JournalEntry[]): void {
    for (const row of rowsOf(entries, this.journal.head())) {
      this.journal.rows.push(row);
      this.bus.publish("row_committed", row);
    }
    this.test.system.runUntilIdle();
  }

  quote(yesBid: string): void {
    this.bus.publish("quote_changed", {
      marketId: MARKET,
      yesBid: yesPrice(yesBid),
      yesAsk: null,
      occurredAtMs: 5,
    });
    this.test.system.runUntilIdle();
  }

  /** Returns the frames published since the last call. */
  taken(): readonly ViewFrame[] {
    return this.frames.splice(0);
  }
}

function payload(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).split("data: ")[1]?.trim() ?? "";
}

function kindsIn(frame: ViewFrame | undefined): readonly string[] {
  if (frame === undefined || frame.deltas === null) return [];
  const deltas: readonly ViewDelta[] = JSON.parse(payload(frame.deltas));
  return deltas.map(({ kind }) => kind);
}

Deno.test("startBroadcaster() rebuilds the view from the journal before it goes on", async () => {
  const stage = await Stage.open(STORY);
  const [first, rebuilt] = stage.frames;
  assertEquals(first?.view.phase.name, "recovering");
  assertEquals(first?.deltas, null);
  assertEquals(rebuilt?.deltas, null);
  const last = stage.frames.at(-1)?.view;
  assertEquals(
    [last?.fills.length, last?.settlements.length, last?.contestants.length],
    [1, 1, 1],
  );
  stage.test.clock.advanceBy(100);
  const now = stage.frames.at(-1)?.view;
  assertEquals(now?.journalSequence, STORY.length);
  assertEquals(now?.phase, stage.phase);
  await stage.test.system.stop();
});

Deno.test("Broadcaster publishes frames that fold to its own view", async () => {
  const stage = await Stage.open([ENROLLED]);
  stage.commit(...STORY.slice(1, 5));
  stage.quote("0.41");
  stage.test.clock.advanceBy(1_500);
  stage.commit(...STORY.slice(5));
  stage.test.clock.advanceBy(1_500);
  const start = stage.frames.findLastIndex(({ deltas }) => deltas === null);
  const [from, ...rest] = stage.frames.slice(start);
  let view: ArenaView = JSON.parse(
    payload(from?.snapshot() ?? new Uint8Array()),
  );
  for (const { deltas } of rest) {
    view = JSON.parse(payload(deltas ?? new Uint8Array())).reduce(reduce, view);
  }
  assertEquals(view, JSON.parse(JSON.stringify(stage.frames.at(-1)?.view)));
  assertEquals(view.markets[0]?.phase, "final");
  await stage.test.system.stop();
});

Deno.test("Broadcaster sends many quotes of one market as one", async () => {
  const stage = await Stage.open(STORY.slice(0, 2));
  stage.test.clock.advanceBy(550);
  stage.taken();
  for (const bid of ["0.41", "0.42", "0.43", "0.44"]) stage.quote(bid);
  stage.test.clock.advanceBy(99);
  const frames = stage.taken();
  assertEquals(frames.length, 1);
  assertEquals(kindsIn(frames[0]), ["quotes_changed"]);
  assertEquals(frames[0]?.view.markets[0]?.yesBid, "0.44");
  await stage.test.system.stop();
});

Deno.test("Broadcaster flushes a fill at once and a decision with the next flush", async () => {
  const stage = await Stage.open(STORY.slice(0, 2));
  stage.test.clock.advanceBy(540);
  stage.taken();
  stage.commit(...STORY.slice(2, 4));
  assertEquals(stage.taken().length, 0);
  stage.commit(...STORY.slice(4, 5));
  stage.test.clock.advanceBy(20);
  const [frame] = stage.taken();
  assertEquals(frame?.view.fills.length, 1);
  assertEquals(kindsIn(frame).includes("order_filled"), true);
  await stage.test.system.stop();
});

Deno.test("Broadcaster shows a failed actor as soon as it is told that the tree changed", async () => {
  const stage = await Stage.open([ENROLLED]);
  stage.test.clock.advanceBy(1_050);
  stage.taken();
  stage.tree.set("root", { status: "restarting", lastError: "secret" });
  stage.ref?.tell({ kind: "tree_changed" });
  stage.test.system.runUntilIdle();
  stage.test.clock.advanceBy(20);
  const actor = stage.frames.at(-1)?.view.actors[0];
  assertEquals([actor?.status, actor?.lastError], ["restarting", "Error"]);
  await stage.test.system.stop();
});

Deno.test("Broadcaster tells of a new phase as soon as it is told that something changed", async () => {
  const stage = await Stage.open([ENROLLED]);
  stage.test.clock.advanceBy(1_050);
  stage.taken();
  stage.phase = { name: "stopping", sentence: "It ends by the test." };
  stage.ref?.tell({ kind: "tree_changed" });
  stage.test.system.runUntilIdle();
  stage.test.clock.advanceBy(20);
  assertEquals(stage.frames.at(-1)?.view.phase, stage.phase);
  await stage.test.system.stop();
});

Deno.test("Broadcaster starts a new epoch with a snapshot after a restart and loses no row", async () => {
  const stage = await Stage.open(STORY.slice(0, 3));
  stage.test.clock.advanceBy(1_050);
  const before = stage.frames.at(-1);
  stage.test.system.injectFailure(PATH, new TypeError("Cannot go on"));
  stage.commit(...STORY.slice(3));
  stage.taken();
  await stage.test.system.settled();
  stage.test.clock.advanceBy(10);
  await stage.test.system.settled();
  stage.test.clock.advanceBy(1_000);
  const after = stage.frames.at(-1);
  assertNotEquals(after?.epoch, before?.epoch);
  assertEquals(stage.frames[0]?.deltas, null);
  assertEquals(after?.view.journalSequence, STORY.length);
  assertEquals(after?.view.fills.length, 1);
  await stage.test.system.stop();
});

Deno.test("broadcaster passes on where the time of each order went, and shows none of it", async () => {
  const stage = await Stage.open([ENROLLED]);
  const before = stage.frames.length;
  for (const name of ["o_1", "o_2"]) {
    stage.bus.publish("order_timed", {
      orderId: orderId(name),
      contestantId: contestantId("mirror"),
      venue: "dflow",
      decideUs: 1,
      checkUs: 2,
      journalUs: 3,
      signUs: 0,
      wireUs: 4,
    });
  }
  await stage.test.system.settled();
  assertEquals(stage.timed, ["o_1", "o_2"]);
  assertEquals(stage.frames.length, before);
  await stage.test.system.stop();
});

Deno.test("broadcaster tells of the hours at which the venue does not trade, however it is heard", async () => {
  const stage = await Stage.open([]);
  const { test, bus } = stage;
  const fromMs = Date.parse("2026-11-19T08:00:00Z");
  const venue = () => stage.frames.at(-1)?.view.venue;
  const pause = () => venue()?.pause ?? null;
  const inspectAt = (atMs: number) => {
    test.clock.jumpBy(atMs - test.clock.nowMs());
    test.clock.advanceBy(5_000);
  };
  inspectAt(fromMs - 60_000);
  assertEquals(pause(), null);
  inspectAt(fromMs);
  const expected = {
    sentence:
      `Nothing is traded at ${SAMPLE_ORIGIN.venue.label} on Thursdays from 03:00 to 05:00 in America/New_York, until 2026-11-19 10:00 UTC.`,
    resumesAtMs: Date.parse("2026-11-19T10:00:00Z"),
  };
  assertEquals(pause(), expected);
  stage.taken();
  bus.publish("venue_status_changed", {
    venue: "kalshi",
    status: "disconnected",
    reason: "Closed.",
    lastEventAtMs: null,
    eventsReceived: 0,
    framesRejected: 0,
  });
  test.clock.advanceBy(5_000);
  assertEquals(venue()?.status, "disconnected");
  for (const { view } of stage.frames) {
    assertEquals(view.venue.pause, expected);
  }
  inspectAt(expected.resumesAtMs);
  assertEquals(pause(), null);
  await test.system.stop();
});
