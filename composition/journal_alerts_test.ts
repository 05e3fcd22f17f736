import { assertEquals } from "@std/assert";
import { SILENT_LOG } from "../db/log.ts";
import { MemoryJournal } from "../db/memory_journal.ts";
import { contestantId, marketId, orderId, seasonId } from "../domain/ids.ts";
import type { EntryOf, JournalEntry } from "../domain/journal.ts";
import {
  TRADING_STATE_CAUSES,
  type TradingScope,
  type TradingStateCause,
} from "../domain/trading_state.ts";
import type { Alert } from "./alert.ts";
import { alertOfRows } from "./journal_alerts.ts";

const ARENA: TradingScope = { kind: "arena" };
const MOMENTUM: TradingScope = {
  kind: "contestant",
  contestantId: contestantId("momentum"),
};
const WINTER: TradingScope = { kind: "season", seasonId: seasonId("winter") };
const CAUSES = Object.keys(TRADING_STATE_CAUSES) as TradingStateCause[];
/** What an operator has a contestant do, and what follows from that. */
const ASKED_FOR = ["operator", "season_concluded", "flattened"];

function change(
  scope: TradingScope,
  state: EntryOf<"trading_state_changed">["state"],
  cause: TradingStateCause,
): JournalEntry {
  const by = cause === "operator" ? "anna" : "arena";
  const detail = "It is so.";
  const kind = "trading_state_changed";
  return { kind, scope, state, step: null, cause, detail, by };
}

/** Commits rows one after the other. @returns What was told of them. */
async function told(
  ...entries: readonly JournalEntry[]
): Promise<readonly Alert[]> {
  const journal = new MemoryJournal(SILENT_LOG);
  const alerts: Alert[] = [];
  alertOfRows(journal, (alert) => alerts.push(alert));
  for (const entry of entries) {
    await journal.append({
      entry,
      causationId: null,
      correlationId: null,
      occurredAtMs: 0,
      recordedAtMs: 0,
    });
  }
  return alerts;
}

Deno.test("alertOfRows() tells that the arena is halted or reduced, whoever asked for it", async () => {
  for (const cause of CAUSES) {
    assertEquals(await told(change(ARENA, "halted", cause)), [{
      kind: "trading_halted",
      subject: "The arena",
      text: `The arena is halted by ${
        cause === "operator" ? "anna" : "arena"
      }: It is so.`,
    }]);
    const [reduced] = await told(change(ARENA, "reducing", cause));
    assertEquals(reduced?.kind, "trading_reduced");
  }
});

Deno.test("alertOfRows() tells that a contestant or season is halted unless an operator asked for it", async () => {
  for (
    const [scope, subject] of [[MOMENTUM, "momentum"], [
      WINTER,
      "Season winter",
    ]] as const
  ) {
    for (const cause of CAUSES) {
      const alerts = await told(change(scope, "halted", cause));
      assertEquals(
        alerts.map((alert) => [alert.kind, alert.subject]),
        ASKED_FOR.includes(cause) ? [] : [["trading_halted", subject]],
        cause,
      );
    }
  }
});

Deno.test("alertOfRows() tells that somebody is active again of whom it told that they were not", async () => {
  const alerts = await told(
    change(MOMENTUM, "halted", "operator"),
    change(MOMENTUM, "active", "operator"),
    change(MOMENTUM, "halted", "drawdown"),
    change(MOMENTUM, "active", "operator"),
    change(MOMENTUM, "active", "operator"),
    change(ARENA, "halted", "operator"),
    change(ARENA, "active", "operator"),
  );
  assertEquals(alerts.map(({ kind, subject }) => [kind, subject]), [
    ["trading_halted", "momentum"],
    ["trading_resumed", "momentum"],
    ["trading_halted", "The arena"],
    ["trading_resumed", "The arena"],
  ]);
});

Deno.test("alertOfRows() tells what waits for an operator, and not of a result that is only doubted", async () => {
  const checked = {
    kind: "settlement_checked",
    marketId: marketId("kalshi", "A"),
    resolution: { kind: "yes" },
    isHeld: true,
    lastQuote: null,
    notes: [{ doubt: "against_price", sentence: "It is odd." }],
  } as const;
  const alerts = await told(
    { kind: "order_dead_lettered", orderId: orderId("o_1"), reason: "Lost." },
    checked,
    { ...checked, isHeld: false },
  );
  assertEquals(alerts, [
    {
      kind: "operator_wanted",
      subject: "o_1",
      text: "Order o_1 waits for an operator: Lost.",
    },
    {
      kind: "operator_wanted",
      subject: "kalshi:A",
      text: "The result YES of kalshi:A is held: It is odd.",
    },
  ]);
});
