import { assertEquals } from "@std/assert";
import { ArenaBooks } from "../../domain/fold.ts";
import type { EntryOf, JournalEntry } from "../../domain/journal.ts";
import { decisionId, seasonId } from "../../domain/ids.ts";
import { contestantOf } from "../../domain/season.ts";
import { usd } from "../../domain/money.ts";
import { SAMPLE_MARKET, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import {
  ENROLLED,
  FINAL,
  MIRROR,
  rowsOf,
  SETTLED,
  SUBMITTED,
} from "../../domain/testing/story.ts";
import { CapitalAudit } from "./capital_audit.ts";
import { CorrectionAudit } from "./correction_audit.ts";
import { Findings } from "./findings.ts";
import { KillSwitchAudit } from "./kill_switch_audit.ts";
import { SeasonAudit } from "./season_audit.ts";
import { SettlementAudit } from "./settlement_audit.ts";

const WINTER = seasonId("winter");
const MEMBER = contestantOf("mirror", WINTER);
const LISTED: JournalEntry = { kind: "market_listed", market: SAMPLE_MARKET };
const HALTED: EntryOf<"trading_state_changed"> = {
  kind: "trading_state_changed",
  scope: { kind: "arena" },
  state: "halted",
  step: null,
  cause: "operator",
  detail: "",
  by: "test",
};
const CANCELED: JournalEntry = {
  kind: "order_canceled",
  orderId: SAMPLE_ORDER.id,
  reason: "test",
};
const TAKEN_BACK: JournalEntry = { ...SETTLED, kind: "settlement_reversed" };

function acknowledged(canceled: number, stillOpen: number): JournalEntry {
  return {
    kind: "kill_switch_acknowledged",
    scope: { kind: "arena" },
    canceled,
    stillOpen,
  };
}

/** Returns what the kill switch audit finds in a journal, and at its end. */
function killSwitchFinding(...entries: readonly JournalEntry[]) {
  const findings = new Findings();
  const audit = new KillSwitchAudit(findings);
  const books = new ArenaBooks();
  for (const row of rowsOf([ENROLLED, SUBMITTED, ...entries])) {
    books.apply(row);
    audit.fold(row, books);
  }
  const early = findings.first?.detail ?? null;
  audit.checkEnd();
  return { early, late: findings.first?.detail ?? null };
}

Deno.test("KillSwitchAudit takes an acknowledgment of what was true at some time, and of what is true at the end", () => {
  const { early, late } = killSwitchFinding(
    HALTED,
    acknowledged(0, 1),
    CANCELED,
    acknowledged(1, 0),
  );
  assertEquals([early, late], [null, null]);
});

Deno.test("KillSwitchAudit finds an acknowledgment of more than was taken back", () => {
  const { early } = killSwitchFinding(HALTED, acknowledged(1, 0), CANCELED);
  assertEquals(
    early,
    "Row 4 says of the arena: 1 canceled, 0 open. It was 0 canceled, 1 open",
  );
});

Deno.test("KillSwitchAudit finds a kill switch that never says how it ended, and lets go of one that was lifted", () => {
  const unsaid = [HALTED, acknowledged(0, 1), CANCELED];
  assertEquals(
    killSwitchFinding(...unsaid).late,
    "At the end that of the arena comes to 1 canceled, 0 open, the last word on it was 0 canceled, 1 open",
  );
  const lifted = killSwitchFinding(...unsaid, { ...HALTED, state: "active" });
  assertEquals(lifted.late, null);
});

Deno.test("KillSwitchAudit counts what a restriction takes back, and no sale that it lets through", () => {
  const sale: JournalEntry = {
    kind: "order_submitted",
    order: { ...SAMPLE_ORDER, side: "sell", status: "initialized" },
  };
  const findings = new Findings();
  const audit = new KillSwitchAudit(findings);
  const books = new ArenaBooks();
  const reducing = { ...HALTED, state: "reducing" } as const;
  for (const row of rowsOf([ENROLLED, reducing, sale, acknowledged(0, 0)])) {
    books.apply(row);
    audit.fold(row, books);
  }
  audit.checkEnd();
  assertEquals([findings.first, audit.stateOf("arena")], [null, "reducing"]);
});

/** Returns what the settlement audit finds in a journal, and at its end. */
function settlementFinding(...entries: readonly JournalEntry[]) {
  const findings = new Findings();
  const audit = new SettlementAudit(findings);
  for (const row of rowsOf(entries)) audit.fold(row);
  const early = findings.first?.invariant ?? null;
  const books = new ArenaBooks();
  for (const row of rowsOf([LISTED, FINAL])) books.apply(row);
  audit.checkEnd(books);
  return { early, late: findings.first?.invariant ?? null };
}

Deno.test("SettlementAudit takes a settlement that is taken back once and made anew", () => {
  const found = settlementFinding(SETTLED, TAKEN_BACK, SETTLED);
  assertEquals([found.early, found.late], [null, null]);
});

for (
  const [what, entries] of [
    ["is taken back twice", [SETTLED, TAKEN_BACK, TAKEN_BACK]],
    ["was never made", [TAKEN_BACK]],
    ["was of another amount", [SETTLED, { ...TAKEN_BACK, payout: usd("3") }]],
  ] as const
) {
  Deno.test(`SettlementAudit finds a settlement that ${what}`, () => {
    const { early } = settlementFinding(...entries as readonly JournalEntry[]);
    assertEquals(early, "no settlement is taken back twice");
  });
}

Deno.test("SettlementAudit finds what was paid on another result than the one that stands", () => {
  const { early, late } = settlementFinding({
    ...SETTLED,
    resolution: { kind: "void" },
  });
  assertEquals([early, late], [null, "every market that is over is settled"]);
});

Deno.test("CapitalAudit finds a move that is made twice, or that nobody can name", () => {
  const moved: JournalEntry = {
    kind: "capital_moved",
    contestantId: MIRROR,
    amount: usd("5"),
    equityBefore: usd("1000"),
    reason: "test",
  };
  const findingOf = (...ids: readonly (string | null)[]) => {
    const findings = new Findings();
    const audit = new CapitalAudit(findings);
    for (const [index, row] of rowsOf(ids.map(() => moved)).entries()) {
      audit.fold({ ...row, causationId: ids[index] ?? null });
    }
    return findings.first?.detail ?? null;
  };
  assertEquals(findingOf("m_1", "m_2"), null);
  assertEquals(findingOf("m_1", "m_2", "m_1"), "Row 3 makes move m_1 again");
  assertEquals(findingOf(null), "Row 1 makes move null again");
});

Deno.test("CorrectionAudit finds every correction and every halt for a mismatch, unless there is an excuse", () => {
  const findingOf = (entry: JournalEntry, isExcused = false) => {
    const findings = new Findings();
    const audit = new CorrectionAudit(findings, () => isExcused);
    for (const row of rowsOf([entry])) audit.fold(row);
    return findings.first?.detail ?? null;
  };
  assertEquals(findingOf(HALTED), null);
  const mismatch = {
    ...HALTED,
    cause: "reconcile_mismatch",
    detail: "Gone.",
  } as const;
  assertEquals(
    findingOf(mismatch),
    "Row 1 is a trading_state_changed: Gone.",
  );
  assertEquals(findingOf(mismatch, true), null);
  assertEquals(
    findingOf({
      kind: "balance_corrected",
      contestantId: MIRROR,
      amount: usd("1"),
      reason: "test",
    }),
    "Row 1 is a balance_corrected",
  );
});

Deno.test("SeasonAudit finds an order of what was decided after the end of its season, and none of what came before", () => {
  const decided = (id: string): JournalEntry => ({
    kind: "decision_made",
    decision: {
      id: decisionId(id),
      contestantId: MEMBER,
      marketId: SAMPLE_MARKET.id,
      probabilityYes: 0.5,
      confidence: 0.5,
      reason: "test",
      action: { kind: "hold" },
      causationId: "test",
      marketProbability: null,
      decidedAtMs: 0,
    },
  });
  const submitted = (id: string): JournalEntry => ({
    kind: "order_submitted",
    order: {
      ...SAMPLE_ORDER,
      decisionId: decisionId(id),
      contestantId: MEMBER,
    },
  });
  const ended: JournalEntry = {
    kind: "season_concluded",
    seasonId: WINTER,
    cause: "operator",
    by: "test",
    reason: "test",
  };
  const findingOf = (...entries: readonly JournalEntry[]) => {
    const findings = new Findings();
    const audit = new SeasonAudit(findings);
    let isOver = false;
    for (const row of rowsOf(entries)) {
      audit.fold(row, { seasons: { isOver: () => isOver } });
      isOver ||= row.entry.kind === "season_concluded";
    }
    return findings.first?.invariant ?? null;
  };
  assertEquals(findingOf(decided("d_1"), ended, submitted("d_1")), null);
  assertEquals(
    findingOf(decided("d_1"), ended, decided("d_2"), submitted("d_2")),
    "no order of a season that is over",
  );
  assertEquals(findingOf(ended, ended), "a season starts and ends once");
});
