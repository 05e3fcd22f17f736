/**
 * The whole arena against a venue that forgets, hides and makes things up.
 *
 * @module
 */
import { assert, assertEquals, assertGreater } from "@std/assert";
import {
  AmbiguousOutcomeError,
  type VenueAccountReport,
} from "../../actors/ports/execution.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { MemoryJournal } from "../../db/memory_journal.ts";
import type { DecisionAction } from "../../domain/decision.ts";
import { contestantId } from "../../domain/ids.ts";
import { quantity, usd } from "../../domain/money.ts";
import { IMMEDIATE, type OrderTerms } from "../../domain/order.ts";
import { yesPrice } from "../../domain/price.ts";
import type { Strategy } from "../../strategies/strategy.ts";
import { CALM, changedPaper, openPuppetScene } from "./puppet_scene.ts";
import { MARKET_ID, type Scene, type SceneOptions } from "./scene.ts";

const INTERVAL_MS = 300_000;
const HOUR_MS = 3_600_000;
const PUPPET = contestantId("puppet");
/** What a venue says that it has, out of nowhere. */
const CASH = usd("1234.56");
/** Crosses the calm book. */
const BUY: DecisionAction = {
  kind: "trade",
  side: "buy",
  outcome: "yes",
  quantity: quantity("10"),
  limit: { outcome: "yes", price: yesPrice("0.63") },
  ...IMMEDIATE,
};

/** Buys one contract in each round. */
const BUYER: Strategy = {
  id: "buyer",
  name: "Buyer",
  description: "Buys one contract in each round.",
  wakesOn: [],
  evaluate: () => ({
    probabilityYes: 0.6,
    confidence: 1,
    reason: "It buys.",
    action: { ...BUY, quantity: quantity("1") },
  }),
};

/** Rests below the calm book. */
function resting(change: Partial<OrderTerms> = {}): DecisionAction {
  return {
    ...BUY,
    limit: { outcome: "yes", price: yesPrice("0.58") },
    timeInForce: "gtc",
    ...change,
  };
}

/** Has the venue say something else of the account than it is. */
function saying(
  change: (report: VenueAccountReport) => VenueAccountReport,
): NonNullable<SceneOptions["execution"]> {
  return changedPaper((paper) => ({
    account: async (sinceMs) => change(await paper.account(sinceMs)),
  }));
}

async function passes(scene: Scene): Promise<readonly string[]> {
  return (await scene.entries("reconciliation_completed"))
    .map(({ trigger, differences }) => `${trigger} ${differences}`);
}

async function held(scene: Scene): Promise<bigint> {
  const { positions } = await scene.books();
  return positions.get({
    contestantId: PUPPET,
    marketId: MARKET_ID,
    outcome: "yes",
  }).quantity;
}

Deno.test("nobody trades before journal and venue have been compared, and a venue that cannot be reached is no evidence", async () => {
  let isReachable = false;
  const { scene, decide, close } = await openPuppetScene({
    execution: changedPaper((paper) => ({
      account: (sinceMs) =>
        isReachable ? paper.account(sinceMs) : Promise.reject(
          new AmbiguousOutcomeError(
            "Cannot tell: current value is no connection",
          ),
        ),
    })),
  });
  await scene.list(HOUR_MS);
  await decide(BUY);
  const [denial] = await scene.entries("order_denied");
  assertEquals([denial?.code, denial?.detail], [
    "TRADING_HALTED",
    "Journal and venue have not been compared since the start.",
  ]);
  assertEquals(await passes(scene), []);
  isReachable = true;
  await scene.play(60_000, ...CALM);
  assertEquals(await passes(scene), ["start 0"]);
  await decide(BUY);
  assertEquals(await held(scene), quantity("10"));
  await close();
});

