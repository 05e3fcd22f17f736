import { assert, assertEquals } from "@std/assert";
import type { SetTradingState } from "../../actors/risk/protocol.ts";
import type { ResetReply } from "../../actors/settler/protocol.ts";
import { printUsd, quantity, ZERO_USD } from "../../domain/money.ts";
import { perpetualPrice } from "../../domain/perpetual.ts";
import { TestProbe } from "../../runtime/mod.ts";
import {
  COIN,
  PerpetualScene,
  type PerpetualSceneOptions,
  TRADER,
} from "./perpetual_scene.ts";

const OWN = { kind: "contestant", contestantId: TRADER } as const;
const FLATTEN: Partial<SetTradingState> = {
  state: "reducing",
  step: "flatten",
};

/** Opens a scene in which the contestant holds what it wished for. */
async function holding(
  exposure: number,
  options: PerpetualSceneOptions = {},
): Promise<PerpetualScene> {
  const scene = await PerpetualScene.open({ ...options, wishes: [exposure] });
  await scene.play(15_000, 100);
  const { size } = await positionOf(scene);
  assertEquals(size > 0n, exposure > 0);
  assert(size !== 0n);
  return scene;
}

async function positionOf(scene: PerpetualScene) {
  const key = { contestantId: TRADER, marketId: COIN };
  return (await scene.books()).perpetuals.get(key);
}

async function orders(scene: PerpetualScene) {
  const left = await scene.entries("perpetual_order_submitted");
  return left.map(({ order: { cause, side, reduceOnly } }) =>
    `${cause} ${side}${reduceOnly ? " reduce-only" : ""}`
  );
}

async function states(scene: PerpetualScene) {
  const set = await scene.entries("trading_state_changed");
  return set.map(({ state, step, cause }) => `${state} ${step} ${cause}`);
}

Deno.test("pause keeps perpetuals as they are, reduce lets them shrink, and flatten closes what is left and ends in a halt", async () => {
  const scene = await holding(1);
  const before = await positionOf(scene);
  await scene.set({ scope: OWN, step: "pause" });
  await scene.show(100);
  assertEquals(await scene.order({ side: "sell" }), "TRADING_HALTED");
  await scene.set({ scope: OWN, state: "reducing", step: "reduce" });
  await scene.show(100);
  assertEquals(await scene.order(), "TRADING_STATE_REDUCING");
  // More than is held: it would turn the position over.
  assertEquals(
    await scene.order({
      side: "sell",
      limit: perpetualPrice("99.9"),
      quantity: quantity("100"),
    }),
    "TRADING_STATE_REDUCING",
  );
  assertEquals((await positionOf(scene)).size, before.size);
  await scene.set({ scope: OWN, ...FLATTEN });
  await scene.play(5_000, 100);
  assertEquals((await positionOf(scene)).size, 0n as typeof before.size);
  assertEquals(await orders(scene), [
    "decision buy",
    "wind_down sell reduce-only",
  ]);
  assertEquals(await states(scene), [
    "halted pause operator",
    "reducing reduce operator",
    "reducing flatten operator",
    "halted flatten flattened",
  ]);
  assertEquals(
    (await scene.entries("trading_state_changed")).at(-1)?.detail,
    "Everything that was held is sold.",
  );
  assertEquals(scene.failures, []);
  await scene.stage.close();
});

async function reset(scene: PerpetualScene): Promise<ResetReply | undefined> {
  const probe = new TestProbe<ResetReply>();
  scene.refs.settler.tell({
    kind: "reset_account",
    contestantId: TRADER,
    by: "ops",
    reason: "It ran into a bug.",
    replyTo: probe,
  });
  await scene.stage.settle();
  return probe.messages[0];
}

Deno.test("an account that holds a perpetual is reset once it is flattened", async () => {
  const scene = await holding(1);
  await scene.set({ scope: OWN, step: "pause" });
  assertEquals(await reset(scene), {
    kind: "reset_refused",
    reason:
      'Cannot reset "puppet" as it must hold no perpetuals (flatten it first): current value is 1',
  });
  await scene.set({ scope: OWN, ...FLATTEN });
  await scene.play(5_000, 100);
  const cash = async () => {
    const { contestants } = await scene.books();
    return printUsd(contestants.get(TRADER)?.cash ?? ZERO_USD);
  };
  assert(await cash() !== "10000.00");
  assertEquals((await reset(scene))?.kind, "account_reset");
  assertEquals(await cash(), "10000.00");
  assertEquals(scene.failures, []);
  await scene.stage.close();
});

Deno.test("flatten of the arena buys back who is short, and those too who were halted by themselves", async () => {
  const scene = await holding(-1);
  await scene.set({ scope: OWN });
  await scene.set(FLATTEN);
  await scene.play(5_000, 100);
  assertEquals((await positionOf(scene)).size === 0n, true);
  assertEquals(await orders(scene), [
    "decision sell",
    "wind_down buy reduce-only",
  ]);
  const books = await scene.books();
  assertEquals(books.controls.stateOf(TRADER), "halted");
  await scene.stage.close();
});

