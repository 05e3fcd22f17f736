import { assertEquals } from "@std/assert";
import type { JournalEntry } from "../../domain/journal.ts";
import type { Order } from "../../domain/order.ts";
import { SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { ENROLLED, rowsOf } from "../../domain/testing/story.ts";
import type { TradingState } from "../../domain/trading_state.ts";
import { NO_FAULTS } from "./faults.ts";
import {
  EXECUTOR_PATH,
  KillSwitchWatch,
  RISK_PATH,
} from "./kill_switch_watch.ts";
import { KnownRows } from "./known_rows.ts";
import { World } from "./world.ts";

const ARENA = { kind: "arena" } as const;

/** Opens a watch over a risk of which the test says what it does. */
function openWatch() {
  const world = new World({ seed: 1, faults: NO_FAULTS });
  const known = new KnownRows(() => world.disk.rows.length);
  const watch = new KillSwitchWatch(world, known);
  const commit = (entry: JournalEntry) => {
    for (const row of rowsOf([entry], world.disk.rows.at(-1))) {
      world.disk.onCommitted(row);
      handle({ kind: "row_committed", row }, () => {});
    }
  };
  const handle = (message: unknown, act: () => void) => {
    watch.handling(RISK_PATH);
    act();
    known.handled(RISK_PATH, message);
    watch.handled(RISK_PATH, message);
  };
  const setEntry = (state: TradingState): JournalEntry => ({
    kind: "trading_state_changed",
    scope: ARENA,
    state,
    step: null,
    cause: "operator",
    detail: "",
    by: "test",
  });
  commit(ENROLLED);
  return {
    commit,
    /** Risk handles a kill switch, and journals it or not. Returns its row. */
    set: (state: TradingState, isJournaled = true) => {
      const entry = setEntry(state);
      const message = { ...entry, kind: "set_trading_state" };
      handle(message, () => {
        if (isJournaled) watch.appended(entry);
      });
      return entry;
    },
    refuse: (entry: JournalEntry) => watch.refused(entry),
    /** Risk passes an order on. */
    pass: (change: Partial<Order> = {}) => {
      const order = { ...SAMPLE_ORDER, ...change };
      handle(
        { kind: "review_order", order },
        () => watch.told(EXECUTOR_PATH, { kind: "submit_order", order }),
      );
    },
    finding: () => world.findings.first?.detail ?? null,
  };
}

Deno.test("KillSwitchWatch finds an order that risk passes on with the message after the one that halts", () => {
  const { pass, set, finding } = openWatch();
  pass();
  set("halted");
  assertEquals(finding(), null);
  pass();
  assertEquals(
    finding(),
    "Risk passed order o_1 on with message 4, although the arena is halted since message 3",
  );
});

Deno.test("KillSwitchWatch finds a kill switch of which nothing is journaled", () => {
  const { set, finding } = openWatch();
  set("reducing", false);
  assertEquals(
    finding(),
    "Risk handled message 2, which sets the arena to reducing, and journals nothing of it",
  );
});

Deno.test("KillSwitchWatch lets orders pass once risk has read the row that lifts the halt, and no sooner", () => {
  const early = openWatch();
  early.commit(early.set("halted"));
  early.set("active");
  early.pass();
  assertEquals(
    early.finding(),
    "Risk passed order o_1 on with message 5, although the arena is halted since a row that it has read",
  );
  const due = openWatch();
  due.commit(due.set("halted"));
  due.commit(due.set("active"));
  due.pass();
  assertEquals(due.finding(), null);
});

Deno.test("KillSwitchWatch holds nobody to a halt that the journal did not take", () => {
  const { set, refuse, pass, finding } = openWatch();
  refuse(set("halted"));
  pass();
  assertEquals(finding(), null);
});

Deno.test("KillSwitchWatch finds a sale under a restriction that nothing is held for", () => {
  const { set, pass, finding } = openWatch();
  set("reducing");
  pass({ side: "sell" });
  assertEquals(
    finding(),
    "Risk passed sale o_1 of 10000000 on, which would not make a position smaller",
  );
});
