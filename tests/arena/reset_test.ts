import { assert, assertEquals } from "@std/assert";
import type { ResetReply } from "../../actors/settler/protocol.ts";
import { ArenaBoards } from "../../domain/boards/arena_boards.ts";
import type { DecisionAction } from "../../domain/decision.ts";
import { contestantId } from "../../domain/ids.ts";
import { printUsd, quantity, usd } from "../../domain/money.ts";
import { IMMEDIATE } from "../../domain/order.ts";
import { yesPrice } from "../../domain/price.ts";
import { reckoned } from "../../domain/testing/sample_boards.ts";
import { TestProbe } from "../../runtime/mod.ts";
import { CALM, openPuppetScene } from "./puppet_scene.ts";

const PUPPET = contestantId("puppet");
const BUY: DecisionAction = {
  kind: "trade",
  side: "buy",
  outcome: "yes",
  quantity: quantity("100"),
  limit: { outcome: "yes", price: yesPrice("0.62") },
  ...IMMEDIATE,
};

type Stage = Awaited<ReturnType<typeof openPuppetScene>>;

async function reset({ scene }: Stage): Promise<ResetReply | undefined> {
  const probe = new TestProbe<ResetReply>();
  scene.refs.settler.tell({
    kind: "reset_account",
    contestantId: PUPPET,
    by: "ops",
    reason: "It ran into a bug.",
    replyTo: probe,
  });
  await scene.stage.settle();
  return probe.messages[0];
}

async function setState(
  { scene }: Stage,
  state: "halted" | "active",
): Promise<void> {
  scene.refs.risk.tell({
    kind: "set_trading_state",
    scope: { kind: "contestant", contestantId: PUPPET },
    state,
    step: null,
    cause: "operator",
    detail: "The scene says so.",
    by: "ops",
  });
  await scene.stage.settle();
}

Deno.test("a reset brings an account back to its starting balance by corrections, and the boards say so", async () => {
  const stage = await openPuppetScene();
  const { scene, decide } = stage;
  await scene.list();
  await decide(BUY);
  await scene.play(60_000, "0.40", "0.58");
  assertEquals((await reset(stage))?.kind, "reset_refused");
  await setState(stage, "halted");
  const before = reckoned(await boardsOf(stage)).trading[0];
  assertEquals((await reset(stage))?.kind, "account_reset");

  const books = await scene.books();
  const puppet = books.contestants.get(PUPPET);
  assertEquals(printUsd(puppet?.cash ?? usd("0")), "10000.00");
  assertEquals([...books.positions.of(PUPPET)], []);
  assertEquals(books.ledger.total(), 0n);
  assertEquals(puppet?.fills, 1);
  assert((puppet?.feesPaid ?? 0n) > 0n, "what was paid stays paid");

  await scene.play(60_000, "0.40", "0.58");
  const after = reckoned(await boardsOf(stage)).trading[0];
  assert(before !== undefined && before.return < 0);
  assertEquals(after?.return.toFixed(9), before.return.toFixed(9));
  assertEquals(typeof after?.resetAtMs, "number");

  await setState(stage, "active");
  await decide(BUY);
  assertEquals((await scene.entries("order_filled")).length, 2);
  // Ten minutes hold two comparisons with the venue: it has given up what was taken off.
  await scene.play(600_000, ...CALM);
  assertEquals((await scene.entries("position_corrected")).length, 0);
  await stage.close();
});

async function boardsOf({ scene }: Stage): Promise<ArenaBoards> {
  const boards = new ArenaBoards();
  for (const row of await scene.rows()) boards.apply(row);
  return boards;
}