Deno.test("journal and venue agree at the start, from time to time and after a reconnect, with orders and holdings there", async () => {
  const { scene, decide, close } = await openPuppetScene();
  await scene.list(HOUR_MS);
  await decide(BUY);
  await decide(resting());
  await scene.play(INTERVAL_MS, ...CALM);
  for (const status of ["disconnected", "connecting", "connected"] as const) {
    await scene.stage.emit([{
      kind: "connection_changed",
      status,
      reason: "The test says so.",
    }]);
  }
  await scene.play(5_000, ...CALM);
  assertEquals(await passes(scene), [
    "start 0",
    "periodic 0",
    "reconnect 0",
  ]);
  const last = (await scene.entries("reconciliation_completed")).at(-1);
  assertEquals(
    [last?.ordersChecked, last?.fillsChecked, last?.positionsChecked],
    [1, 1, 1],
  );
  await close();
});

Deno.test("a fill that the venue did not tell of is booked, and nothing is corrected", async () => {
  const { scene, decide, story, close } = await openPuppetScene({
    execution: changedPaper((paper) => ({
      submit: async (order, signal) => {
        await paper.submit(order, signal);
        return { status: "canceled", fills: [] };
      },
    })),
  });
  await scene.list(HOUR_MS);
  await decide(BUY);
  assertEquals(await story(), ["1 submitted", "1 accepted", "1 canceled"]);
  await scene.play(INTERVAL_MS, ...CALM);
  assertEquals((await story()).slice(3), ["1 filled"]);
  assertEquals(await held(scene), quantity("10"));
  await scene.play(INTERVAL_MS, ...CALM);
  assertEquals(await passes(scene), ["start 0", "periodic 0", "periodic 0"]);
  assertEquals(await scene.entries("position_corrected"), []);
  await close();
});

Deno.test("a holding that the venue does not have halts the arena, is corrected once, and only an operator lifts the halt", async () => {
  const journal = new MemoryJournal(SILENT_LOG);
  let hidden = 0n;
  const execution = saying((report) => ({
    ...report,
    positions: report.positions.map((position) => ({
      ...position,
      quantity: (position.quantity - hidden) as typeof position.quantity,
    })),
  }));
  const { scene, decide, story, close } = await openPuppetScene({
    journal,
    execution,
  });
  await scene.list(HOUR_MS);
  await decide(BUY);
  await decide(resting());
  hidden = quantity("3");
  await scene.play(INTERVAL_MS + 60_000, ...CALM);
  const [halted] = await scene.entries("trading_state_changed");
  assertEquals([halted?.state, halted?.cause, halted?.by], [
    "halted",
    "reconcile_mismatch",
    "arena",
  ]);
  assertEquals((await story()).slice(-2), [
    "2 cancel_requested",
    "2 canceled",
  ]);
  const corrected = await scene.entries("position_corrected");
  assertEquals(
    corrected.map(({ quantityBefore, quantityAfter }) => [
      quantityBefore,
      quantityAfter,
    ]),
    [[quantity("10"), quantity("7")]],
  );
  await decide(BUY);
  const [denial] = await scene.entries("order_denied");
  assertEquals(denial?.code, "TRADING_HALTED");
  await close();

  // The paper exchange of the next process stands as the journal says.
  hidden = 0n;
  const next = await openPuppetScene({
    journal,
    startMs: scene.stage.clock.nowMs(),
  });
  await next.scene.play(INTERVAL_MS, ...CALM);
  assertEquals(await held(next.scene), quantity("7"));
  assertEquals((await next.scene.entries("position_corrected")).length, 1);
  assertEquals((await passes(next.scene)).slice(-2), [
    "start 0",
    "periodic 0",
  ]);
  await next.decide(BUY);
  assertEquals((await next.scene.entries("order_denied")).length, 2);
  await next.close();
});