Deno.test("flatten comes back for what the book did not take, and says what it could not sell", async () => {
  const settings = {
    ARENA_WIND_DOWN_ROUNDS_MAX: "3",
    ARENA_WIND_DOWN_INTERVAL_MS: "10000",
  };
  const scene = await holding(1, { settings });
  await scene.show(100, "20");
  await scene.set({ scope: OWN, ...FLATTEN });
  // Two levels of twenty coins each time, of almost a hundred.
  for (let round = 0; round < 4; round++) {
    await scene.stage.advanceTo(scene.stage.clock.nowMs() + 5_000);
    await scene.show(100 + (round + 1) / 2, "20");
    await scene.stage.advanceTo(scene.stage.clock.nowMs() + 4_900);
  }
  assertEquals((await positionOf(scene)).size === 0n, true);
  const thin = await holding(1, { settings });
  await thin.show(100, "0.01");
  await thin.set({ scope: OWN, ...FLATTEN });
  await thin.stage.advanceTo(thin.stage.clock.nowMs() + 60_000);
  assertEquals(
    (await thin.entries("trading_state_changed")).at(-1)?.detail,
    "Positions that could not be sold: 1.",
  );
  await scene.stage.close();
  await thin.stage.close();
});

Deno.test("a wind-down goes on after a restart, and closes nothing twice", async () => {
  const first = await holding(1);
  await first.set({ scope: OWN, ...FLATTEN });
  assertEquals((await orders(first)).length, 2);
  await first.stage.close();
  const second = await PerpetualScene.open({ journal: first.journal });
  await second.play(30_000, 100);
  assertEquals((await positionOf(second)).size === 0n, true);
  assertEquals(
    (await states(second)).at(-1),
    "halted flatten flattened",
  );
  assertEquals(second.failures, []);
  await second.stage.close();
});

Deno.test("a halt takes back an order that waits for its row, and tells how many those were", async () => {
  const scene = await PerpetualScene.open();
  await scene.show(100);
  scene.tell();
  await scene.set();
  await scene.stage.advanceTo(scene.stage.clock.nowMs() + 2_000);
  assertEquals(
    (await scene.entries("perpetual_order_closed")).map(({ end, reason }) => [
      end,
      reason,
    ]),
    [["canceled", "The test says so."]],
  );
  assertEquals(await scene.entries("perpetual_filled"), []);
  const { canceled, stillOpen } =
    (await scene.entries("kill_switch_acknowledged")).at(-1) ?? {};
  assertEquals([canceled, stillOpen], [1, 0]);
  await scene.stage.close();
});

Deno.test("an order that left before a halt is over by the venue's word alone, and the kill switch waits for that", async () => {
  const scene = await PerpetualScene.open();
  await scene.show(100);
  scene.tell();
  await scene.stage.settle();
  await scene.set();
  assertEquals(await scene.entries("kill_switch_acknowledged"), []);
  await scene.stage.advanceTo(scene.stage.clock.nowMs() + 2_000);
  assertEquals((await scene.entries("perpetual_filled")).length, 1);
  const { canceled, stillOpen } =
    (await scene.entries("kill_switch_acknowledged")).at(-1) ?? {};
  assertEquals([canceled, stillOpen], [0, 0]);
  await scene.stage.close();
});

Deno.test("a halt keeps no liquidation back", async () => {
  const scene = await holding(2, {
    leverageMax: 3,
    settings: {
      ARENA_LEVERAGE_MAX: "2.1",
      ARENA_PERPETUAL_ORDER_NOTIONAL_MAX: "50000",
    },
  });
  await scene.set();
  await scene.play(10_000, 55);
  assertEquals(await orders(scene), [
    "decision buy",
    "liquidation sell reduce-only",
  ]);
  await scene.stage.close();
});

Deno.test("a loss in perpetuals beyond the limit of a day halts its contestant by itself", async () => {
  for (
    const [settings, cause] of [
      [
        { ARENA_DAILY_LOSS_MAX: "0.05", ARENA_DRAWDOWN_MAX: "0.5" },
        "daily_loss",
      ],
      [{ ARENA_DAILY_LOSS_MAX: "0.9", ARENA_DRAWDOWN_MAX: "0.05" }, "drawdown"],
    ] as const
  ) {
    const scene = await holding(1, { settings });
    await scene.play(30_000, 94);
    const [set] = await scene.entries("trading_state_changed");
    assertEquals([set?.state, set?.cause], ["halted", cause]);
    assertEquals(
      await scene.order({ side: "sell" }),
      "TRADING_HALTED",
    );
    await scene.stage.close();
  }
});
