import { assert, assertEquals } from "@std/assert";
import { contestantId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { quantity, usd } from "../../domain/money.ts";
import {
  TRADING_STATE_CAUSES,
  type TradingStateCause,
} from "../../domain/trading_state.ts";
import {
  canceled,
  filled,
  HALT,
  marked,
  openRisk,
  orderOf,
  OWN,
  submitted,
} from "./risk_testing.ts";

const THEIRS = contestantId("theirs");
const ENROLLED_TOO: JournalEntry = {
  kind: "contestant_enrolled",
  contestantId: THEIRS,
  name: "Theirs",
  strategy: "theirs",
  startingBalance: usd("1000"),
};
const SALE = { side: "sell", quantity: quantity("4") } as const;
const BOUGHT = orderOf("bought");
/** Ten contracts are held. */
const HELD = [submitted(BOUGHT), filled(BOUGHT)];

Deno.test("risk that is told to halt lets nothing pass from that message on, before the row is committed", async () => {
  const { stage, journal, review, quote, set, replies, approved, denials } =
    await openRisk();
  await quote();
  journal.isHolding = true;
  await review("before");
  await set();
  await review("o_1");
  assertEquals([approved(), replies.messages], [["before"], []]);
  await stage.commit();
  await review("o_2");
  await stage.commit();
  assertEquals(approved(), ["before"]);
  assertEquals(denials(), ["o_1 TRADING_HALTED", "o_2 TRADING_HALTED"]);
  assertEquals(
    journal.entries("order_denied")[0]?.detail,
    "Trading is halted for the arena: Maintenance.",
  );
  assertEquals(replies.messages, [{ kind: "trading_state_set", sequence: 3 }]);
  await stage.close();
});

Deno.test("risk goes on only once the row that lifts a halt is committed", async () => {
  const { stage, journal, review, quote, set, approved, denials } =
    await openRisk();
  await quote();
  await set();
  journal.isHolding = true;
  await set({ state: "active" });
  await review("o_1");
  await stage.commit();
  await review("o_2");
  assertEquals(approved(), ["o_2"]);
  await stage.commit();
  assertEquals(denials(), ["o_1 TRADING_HALTED"]);
  await stage.close();
});

Deno.test("risk holds a contestant to the stricter of its own state and the arena's", async () => {
  const { stage, review, quote, set, approved, denials } = await openRisk({}, [
    ENROLLED_TOO,
    ...HELD,
  ]);
  await quote();
  await set({ scope: OWN });
  await review("o_1");
  await review("o_2", { contestantId: THEIRS });
  await set({ state: "reducing", step: "reduce" });
  await review("o_3", { contestantId: THEIRS });
  await set({ scope: OWN, state: "active" });
  await review("o_4");
  await review("o_5", SALE);
  assertEquals(approved(), ["o_2", "o_5"]);
  assertEquals(denials(), [
    "o_1 TRADING_HALTED",
    "o_3 TRADING_STATE_REDUCING",
    "o_4 TRADING_STATE_REDUCING",
  ]);
  await stage.close();
});

Deno.test("risk that restarts is halted as before, and so is what was on its way into the journal", async () => {
  const { stage, journal, review, quote, set, approved, denials } =
    await openRisk();
  await set({ scope: OWN });
  await stage.crash();
  await quote();
  await review("o_1");
  await set({ scope: OWN, state: "active" });
  journal.isHolding = true;
  await set();
  await stage.crash();
  await stage.commit();
  journal.isHolding = false;
  await quote();
  await review("o_2");
  assertEquals(approved(), []);
  assertEquals(denials(), ["o_1 TRADING_HALTED", "o_2 TRADING_HALTED"]);
  await stage.close();
});

Deno.test("risk lets what happens by itself tighten only, and an operator do both", async () => {
  const { stage, set, replies, states } = await openRisk();
  const automatic = Object.keys(TRADING_STATE_CAUSES).filter((cause) =>
    cause !== "operator"
  ) as TradingStateCause[];
  for (const cause of automatic) {
    await set({ state: "reducing" });
    await set({ state: "active", cause, by: "arena" });
    await set({ state: "reducing", cause, by: "arena" });
    await set({ state: "halted", cause, by: "arena" });
    await set({ state: "halted", cause, by: "arena" });
    await set({ state: "reducing", cause, by: "arena" });
    await set({ state: "active" });
  }
  assertEquals(
    states(),
    automatic.flatMap((cause) => [
      "arena reducing operator",
      `arena halted ${cause}`,
      "arena active operator",
    ]),
  );
  assertEquals(replies.messages.slice(0, 7).map(({ kind }) => kind), [
    "trading_state_set",
    "trading_state_kept",
    "trading_state_kept",
    "trading_state_set",
    "trading_state_kept",
    "trading_state_kept",
    "trading_state_set",
  ]);
  await stage.close();
});

Deno.test("risk says why it does not set a state", async () => {
  const { stage, set, replies, states } = await openRisk();
  await set({ scope: { kind: "contestant", contestantId: THEIRS } });
  await set({ state: "halted", step: "reduce" });
  await set({ by: " " });
  await set({ state: "active", cause: "venue_errors" });
  await set();
  await set({ state: "reducing", cause: "venue_errors" });
  await set({ scope: OWN, state: "reducing", step: "flatten" });
  assertEquals(
    replies.messages.flatMap((reply) =>
      reply.kind === "trading_state_kept" ? [reply.reason] : []
    ),
    [
      "Nobody of the name theirs is enrolled.",
      "The step reduce is carried out in the state reducing, not halted.",
      "Whoever sets a state signs it.",
      "It is active already.",
      "Only an operator may go from halted to reducing.",
      "Nothing can be sold while the arena is halted.",
    ],
  );
  assertEquals(states(), ["arena halted operator"]);
  await stage.close();
});

Deno.test("a kill switch cancels every open order in its scope and says how many once all are over", async () => {
  const before = [
    ENROLLED_TOO,
    ...["a", "b", "c"].map((id) => submitted(orderOf(id))),
    submitted(orderOf("theirs", { contestantId: THEIRS })),
  ];
  const { stage, set, commit, cancels, acknowledged } = await openRisk(
    {},
    before,
  );
  await set({ scope: OWN });
  assertEquals(cancels(), ["a", "b", "c"]);
  // One was filled before the cancel arrived: that is neither canceled nor open.
  await commit(canceled("a"), filled(orderOf("b")));
  assertEquals(acknowledged(), []);
  await commit(canceled("c"));
  assertEquals(acknowledged(), [[2, 0]]);
  await commit(canceled("theirs"));
  assertEquals(acknowledged(), [[2, 0]]);
  await stage.close();
});

Deno.test("a kill switch says what is still open after its deadline, asks once more, and again when the rest is over", async () => {
  const { stage, set, commit, cancels, acknowledged } = await openRisk({
    killDeadlineMs: 5_000,
  }, ["a", "b"].map((id) => submitted(orderOf(id))));
  await set();
  await commit(canceled("a"));
  await stage.advance(4_999);
  assertEquals(acknowledged(), []);
  await stage.advance(1);
  assertEquals(acknowledged(), [[1, 1]]);
  assertEquals(cancels(), ["a", "b", "b"]);
  await stage.advance(60_000);
  assertEquals(acknowledged(), [[1, 1]]);
  await commit(canceled("b"));
  assertEquals(acknowledged(), [[1, 1], [2, 0]]);
  await stage.close();
});

Deno.test("a kill switch with nothing to cancel says so at once", async () => {
  const { stage, set, acknowledged } = await openRisk();
  await set({ step: "pause" });
  assertEquals(acknowledged(), [[0, 0]]);
  await stage.advance(60_000);
  assertEquals(acknowledged(), [[0, 0]]);
  await stage.close();
});

Deno.test("a kill switch takes back what was approved before and leaves only now", async () => {
  const { stage, review, quote, set, commit, cancels, acknowledged } =
    await openRisk();
  await quote();
  await review("a");
  await review("b");
  await set();
  assertEquals([cancels(), acknowledged()], [["a", "b"], []]);
  await commit(submitted(orderOf("a")), {
    kind: "order_denied",
    order: orderOf("b", { status: "denied" }),
    code: "TRADING_HALTED",
    detail: "Halted.",
  });
  // The executor may not have known it when it was told first.
  assertEquals([cancels(), acknowledged()], [["a", "b", "a"], []]);
  await commit(canceled("a"));
  assertEquals(acknowledged(), [[1, 0]]);
  // An order of an earlier incarnation, of which this one knows nothing.
  await commit(submitted(orderOf("late")));
  assertEquals(cancels().at(-1), "late");
  await commit(canceled("late"));
  assertEquals(acknowledged(), [[1, 0], [2, 0]]);
  await stage.close();
});

Deno.test("a kill switch goes on after a restart, with the counts from before", async () => {
  const { stage, set, commit, cancels, acknowledged } = await openRisk(
    {},
    ["a", "b", "c"].map((id) => submitted(orderOf(id))),
  );
  await set();
  await commit(canceled("a"));
  await stage.crash();
  assertEquals(cancels(), ["a", "b", "c", "b", "c"]);
  await commit(canceled("b"));
  await stage.advance(5_000);
  assertEquals(acknowledged(), [[2, 1]]);
  await stage.crash();
  await commit(canceled("c"));
  await stage.crash();
  assertEquals(acknowledged(), [[2, 1], [3, 0]]);
  await stage.close();
});

Deno.test("an operator who halts a second time has the venue asked a second time", async () => {
  const { stage, set, cancels } = await openRisk({}, [submitted(orderOf("a"))]);
  await set();
  await set();
  assertEquals(cancels(), ["a", "a"]);
  await stage.close();
});

Deno.test("reducing takes back purchases and leaves sales", async () => {
  const { stage, set, commit, review, quote, cancels, acknowledged, passed } =
    await openRisk({}, [
      ...HELD,
      submitted(orderOf("purchase")),
      submitted(orderOf("sale", SALE)),
    ]);
  await quote();
  await set({ state: "reducing", step: "reduce" });
  assertEquals(cancels(), ["purchase"]);
  await commit(canceled("purchase"));
  assertEquals(acknowledged(), [[1, 0]]);
  await review("late", SALE);
  await commit(submitted(orderOf("late", SALE)));
  assertEquals([cancels(), passed().length], [["purchase"], 1]);
  await stage.close();
});

Deno.test("flattening cancels, sells what is free at the bid, and halts once everything is sold", async () => {
  const { stage, journal, quote, set, commit, cancels, passed, states, books } =
    await openRisk({ windDownIntervalMs: 5_000, quoteAgeMsMax: 1_000_000 }, [
      ...HELD,
      submitted(orderOf("sale", SALE)),
    ]);
  await quote();
  await set({ state: "reducing", step: "flatten", detail: "" });
  assertEquals(cancels(), ["sale"]);
  const [first] = passed();
  assert(first !== undefined);
  // Four of the ten are in the sale that the venue may still fill.
  assertEquals(
    [first.side, first.quantity, first.limit, first.timeInForce],
    ["sell", quantity("6"), { outcome: "yes", price: usd("0.55") }, "ioc"],
  );
  assertEquals([first.reduceOnly, first.contestantId], [
    true,
    OWN.contestantId,
  ]);
  // The book takes five of the six.
  await commit(
    submitted(first),
    filled(first, "5"),
    canceled(first.id),
    canceled("sale"),
  );
  await stage.advance(4_999);
  assertEquals(passed().length, 1);
  await stage.advance(1);
  const second = passed()[1];
  assert(second !== undefined && second.id !== first.id);
  assertEquals([second.quantity, second.decisionId], [
    quantity("5"),
    first.decisionId,
  ]);
  await commit(submitted(second), filled(second, "5"));
  assertEquals(states(), [
    "arena reducing operator",
    "arena halted flattened",
  ]);
  const standing = books().controls.standing({ kind: "arena" });
  assertEquals(
    [standing?.step, standing?.by, standing?.detail],
    ["flatten", "arena", "Everything that was held is sold."],
  );
  assertEquals(journal.entries("kill_switch_acknowledged").length, 2);
  await stage.advance(60_000);
  assertEquals([states().length, passed().length], [2, 2]);
  await stage.close();
});

Deno.test("flattening goes on while an order is out that may still be filled", async () => {
  const { stage, quote, set, commit, passed, states } = await openRisk(
    { windDownIntervalMs: 5_000, quoteAgeMsMax: 1_000_000 },
    [submitted(orderOf("late"))],
  );
  await quote();
  await set({ state: "reducing", step: "flatten", detail: "" });
  assertEquals([states(), passed()], [["arena reducing operator"], []]);
  // The purchase was filled before its cancel arrived.
  await commit(filled(orderOf("late")));
  await stage.advance(5_000);
  const [sale] = passed();
  assert(sale !== undefined);
  assertEquals([sale.side, states().length], ["sell", 1]);
  await commit(submitted(sale), filled(sale));
  assertEquals(states().at(-1), "arena halted flattened");
  await stage.close();
});

Deno.test("flattening sells nothing twice over a restart", async () => {
  const { stage, quote, set, commit, passed } = await openRisk({
    quoteAgeMsMax: 1_000_000,
  }, HELD);
  await quote();
  await set({ state: "reducing", step: "flatten" });
  const [first] = passed();
  assert(first !== undefined);
  await commit(submitted(first));
  await stage.crash();
  await quote();
  await stage.advance(30_000);
  assertEquals(passed().length, 1);
  await commit(filled(first, "4"), canceled(first.id));
  await stage.advance(10_000);
  const second = passed()[1];
  assertEquals(second?.quantity, quantity("6"));
  assert(second?.id !== first.id);
  await stage.close();
});

Deno.test("flattening gives up after its rounds and says what is left", async () => {
  const { stage, set, passed, states, books } = await openRisk({
    windDownRoundsMax: 3,
    windDownIntervalMs: 1_000,
  }, HELD);
  // Nobody bids.
  await set({ scope: OWN, state: "reducing", step: "flatten" });
  await stage.advance(2_999);
  assertEquals(states().length, 1);
  await stage.advance(1);
  assertEquals(states(), [
    "contestant reducing operator",
    "contestant halted flattened",
  ]);
  assertEquals(
    books().controls.standing(OWN)?.detail,
    "Positions that could not be sold: 1.",
  );
  assertEquals(passed(), []);
  await stage.close();
});

Deno.test("flattening the arena sells for those who were halted before as well", async () => {
  const { stage, quote, set, commit, passed, states } = await openRisk({
    quoteAgeMsMax: 1_000_000,
  }, HELD);
  await set({ scope: OWN });
  await quote();
  await set({ state: "reducing", step: "flatten" });
  await stage.advance(10_000);
  const [sale] = passed();
  assert(sale !== undefined);
  await commit(submitted(sale), filled(sale));
  await stage.advance(10_000);
  assertEquals(states(), [
    "contestant halted operator",
    "arena reducing operator",
    "contestant reducing operator",
    "arena halted flattened",
    "contestant halted flattened",
  ]);
  await stage.close();
});

Deno.test("a halt stops a wind-down, and an operator's word ends it", async () => {
  for (const state of ["halted", "active"] as const) {
    const { stage, set, quote, passed, states } = await openRisk({
      windDownIntervalMs: 1_000,
      quoteAgeMsMax: 1_000_000,
    }, HELD);
    await set({ scope: OWN, state: "reducing", step: "flatten" });
    await set({ scope: OWN, state });
    await quote();
    await stage.advance(60_000);
    assertEquals([passed(), states().length], [[], 2]);
    await stage.close();
  }
});

Deno.test("a mark beyond the daily loss or the drawdown halts the contestant, once", async () => {
  const cases = [
    { limits: { dailyLossMaxMicros: 100_000n }, cause: "daily_loss" },
    { limits: { drawdownMaxMicros: 100_000n }, cause: "drawdown" },
  ] as const;
  for (const { limits, cause } of cases) {
    const { stage, review, quote, set, commit, states, denials, cancels } =
      await openRisk(limits, [submitted(orderOf("open"))]);
    await quote();
    await commit(marked("900"));
    assertEquals(states(), []);
    await commit(marked("899.999999"));
    await commit(marked("850"));
    await review("o_1");
    assertEquals(states(), [`contestant halted ${cause}`]);
    assertEquals(cancels(), ["open"]);
    // Who lifts the halt knows of the loss; the limit itself still holds.
    await set({ scope: OWN, state: "active" });
    await commit(marked("849"));
    await review("o_2");
    assertEquals(states().length, 2);
    assertEquals(denials(), [
      "o_1 TRADING_HALTED",
      `o_2 ${
        cause === "daily_loss" ? "DAILY_LOSS_EXCEEDED" : "MAX_DRAWDOWN_EXCEEDED"
      }`,
    ]);
    await stage.crash();
    assertEquals(states().length, 2);
    // Within the limit again, and then beyond it: that is another loss.
    await commit(marked("950"), marked("800"));
    assertEquals(states().at(-1), `contestant halted ${cause}`);
    await stage.close();
  }
});

Deno.test("a loss that was marked before risk could act halts the contestant when it starts", async () => {
  const { stage, states } = await openRisk({ dailyLossMaxMicros: 100_000n }, [
    marked("800"),
  ]);
  assertEquals(states(), ["contestant halted daily_loss"]);
  await stage.close();
});

Deno.test("a loss during a wind-down does not stop its sales", async () => {
  const { stage, set, commit, quote, passed, states } = await openRisk({
    dailyLossMaxMicros: 100_000n,
    windDownIntervalMs: 1_000,
    quoteAgeMsMax: 1_000_000,
  }, HELD);
  await set({ scope: OWN, state: "reducing", step: "flatten" });
  await commit(marked("800"));
  await quote();
  await stage.advance(1_000);
  const [sale] = passed();
  assert(sale !== undefined);
  await commit(submitted(sale), filled(sale));
  assertEquals(states(), [
    "contestant reducing operator",
    "contestant halted flattened",
  ]);
  await stage.close();
});

Deno.test("risk answers no state that the journal did not take", async () => {
  const { stage, journal, set, replies, states } = await openRisk();
  journal.failure = new Error("Cannot append as the database must answer");
  await set();
  await set({ ...HALT });
  journal.failure = null;
  await stage.advance(10);
  assertEquals(
    replies.messages.filter(({ kind }) => kind === "trading_state_set").length,
    states().length,
  );
  await stage.close();
});