Deno.test("a mismatch of one contestant's own account halts that contestant alone, until an operator lifts it", async () => {
  const journal = new MemoryJournal(SILENT_LOG);
  let hidden = 0n;
  const { scene, decide, close } = await openPuppetScene({
    journal,
    contestants: [BUYER],
    execution: changedPaper((paper) => ({
      ownAccounts: new Set([PUPPET]),
      account: async (sinceMs) => {
        const report = await paper.account(sinceMs);
        return {
          ...report,
          positions: report.positions.map((position) => ({
            ...position,
            quantity: position.contestantId === PUPPET
              ? (position.quantity - hidden) as typeof position.quantity
              : position.quantity,
          })),
        };
      },
    })),
  });
  await scene.list(HOUR_MS);
  await decide(BUY);
  hidden = quantity("3");
  await scene.play(INTERVAL_MS + 60_000, ...CALM);
  const [halted, ...more] = await scene.entries("trading_state_changed");
  assertEquals([halted?.scope, halted?.state, halted?.cause], [
    { kind: "contestant", contestantId: PUPPET },
    "halted",
    "reconcile_mismatch",
  ]);
  assertEquals(more, []);
  assertEquals(
    await held(scene),
    quantity("7"),
    "it is corrected all the same",
  );
  const filled = async () =>
    (await scene.entries("order_filled"))
      .filter(({ fill }) => fill.contestantId === BUYER.id).length;
  const before = await filled();
  await decide(BUY);
  assertEquals(
    (await scene.entries("order_denied"))
      .map(({ order, code }) => [order.contestantId, code]),
    [[PUPPET, "TRADING_HALTED"]],
  );
  assertGreater(await filled(), before, "the other one goes on");
  await close();
  // The halt outlives the process; nobody but an operator lifts it.
  const next = await openPuppetScene({
    journal,
    startMs: scene.stage.clock.nowMs(),
  });
  await next.scene.list(HOUR_MS);
  await next.decide(BUY);
  assertEquals((await next.scene.entries("order_denied")).length, 2);
  next.scene.refs.risk.tell({
    kind: "set_trading_state",
    scope: { kind: "contestant", contestantId: PUPPET },
    state: "active",
    step: null,
    cause: "operator",
    detail: "It was looked at.",
    by: "ann",
  });
  await next.decide(BUY);
  assertEquals((await next.scene.entries("order_denied")).length, 2);
  assertEquals(await held(next.scene), quantity("17"));
  await next.close();
});

Deno.test("an order that is over for us and works at the venue halts the arena and is taken back there", async () => {
  let isDeaf = true;
  const { scene, decide, story, close } = await openPuppetScene({
    execution: changedPaper((paper) => ({
      cancel: (id, signal) =>
        isDeaf
          ? Promise.resolve({ status: "canceled", fills: [] })
          : paper.cancel(id, signal),
    })),
  });
  await scene.list(HOUR_MS);
  await decide(resting());
  await decide(([order]) => {
    assert(order !== undefined);
    return { kind: "cancel", orderId: order.id };
  });
  assertEquals((await story()).at(-1), "1 canceled");
  isDeaf = false;
  await scene.play(INTERVAL_MS + 60_000, ...CALM);
  assertEquals((await passes(scene)).slice(0, 3), [
    "start 0",
    "periodic 1",
    "periodic 0",
  ]);
  const [halted] = await scene.entries("trading_state_changed");
  assertEquals(halted?.cause, "reconcile_mismatch");
  await scene.play(5_000, "0.54", "0.44");
  assertEquals(await held(scene), 0n, "it is gone from the venue as well");
  await close();
});

Deno.test("cash that the venue does not have is corrected to what it says", async () => {
  const { scene, decide, close } = await openPuppetScene({
    execution: saying((report) => ({
      ...report,
      balances: [{ contestantId: PUPPET, cash: CASH }],
    })),
  });
  await scene.list(HOUR_MS);
  await scene.play(INTERVAL_MS + 30_000, ...CALM);
  const books = await scene.books();
  assertEquals(books.contestants.get(PUPPET)?.cash, CASH);
  assertEquals((await scene.entries("balance_corrected")).length, 1);
  await decide(BUY);
  assertEquals((await scene.entries("order_denied")).length, 1);
  await scene.play(INTERVAL_MS, ...CALM);
  assertEquals((await scene.entries("balance_corrected")).length, 1);
  await close();
});
