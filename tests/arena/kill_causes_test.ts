/**
 * Everything that halts by itself, with the arena's own actors: each halt takes back what rests and says how much that
 * was, outlives the process, and is an operator's alone to lift.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import {
  AmbiguousOutcomeError,
  FatalVenueError,
} from "../../actors/ports/execution.ts";
import type { TradingStateReply } from "../../actors/risk/protocol.ts";
import { LostJournalNote } from "../../composition/lost_journal.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { MemoryJournal } from "../../db/memory_journal.ts";
import { contestantId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import { IMMEDIATE, type OrderTerms } from "../../domain/order.ts";
import { yesPrice } from "../../domain/price.ts";
import type {
  TradingScope,
  TradingStateCause,
} from "../../domain/trading_state.ts";
import { CALM, changedPaper, openPuppetScene } from "./puppet_scene.ts";
import type { Scene } from "./scene.ts";

const DAY_MS = 86_400_000;
const ARENA: TradingScope = { kind: "arena" };
const OWN: TradingScope = {
  kind: "contestant",
  contestantId: contestantId("puppet"),
};
/** A bid and a NO bid of a market that fell by 40 cents. */
const FALLEN = ["0.20", "0.78"] as const;
const LOST_ANSWER = new AmbiguousOutcomeError(
  "Cannot tell what became of it as the venue must answer: current value is a time-out",
);
const REFUSED = new FatalVenueError(
  "Cannot trade as the key must be known: current value is revoked",
);

function trade(change: Partial<OrderTerms> = {}) {
  return {
    kind: "trade",
    side: "buy",
    outcome: "yes",
    quantity: quantity("300"),
    limit: { outcome: "yes", price: yesPrice("0.62") },
    ...IMMEDIATE,
    ...change,
  } as const;
}

/** Rests far below everything that happens. */
const BID = trade({
  quantity: quantity("10"),
  limit: { outcome: "yes", price: yesPrice("0.05") },
  timeInForce: "gtc",
});
const SALE = trade({
  side: "sell",
  quantity: quantity("4"),
  limit: { outcome: "yes", price: yesPrice("0.60") },
});

/** What is the matter with the venue at the moment. */
interface Trouble {
  answers: "all" | "none" | "refusal";
  /** Micro-contracts that it has lost. */
  hidden: bigint;
}

/** How a halt comes about while one bid rests and 300 contracts are held. */
interface Trip {
  readonly cause: TradingStateCause;
  readonly scope: TradingScope;
  readonly settings?: Readonly<Record<string, string>>;
  /** Orders that are taken back. @default {1} */
  readonly canceled?: number;
  readonly play: (
    stage: Awaited<ReturnType<typeof openPuppetScene>>,
    trouble: Trouble,
  ) => Promise<void>;
}

const TRIPS: readonly Trip[] = [
  {
    cause: "daily_loss",
    scope: OWN,
    settings: { ARENA_DAILY_LOSS_MAX: "0.01" },
    play: ({ scene }) => scene.play(10_000, ...FALLEN),
  },
  {
    cause: "drawdown",
    scope: OWN,
    settings: { ARENA_DRAWDOWN_MAX: "0.01" },
    play: ({ scene }) => scene.play(10_000, ...FALLEN),
  },
  {
    cause: "venue_errors",
    scope: ARENA,
    // The one whose answer was lost is taken back as well.
    canceled: 2,
    play: async ({ scene, decide }, trouble) => {
      trouble.answers = "none";
      await decide(trade({ quantity: quantity("1") }));
      await scene.play(600_000, ...CALM);
      trouble.answers = "all";
      await scene.play(600_000, ...CALM);
    },
  },
  {
    cause: "account_refused",
    scope: OWN,
    play: async ({ decide }, trouble) => {
      trouble.answers = "refusal";
      await decide(trade({ quantity: quantity("1") }));
      trouble.answers = "all";
    },
  },
  {
    cause: "reconcile_mismatch",
    scope: ARENA,
    play: async ({ scene }, trouble) => {
      trouble.hidden = quantity("3");
      await scene.play(360_000, ...CALM);
      trouble.hidden = 0n;
    },
  },
];

/** A paper exchange that the trouble stands before. */
function troubled(trouble: Trouble) {
  return changedPaper((paper) => ({
    submit: (order, signal) => {
      if (trouble.answers === "all") return paper.submit(order, signal);
      return Promise.reject(
        trouble.answers === "none" ? LOST_ANSWER : REFUSED,
      );
    },
    query: (id) =>
      trouble.answers === "none"
        ? Promise.reject(LOST_ANSWER)
        : paper.query(id),
    account: async (sinceMs) => {
      const report = await paper.account(sinceMs);
      const positions = report.positions.map((position) => ({
        ...position,
        quantity:
          (position.quantity - trouble.hidden) as typeof position.quantity,
      }));
      return { ...report, positions };
    },
  }));
}

/** Has somebody set the scope active, and returns what is answered. */
async function lift(
  { refs, stage }: Scene,
  scope: TradingScope,
  cause: TradingStateCause,
): Promise<string> {
  const reply = refs.risk.ask<TradingStateReply>((replyTo) => ({
    kind: "set_trading_state",
    scope,
    state: "active",
    step: null,
    cause,
    detail: "",
    by: cause === "operator" ? "ann" : "arena",
    replyTo,
  }), { deadlineMs: 5_000 });
  await stage.settle();
  return (await reply).kind;
}

async function states(scene: Scene) {
  return (await scene.entries("trading_state_changed"))
    .map(({ scope, state, cause, by }) => ({ scope, state, cause, by }));
}

/** Checks that a process that starts on this journal is halted, and trades again only on an operator's word. */
async function checkHalted(
  journal: MemoryJournal,
  startMs: number,
  { cause, scope, settings = {} }: Omit<Trip, "play">,
): Promise<void> {
  const { scene, decide, close } = await openPuppetScene({
    journal,
    startMs,
    settings,
  });
  const before = (await scene.entries("order_submitted")).length;
  const denied = (await scene.entries("order_denied")).length;
  await decide(SALE);
  assertEquals(
    (await scene.entries("order_denied")).slice(denied).map(({ code }) => code),
    ["TRADING_HALTED"],
  );
  assertEquals(await lift(scene, scope, cause), "trading_state_kept");
  assertEquals((await scene.entries("order_submitted")).length, before);
  assertEquals(await lift(scene, scope, "operator"), "trading_state_set");
  await decide(SALE);
  assertEquals((await scene.entries("order_submitted")).length, before + 1);
  await close();
}

for (const trip of TRIPS) {
  Deno.test(`a halt by ${trip.cause} takes back what rests, outlives the process, and only an operator lifts it`, async () => {
    const journal = new MemoryJournal(SILENT_LOG);
    const trouble: Trouble = { answers: "all", hidden: 0n };
    const { settings = {} } = trip;
    const stage = await openPuppetScene({
      journal,
      settings,
      execution: troubled(trouble),
    });
    const { scene } = stage;
    await scene.list(DAY_MS);
    await stage.decide(trade());
    await stage.decide(BID);
    assertEquals((await scene.books()).orders.working.size, 1);
    await trip.play(stage, trouble);
    assertEquals(await states(scene), [{
      scope: trip.scope,
      state: "halted",
      cause: trip.cause,
      by: "arena",
    }]);
    assertEquals((await scene.books()).orders.working.size, 0);
    const [said] = (await scene.entries("kill_switch_acknowledged")).slice(-1);
    assertEquals([said?.canceled, said?.stillOpen], [trip.canceled ?? 1, 0]);
    await stage.close();
    await checkHalted(journal, scene.stage.clock.nowMs() + 60_000, trip);
  });
}

Deno.test("a halt by journal_lost is the next process's first row: it takes back what rests, and only an operator lifts it", async () => {
  const journal = new MemoryJournal(SILENT_LOG);
  const first = await openPuppetScene({ journal });
  await first.scene.list(DAY_MS);
  await first.decide(trade());
  await first.decide(BID);
  await first.close();

  const directory = await Deno.makeTempDir({ prefix: "arena-" });
  try {
    const note = new LostJournalNote(directory, "note");
    const { clock } = first.scene.stage;
    await note.leave(clock.nowMs());
    assertEquals(await note.haltOver(journal, clock), true);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
  const startMs = first.scene.stage.clock.nowMs() + 60_000;
  const trip = { cause: "journal_lost", scope: ARENA } as const;
  await checkHalted(journal, startMs, trip);
  const { close, scene } = await openPuppetScene({ journal, startMs });
  assertEquals((await scene.books()).orders.working.size, 0);
  const [said] = await scene.entries("kill_switch_acknowledged");
  assertEquals([said?.canceled, said?.stillOpen], [1, 0]);
  await close();
});
